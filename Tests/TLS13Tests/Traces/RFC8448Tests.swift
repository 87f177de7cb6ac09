import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

/// RFC 8448: the state machines, given the traces' randomness and keys, send the traces' records.
@Suite struct `The traces of RFC 8448` {
  /// Extensions that this implementation does not have, or fills otherwise than the trace; those it has are
  /// written by its own code.
  static let foreign: Set<UInt16> = [0xFF01, 35, 28, 21, 45]

  static func rehearsal(_ hello: HelloFields, _ second: HelloFields?) -> ClientRehearsal {
    func raw(_ hello: HelloFields) -> [ExtensionType: [UInt8]] {
      hello.raw.filter { foreign.contains($0.key.rawValue) }
    }
    return ClientRehearsal(
      order: hello.order, raw: raw(hello), second: second.map { ($0.order, raw($0)) })
  }

  static func codePoints(_ data: [UInt8]?) throws -> [UInt16] {
    let data = try #require(data)
    return stride(from: 2, to: data.count, by: 2).map {
      UInt16(data[$0]) << 8 | UInt16(data[$0 + 1])
    }
  }

  static func chain(_ trace: TraceFile.Trace, _ actor: String) throws -> [Certificate] {
    let message = try trace.message(actor, "Certificate")
    var reader = ByteReader(message.span.extracting(4...))
    _ = try reader.vector8("certificate_request_context")
    var list = try reader.vector24("certificate_list")
    return [try Certificate(der: [UInt8](copying: try list.vector24("cert_data").rest()))]
  }

  static func credential(_ trace: TraceFile.Trace, _ actor: String) throws -> Credential {
    let verify = try trace.message(actor, "CertificateVerify")
    return Credential(
      chain: try chain(trace, actor), recorded: Array(verify[8...]),
      scheme: SignatureScheme(rawValue: UInt16(verify[4]) << 8 | UInt16(verify[5])))
  }

  /// The private keys that a side draws, in order.
  static func privateKeys(_ trace: TraceFile.Trace, _ actor: String) -> [[UInt8]] {
    trace.blocks(actor, "private key", in: "create an ephemeral")
  }

