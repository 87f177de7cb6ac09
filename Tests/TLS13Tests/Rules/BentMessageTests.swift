import Bytes
import TestSupport
import Testing

@testable import TLS13

/// Messages that one side bends after it made them, so that everything else about them is right.
@Suite struct `A bent message` {
  struct Bend: Sendable, CustomTestStringConvertible {
    let name: String
    let byServer: Bool
    let type: HandshakeType
    let expected: Alert
    /// Changes the body; nil drops the message.
    let change: @Sendable ([UInt8]) -> [UInt8]?
    var testDescription: String { name }
  }

  /// A body whose extensions, in the last two-byte vector behind `prefix` bytes, are these.
  private static func extensions(_ prefix: [UInt8], _ all: [(UInt16, [UInt8])]) -> [UInt8] {
    var body = prefix
    body.writeVector16 { body in
      for (type, data) in all {
        body.write(type)
        body.writeVector16 { body in body += data }
      }
    }
    return body
  }

  static let bends: [Bend] = [
    Bend(
      name: "§4.4.1 no EncryptedExtensions", byServer: true, type: .encryptedExtensions,
      expected: .unexpectedMessage, change: { _ in nil }),
    Bend(
      name: "§4.4.1 a forbidden extension in EncryptedExtensions", byServer: true,
      type: .encryptedExtensions, expected: .illegalParameter,
      change: { _ in extensions([], [(51, [0, 29])]) }),
    Bend(
      name: "§4.3 an answer in EncryptedExtensions that nobody asked for", byServer: true,
      type: .encryptedExtensions, expected: .unsupportedExtension,
      change: { _ in extensions([], [(0x7777, [])]) }),
    Bend(
      name: "§4.4.2 a context in CertificateRequest", byServer: true, type: .certificateRequest,
      expected: .illegalParameter, change: { [1, 9] + $0.dropFirst() }),
    Bend(
      name: "§4.4.2 no signature_algorithms", byServer: true, type: .certificateRequest,
      expected: .missingExtension, change: { _ in extensions([0], []) }),
    Bend(
      name: "§4.3.6 post_handshake_auth from a server", byServer: true, type: .encryptedExtensions,
      expected: .illegalParameter, change: { _ in extensions([], [(49, [])]) }),
    Bend(
      name: "§4.3 server_name with a body", byServer: true, type: .encryptedExtensions,
      expected: .decodeError, change: { _ in extensions([], [(0, [1])]) }),
    Bend(
      name: "§4.5.1 a context in the server's Certificate", byServer: true, type: .certificate,
      expected: .illegalParameter, change: { [1, 9] + $0.dropFirst() }),
    Bend(
      name: "§4.5.1 an empty Certificate from a server", byServer: true, type: .certificate,
      expected: .decodeError, change: { _ in [0, 0, 0, 0] }),
    Bend(
      name: "§4.5.2 no CertificateVerify from a server", byServer: true, type: .certificateVerify,
      expected: .unexpectedMessage, change: { _ in nil }),
    Bend(
      name: "§4.5.2 another scheme", byServer: true, type: .certificateVerify,
      expected: .illegalParameter, change: { [0x04, 0x03] + $0.dropFirst(2) }),
    Bend(
      name: "§4.5.2 SHA-1", byServer: true, type: .certificateVerify, expected: .illegalParameter,
      change: { [0x02, 0x03] + $0.dropFirst(2) }),
    Bend(
      name: "§4.5.2 a changed signature", byServer: true, type: .certificateVerify,
      expected: .decryptError, change: { $0.dropLast() + [($0.last ?? 0) ^ 1] }),
    Bend(
      name: "§4.5.3 a changed Finished of the server", byServer: true, type: .finished,
      expected: .decryptError, change: { $0.dropLast() + [($0.last ?? 0) ^ 1] }),
    Bend(
      name: "§4.5.1 a context in the client's Certificate", byServer: false, type: .certificate,
      expected: .illegalParameter, change: { [1, 9] + $0.dropFirst() }),
    Bend(
      name: "§4.5.1 an empty Certificate from a client", byServer: false, type: .certificate,
      expected: .certificateRequired, change: { _ in [0, 0, 0, 0] }),
    Bend(
      name: "§4.5.1 no Certificate from a client", byServer: false, type: .certificate,
      expected: .unexpectedMessage, change: { _ in nil }),
    Bend(
      name: "§4.5.2 no CertificateVerify from a client", byServer: false,
      type: .certificateVerify, expected: .unexpectedMessage, change: { _ in nil }),
    Bend(
      name: "§4.5.2 a changed signature of the client", byServer: false, type: .certificateVerify,
      expected: .decryptError, change: { $0.dropLast() + [($0.last ?? 0) ^ 1] }),
    Bend(
      name: "§4.5.3 a Finished that is too long", byServer: false, type: .finished,
      expected: .decodeError, change: { $0 + [0] }),
  ]

  @Test(arguments: bends)
  func `is refused with the alert the RFC names`(_ bend: Bend) throws {
    var world = try ResumptionWorld()
    let hooks = LaboratoryHooks(bendMessage: { message in
      guard message.first == bend.type.rawValue else { return }
      guard let body = bend.change(Array(message.dropFirst(4))) else {
        message = []
        return
      }
      message = []
      HandshakeMessage.write(bend.type, into: &message) { output in output += body }
    })
    if bend.byServer { world.server.laboratory = hooks } else { world.client.laboratory = hooks }
    let pair = try MemoryPair(world.client, world.server)
    let result = try #require(try `A peer that is refused`.failure(pair))
    #expect(result.side == (bend.byServer ? "client" : "server"))
    #expect(result.failure.alertToSend == bend.expected)
    #expect(result.received == bend.expected)
  }
}
