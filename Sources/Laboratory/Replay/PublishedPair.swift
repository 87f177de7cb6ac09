package import Bytes
import Cryptography
import MutualTLS
import PKI
package import TLS13

/// A client and a server of a published trace (RFC 8448): what they drew, the keys' signatures, and what they send
/// that ours would not.
package struct PublishedPair: Sendable, Equatable {
  /// An extension of a ClientHello; without data it is ours to fill.
  package struct Extension: Sendable, Equatable {
    package var type: UInt16
    package var data: [UInt8]?
  }

  /// A certificate and the signature that was made by its key, which nobody has.
  package struct Identity: Sendable, Equatable {
    package var certificate: [UInt8]
    package var scheme: UInt16
    package var signature: [UInt8]
  }

  package struct Client: Sendable, Equatable {
    /// What is drawn, in order: random, session id, private keys.
    package var random: [UInt8]
    package var suites: [UInt16]
    package var groups: [UInt16]
    package var signatures: [UInt16]
    package var isCompatible: Bool
    package var extensions: [Extension]
    /// Those of the second ClientHello; none where there is but one.
    package var secondExtensions: [Extension]
    package var identity: Identity?
  }

  package struct Server: Sendable, Equatable {
    package var random: [UInt8]
    package var group: UInt16
    package var encryptedExtensions: [UInt8]
    package var cookie: [UInt8]?
    /// The schemes of its CertificateRequest; nil where it sends none.
    package var requestedSignatures: [UInt16]?
    package var identity: Identity?
  }

  package var now: Time
  package var client: Client
  package var server: Server
  package var session: PublishedSession?

  /// Published traces name their server so.
  static let serverName = "server"
}

extension PublishedPair.Identity {
  fileprivate var credential: Credential {
    get throws {
      Credential(
        chain: [try Certificate(der: certificate)], recorded: signature,
        scheme: SignatureScheme(rawValue: scheme))
    }
  }
}

extension PublishedPair {
  private static func change(
    _ extensions: [Extension]
  ) -> (order: [ExtensionType], raw: [ExtensionType: [UInt8]]) {
    var raw: [ExtensionType: [UInt8]] = [:]
    for one in extensions { raw[ExtensionType(rawValue: one.type)] = one.data }
    return (extensions.map { ExtensionType(rawValue: $0.type) }, raw)
  }

  private func clientConfiguration(_ recorder: Recorder) throws -> ClientConfiguration {
    var configuration = ClientConfiguration(verification: .unverified)
    configuration.cipherSuites = client.suites.map { CipherSuite(rawValue: $0) }
    configuration.groups = client.groups.map { NamedGroup(rawValue: $0) }
    configuration.signatureSchemes = client.signatures.map { SignatureScheme(rawValue: $0) }
    configuration.compatibilityMode = client.isCompatible
    let first = Self.change(client.extensions)
    configuration.rehearsal = ClientRehearsal(
      order: first.order, raw: first.raw,
      second: client.secondExtensions.isEmpty ? nil : Self.change(client.secondExtensions))
    configuration.credential = try client.identity?.credential
    configuration.sendsEarlyData = session != nil
    configuration.laboratory = recorder.hooks(.client)
    configuration.keyLog = recorder.keyLog(.client)
    return configuration
  }

  private func serverConfiguration(_ recorder: Recorder) throws -> ServerConfiguration {
    var configuration = ServerConfiguration(
      credentials: try server.identity.map { [try $0.credential] } ?? [],
      clientAuthentication: server.requestedSignatures == nil ? .none : .required(.unverified))
    // The server of a resumed session takes what the client sent first.
    configuration.groups = [NamedGroup(rawValue: server.group)]
    configuration.confirmsAcceptance = false
    configuration.rehearsal = ServerRehearsal(
      encryptedExtensions: server.encryptedExtensions, cookie: server.cookie)
    if let schemes = server.requestedSignatures {
      configuration.signatureSchemes = schemes.map { SignatureScheme(rawValue: $0) }
      configuration.certificateSignatureSchemes = []
    }
    if let session {
      configuration.resumption = session.resumption(for: Self.serverName, now: now)
    }
    configuration.laboratory = recorder.hooks(.server)
    configuration.keyLog = recorder.keyLog(.server)
    return configuration
  }

  /// Does again what the steps say, in their order.
  ///
  /// - Returns: The same steps, with what came out this time.
  func replay(
    _ steps: [Recording.Step], _ recorder: Recorder
  ) throws(LaboratoryPair.Failure) -> [Recording.Step] {
    do { return try run(steps, recorder) } catch {
      throw LaboratoryPair.Failure(description: "the recording cannot be run: \(error)")
    }
  }

  private func run(
    _ steps: [Recording.Step], _ recorder: Recorder
  ) throws -> [Recording.Step] {
    var random = SeededSource(published: client.random)
    var hello: [UInt8] = []
    guard let name = ReferenceIdentity(Self.serverName) else {
      throw LaboratoryPair.Failure(description: "\(Self.serverName) is no name")
    }
    let configuration = try clientConfiguration(recorder)
    let connection: ClientConnection
    if let session {
      connection = try ClientConnection(
        configuration, server: name, resuming: session.session(with: name, now: now), now: now,
        random: &random, output: &hello)
    } else {
      connection = try ClientConnection(
        configuration, server: name, random: &random, output: &hello)
    }
    var client = LaboratoryEnd(connection, random: random, now: now, output: hello)
    var server = LaboratoryEnd(
      ServerConnection(try serverConfiguration(recorder)),
      random: SeededSource(published: server.random), now: now)
    var done: [Recording.Step] = []
    for step in steps {
      var again = step
      again.output = []
      switch (step.side, step.action) {
      case (.client, "start"): again.output = hello
      case (.client, "early"):
        try client.connection.sendEarlyData(step.bytes.span, into: &again.output)
      case (.client, "handshake"):
        try client.connection.sendHandshake(step.bytes.span, into: &again.output)
      case (.server, "handshake"):
        try server.connection.sendHandshake(step.bytes.span, into: &again.output)
      case (.client, _): again.output = client.take(step)
      case (.server, _): again.output = server.take(step)
      }
      done.append(again)
    }
    if let failure = client.failure ?? server.failure { throw failure }
    return done
  }
}

extension LaboratoryEnd where Connection: ~Copyable {
  /// Does what a step of a recording says.
  ///
  /// - Returns: What has to be sent.
  mutating func take(_ step: Recording.Step) -> [UInt8] {
    switch step.action {
    case "receive": receive(step.bytes)
    case "send": perform(.send(step.bytes))
    case "updateKeys": perform(.updateKeys(requestsPeer: step.bytes == [1]))
    case "close": perform(.close)
    default: []
    }
  }
}
