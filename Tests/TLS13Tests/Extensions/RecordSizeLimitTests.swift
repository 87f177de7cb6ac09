import Bytes
import TestSupport
import Testing

@testable import TLS13

@Suite struct `record_size_limit` {
  static func pair(client: Int?, server: Int?) throws -> MemoryPair {
    var world = try ResumptionWorld()
    world.client.recordSizeLimit = client
    world.server.recordSizeLimit = server
    return try MemoryPair(world.client, world.server)
  }

  @Test func `bounds what the peer sends, handshake and data`() throws {
    let pair = try Self.pair(client: 64, server: 100)
    try pair.runServer()
    // ServerHello and change_cipher_spec are not protected; what follows is 64 bytes and a tag at most.
    #expect(recordLengths(pair.toClient).dropFirst(2).allSatisfy { $0 <= 64 + 16 })
    try pair.runClient()
    #expect(recordLengths(pair.toServer).allSatisfy { $0 <= 100 + 16 })
    try pair.run()
    #expect(pair.clientIsConnected && pair.serverIsConnected)
    #expect(pair.clientSummary.peerRecordSizeLimit == 100)
    #expect(pair.serverSummary.peerRecordSizeLimit == 64)

    let data = [UInt8](repeating: 7, count: 1000)
    try pair.server.send(data.span, into: &pair.toClient)
    #expect(recordLengths(pair.toClient).allSatisfy { $0 <= 64 + 16 })
    try pair.client.send(data.span, into: &pair.toServer)
    #expect(recordLengths(pair.toServer).allSatisfy { $0 <= 100 + 16 })
    try pair.run()
    #expect(pair.clientReceived == data)
    #expect(pair.serverReceived == data)
  }

  @Test func `holds for neither where one does not have it`() throws {
    for (client, server) in [(nil, 64), (64, nil)] as [(Int?, Int?)] {
      let pair = try Self.pair(client: client, server: server)
      try pair.run()
      #expect(pair.serverSummary.peerRecordSizeLimit == nil)
      let data = [UInt8](repeating: 7, count: 1000)
      try pair.server.send(data.span, into: &pair.toClient)
      #expect(recordLengths(pair.toClient) == [1000 + 17])
    }
  }

  @Test func `is kept by those who said it`() throws {
    // RFC 8449 §4 MUST: record_overflow.
    var records = RecordLayer()
    records.limitReceiving(to: 64)
    var sender = RecordLayer()
    let (aead, hash) = try #require(CipherSuite.aes128GCMSHA256.parameters)
    let secret = [UInt8](repeating: 9, count: 32)
    records.protectReceiving(
      TrafficSecret(hash, SecretBytes(copying: secret.span)).keys(aead))
    sender.protectSending(TrafficSecret(hash, SecretBytes(copying: secret.span)).keys(aead))
    let expecting = RecordLayer.Expectations(
      changeCipherSpec: false, applicationData: true, plaintextAlert: false, state: "CONNECTED")
    for (count, fits) in [(63, true), (64, false), (500, false)] {
      sender.output = []
      sender.send(.applicationData, [UInt8](repeating: 1, count: count).span)
      var bytes = sender.output
      var span = bytes.mutableSpan
      do throws(RecordError) {
        guard case .applicationData(let range, _) = try records.next(&span, expecting: expecting)
        else {
          Issue.record("no data")
          continue
        }
        #expect(fits && range.count == count)
      } catch {
        #expect(!fits)
        #expect(error.alert == .recordOverflow)
      }
    }
  }

  @Test(
    arguments: [
      ("below 64", [0, 63], Alert.illegalParameter),
      ("above TLS 1.3", [0x40, 2], .illegalParameter),
      ("one byte", [64], .decodeError), ("three bytes", [0, 64, 0], .decodeError),
      ("the least", [0, 64], nil), ("the most", [0x40, 1], nil),
    ] as [(String, [UInt8], Alert?)])
  func `is refused out of bounds`(_ fault: String, _ data: [UInt8], _ expected: Alert?) throws {
    #expect(ExtensionFault.inEncryptedExtensions([(28, data)])?.alert == expected, "\(fault)")
    // RFC 8449 §4 MUST NOT: a server does not refuse a limit above its own protocol's.
    let hello = HelloForge.client().adding(28, data)
    let alert = try `A server in START`.alert(hello.clientHello)
    #expect(alert == (fault == "above TLS 1.3" ? nil : expected), "\(fault)")
  }

  @Test func `is refused where it was not offered`() {
    let error = ExtensionFault.inEncryptedExtensions([(28, [0, 64])], offers: { _ in false })
    #expect(error?.alert == .unsupportedExtension)
  }
}

@Suite struct `Padding of records` {
  @Test(
    arguments: [
      (RecordPadding.none, 10, 16_385, 0), (.multiple(of: 64), 10, 16_385, 53),
      (.multiple(of: 64), 63, 16_385, 0), (.multiple(of: 64), 64, 16_385, 63),
      (.multiple(of: 1000), 90, 100, 9), (.full, 10, 100, 89), (.full, 99, 100, 0),
      (.multiple(of: 0), 10, 100, 0), (.multiple(of: -5), 10, 100, 0),
    ])
  func `fills what is wanted and never more than fits`(
    padding: RecordPadding, content: Int, limit: Int, expected: Int
  ) {
    #expect(padding.byteCount(behind: content, limit: limit) == expected)
  }

  @Test(arguments: [RecordPadding.multiple(of: 512), .full])
  func `hides the lengths, and the peer does not mind`(_ padding: RecordPadding) throws {
    var world = try ResumptionWorld()
    world.client.recordPadding = padding
    world.server.recordPadding = padding
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    for text in ["", "a", "some more"] {
      let data = Array(text.utf8)
      pair.clientReceived = []
      try pair.server.send(data.span, into: &pair.toClient)
      #expect(recordLengths(pair.toClient) == [(padding == .full ? 16_385 : 512) + 16])
      try pair.client.send(data.span, into: &pair.toServer)
      try pair.run()
      #expect(pair.clientReceived == data)
    }
  }
}
