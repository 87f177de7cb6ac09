import Bytes
import TestSupport
import Testing

@testable import TLS13

@Suite struct `ticket_request` {
  @Test(
    arguments: [
      (0, 0), (1, 1), (5, 5), (200, 8),
    ] as [(UInt8, Int)])
  func `brings as many tickets as were wished for, up to the server's limit`(
    wish: UInt8, expected: Int
  ) throws {
    var world = try ResumptionWorld()
    world.client.ticketRequest = TicketRequest(forNewSession: wish, forResumption: 1)
    let pair = try MemoryPair(world.client, world.server)
    try pair.run()
    #expect(pair.clientSummary.expectedTickets == UInt8(expected))
    let sessions = pair.sessions()
    #expect(sessions.count == expected)
    guard let session = sessions.first else { return }
    // RFC 9149 §3: another number where a session is resumed.
    let resumed = try world.connect(session)
    #expect(resumed.clientSummary.preSharedKey == .session)
    #expect(resumed.clientSummary.expectedTickets == 1)
    #expect(resumed.sessions().count == 1)
  }

  @Test func `is not answered where it was not sent`() throws {
    let world = try ResumptionWorld()
    let pair = try world.connect(nil)
    #expect(pair.clientSummary.expectedTickets == nil)
    #expect(pair.sessions().count == 2)
    // RFC 9846 §4.3 MUST: unsupported_extension.
    let error = ExtensionFault.inEncryptedExtensions([(58, [1])], offers: { _ in false })
    #expect(error?.alert == .unsupportedExtension)
  }

  @Test func `has its two bytes, and one in the answer`() throws {
    for data in [[1], [1, 2, 3], []] as [[UInt8]] {
      let hello = HelloForge.client().adding(58, data)
      #expect(try `A server in START`.alert(hello.clientHello) == .decodeError)
    }
    #expect(ExtensionFault.inEncryptedExtensions([(58, [])])?.alert == .decodeError)
    #expect(ExtensionFault.inEncryptedExtensions([(58, [1, 2])])?.alert == .decodeError)
  }
}

@Suite struct `Flags of a ticket` {
  @Test(
    arguments: [
      ("none", [0], Alert.decodeError), ("cut short", [2, 1], .decodeError),
      ("a byte left over", [1, 1, 0], .decodeError),
      ("zeros behind", [2, 1, 0], .illegalParameter),
      ("one bit", [1, 1], nil), ("a bit far behind", [4, 0, 0, 0, 0x80], nil),
    ] as [(String, [UInt8], Alert?)])
  func `are refused where they are malformed`(_ fault: String, _ data: [UInt8], _ expected: Alert?)
  {
    #expect(ExtensionFault.inTicket([(62, data)])?.alert == expected, "\(fault)")
  }

  @Test func `tell that a session is good for other names`() throws {
    var world = try ResumptionWorld()
    #expect(try world.firstSession()?.isAcrossNames == false)
    world.server.resumption?.isAcrossNames = true
    #expect(try world.firstSession()?.isAcrossNames == true)
  }
}

@Suite struct `Code points that mean nothing` {
  @Test func `has sixteen values, and never the same extension twice`() {
    #expect((0..<16).map { GREASE.value(UInt8($0)) }.first == 0x0A0A)
    #expect(GREASE.value(15) == 0xFAFA)
    for byte in UInt8.min...UInt8.max {
      var random = FixedRandom([1, 2, 3, 4, byte, byte])
      let grease = GREASE(using: &random)
      #expect(grease.extensions.first != grease.extensions.second)
    }
  }

  @Test(arguments: [false, true], [false, true])
  func `disturbs no handshake`(_ permutes: Bool, _ retries: Bool) throws {
    var world = try ResumptionWorld()
    world.client.sendsGREASE = true
    world.client.permutesExtensions = permutes
    world.client.ticketRequest = TicketRequest(forNewSession: 1, forResumption: 1)
    if retries { world.client.keyShareCount = 0 }
    world.server.sendsGREASE = true
    for _ in 0..<20 {
      let pair = try MemoryPair(world.client, world.server)
      try pair.run()
      #expect(pair.clientIsConnected && pair.serverIsConnected)
      let resumed = try world.connect(pair.sessions().first)
      #expect(resumed.clientSummary.preSharedKey == .session)
    }
  }

  /// RFC 8701 §3.1 MUST: what means nothing is refused when the server picks it.
  @Test func `is refused as an answer`() {
    let error = ExtensionFault.inEncryptedExtensions([(0x0A0A, [])], offers: { _ in false })
    #expect(error?.alert == .unsupportedExtension)
  }

  @Test func `puts the extensions into another order each time`() throws {
    var world = try ResumptionWorld()
    world.client.permutesExtensions = true
    var orders: Set<[UInt8]> = []
    for _ in 0..<10 {
      let pair = try MemoryPair(world.client, world.server)
      // The types of the first extensions differ; the rest of the message is as long.
      orders.insert(Array(pair.toServer[120..<160]))
      try pair.run()
      #expect(pair.serverIsConnected)
    }
    #expect(orders.count > 1)
  }
}