  /// - Parameter hello: The ClientHello; nil for what the trace constructs, which has no binders.
  static func client(
    _ trace: TraceFile.Trace, hello: [UInt8]? = nil
  ) throws -> (ClientConfiguration, FixedRandom) {
    let hellos = hello.map { [$0] } ?? trace.blocks("client", "ClientHello", in: "construct")
    let first = try HelloFields(try #require(hellos.first))
    let second = hellos.count > 1 ? try HelloFields(hellos[1]) : nil
    var configuration = ClientConfiguration(verification: .unverified)
    configuration.cipherSuites = [
      .aes128GCMSHA256, .chaCha20Poly1305SHA256, .aes256GCMSHA384,
    ]
    configuration.groups = try codePoints(first.raw[.supportedGroups]).map(
      NamedGroup.init(rawValue:))
    configuration.signatureSchemes = try codePoints(first.raw[.signatureAlgorithms])
      .map(SignatureScheme.init(rawValue:))
    configuration.compatibilityMode = !first.sessionID.isEmpty
    configuration.rehearsal = rehearsal(first, second)
    let keys = privateKeys(trace, "client")
    return (
      configuration, FixedRandom(first.random + first.sessionID + keys.flatMap { $0 })
    )
  }

  static func server(
    _ trace: TraceFile.Trace
  ) throws -> (ServerConfiguration, FixedRandom) {
    let hello = try HelloFields(
      try #require(trace.blocks("server", "ServerHello", in: "construct").last))
    let group = try #require(hello.raw[.keyShare])
    var configuration = ServerConfiguration(
      credentials: [try credential(trace, "server")], clientAuthentication: .none)
    configuration.groups = [NamedGroup(rawValue: UInt16(group[0]) << 8 | UInt16(group[1]))]
    configuration.confirmsAcceptance = false
    let extensions = try trace.message("server", "EncryptedExtensions")
    let retry =
      trace.blocks("server", "ServerHello", in: "construct").count > 1
      ? try HelloFields(try trace.message("server", "ServerHello")) : nil
    configuration.rehearsal = ServerRehearsal(
      encryptedExtensions: Array(extensions[4...]),
      cookie: retry?.raw[.cookie].map { Array($0.dropFirst(2)) })
    let keys = privateKeys(trace, "server")
    return (configuration, FixedRandom(hello.random + keys.flatMap { $0 }))
  }

  /// Compares what a side sends with the trace, record by record.
  static func check(
    _ sent: [UInt8], _ expected: inout ArraySlice<[UInt8]>, _ side: String
  ) throws {
    var rest = sent[...]
    while !rest.isEmpty {
      let next = expected.popFirst()
      let record = try #require(next, "\(side) sends more than the trace")
      #expect(Array(rest.prefix(record.count)) == record, "\(side)")
      rest = rest.dropFirst(record.count)
    }
  }

  @Test(arguments: ["3", "5", "6", "7"])
  func `come out byte for byte`(_ section: String) throws {
    let trace = try TraceFile.trace(section)
    var (clientConfiguration, clientRandom) = try Self.client(trace)
    var (serverConfiguration, serverRandom) = try Self.server(trace)
    if section == "6" {
      clientConfiguration.credential = try Self.credential(trace, "client")
      serverConfiguration.clientAuthentication = .required(.unverified)
      let request = try trace.message("server", "CertificateRequest")
      serverConfiguration.signatureSchemes = try Self.codePoints(Array(request[11...]))
        .map(SignatureScheme.init(rawValue:))
      serverConfiguration.certificateSignatureSchemes = []
    }

    // Records from the handshake's first to its last; tickets and data come after it.
    func handshake(_ sender: String) -> ArraySlice<[UInt8]> {
      trace.records.filter { $0.sender == sender && $0.protection != "application" }
        .map(\.record.bytes)[...]
    }
    var fromClient = handshake("client")
    var fromServer = handshake("server")
    let now = Time(secondsSince1970: 1_500_000_000)
    var toServer: [UInt8] = []
    var toClient: [UInt8] = []
    var client = try ClientConnection(
      clientConfiguration, server: ReferenceIdentity("server"), random: &clientRandom,
      output: &toServer)
    var server = ServerConnection(serverConfiguration)
    while !toServer.isEmpty || !toClient.isEmpty {
      try Self.check(toServer, &fromClient, "client")
      var input = toServer
      toServer = []
      while !input.isEmpty {
        var span = input.mutableSpan
        let progress = try server.receive(
          &span, now: now, random: &serverRandom, output: &toClient)
        input.removeFirst(try #require(progress.consumed > 0 ? progress.consumed : nil))
      }
      try Self.check(toClient, &fromServer, "server")
      input = toClient
      toClient = []
      while !input.isEmpty {
        var span = input.mutableSpan
        let progress = try client.receive(
          &span, now: now, random: &clientRandom, output: &toServer)
        input.removeFirst(try #require(progress.consumed > 0 ? progress.consumed : nil))
      }
    }
    let areConnected = client.isConnected && server.isConnected
    #expect(areConnected)
    #expect(fromClient.isEmpty)
    #expect(fromServer.isEmpty)
    #expect(clientRandom.remaining == 0)
    #expect(serverRandom.remaining == 0)
    try Self.exchange(trace, &client, &server)
  }

  /// Application data and close_notify, as far as the trace has them.
  static func exchange(
    _ trace: TraceFile.Trace, _ client: inout ClientConnection, _ server: inout ServerConnection
  ) throws {
    var random = SystemRandom()
    for record in trace.records where record.protection == "application" {
      var output: [UInt8] = []
      let plaintext = record.plaintext.bytes
      switch (record.sender, record.content_type_name) {
      case ("client", "application_data"):
        try client.send(plaintext.span, into: &output)
      case ("server", "application_data"):
        try server.send(plaintext.span, into: &output)
      case ("client", "alert"): client.close(into: &output)
      case ("server", "alert"): server.close(into: &output)
      case ("server", "handshake"):
        // NewSessionTicket: the trace's own is handed to the client, and the server's sequence moves on.
        try server.sendHandshake(plaintext.span, into: &output)
      default: Issue.record("an unknown kind of record")
      }
      #expect(output == record.record.bytes, "\(record.sender) \(record.content_type_name)")
      var span = output.mutableSpan
      var nothing: [UInt8] = []
      let now = Time(secondsSince1970: 1_500_000_000)
      let progress =
        record.sender == "client"
        ? try server.receive(&span, now: now, random: &random, output: &nothing)
        : try client.receive(&span, now: now, random: &random, output: &nothing)
      #expect(progress.consumed == record.record.bytes.count)
      let data = [UInt8](copying: span.span.extracting(progress.applicationData))
      if record.content_type_name == "application_data" { #expect(data == plaintext) }
    }
  }
}
