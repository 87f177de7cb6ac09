import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

/// Builds hellos field by field, so that one of them can be wrong.
struct HelloForge {
  var legacyVersion: UInt16 = 0x0303
  var random = [UInt8](repeating: 9, count: 32)
  var sessionID: [UInt8] = []
  var suites: [UInt16] = [0x1301]
  var compression: [UInt8] = [0]
  var extensions: [(UInt16, [UInt8])] = []

  /// A ClientHello that a server accepts.
  static func client() -> HelloForge {
    var random = SystemRandom()
    let key = EphemeralKey(.x25519, using: &random)
    var forge = HelloForge()
    forge.extensions = [
      (10, [0, 2, 0, 0x1D]), (13, [0, 4, 0x08, 0x07, 0x04, 0x03]), (43, [2, 3, 4]),
      (51, [0, 36, 0, 0x1D, 0, 32] + key.share),
    ]
    return forge
  }

  /// The same with one extension replaced, or left out where `data` is nil.
  func replacing(_ type: UInt16, _ data: [UInt8]?) -> HelloForge {
    var forge = self
    forge.extensions = extensions.compactMap { one in
      one.0 == type ? data.map { (type, $0) } : one
    }
    return forge
  }

  /// The same with one extension more.
  func adding(_ type: UInt16, _ data: [UInt8]) -> HelloForge {
    var forge = self
    forge.extensions.append((type, data))
    return forge
  }

  func with(_ change: (inout HelloForge) -> Void) -> HelloForge {
    var forge = self
    change(&forge)
    return forge
  }

  private func write(_ output: inout [UInt8]) {
    output.writeVector16 { output in
      for (type, data) in extensions {
        output.write(type)
        output.writeVector16 { output in output += data }
      }
    }
  }

  var clientHello: [UInt8] {
    var message: [UInt8] = []
    HandshakeMessage.write(.clientHello, into: &message) { output in
      output.write(legacyVersion)
      output += random
      output.writeVector8 { output in output += sessionID }
      output.writeCodePoints(suites)
      output.writeVector8 { output in output += compression }
      write(&output)
    }
    return message
  }

  var serverHello: [UInt8] {
    var message: [UInt8] = []
    HandshakeMessage.write(.serverHello, into: &message) { output in
      output.write(legacyVersion)
      output += random
      output.writeVector8 { output in output += sessionID }
      output.write(suites[0])
      output.append(compression[0])
      write(&output)
    }
    return message
  }
}

@Suite struct `A server in START` {
  static let configuration: ServerConfiguration? = {
    guard let identities = try? Identities(.ed25519),
      let credential = try? identities.credential(.ed25519, .server, names: ["server.test"])
    else { return nil }
    return ServerConfiguration(credentials: [credential], clientAuthentication: .none)
  }()

  static func alert(_ hello: [UInt8], endsRecord: Bool = true) throws -> Alert? {
    var machine = ServerHandshake(Shared(try #require(configuration)))
    var records = RecordLayer()
    var random = SystemRandom()
    do {
      try machine.receive(
        HandshakeMessage(hello.span, endsRecord: endsRecord), &records, now: Identities.now,
        random: &random)
      return nil
    } catch { return error.alert }
  }

  @Test func `accepts a good ClientHello`() throws {
    #expect(try Self.alert(HelloForge.client().clientHello) == nil)
  }

  /// A ClientHello whose one share is this.
  private static func hello(_ group: NamedGroup, _ share: [UInt8]) -> [UInt8] {
    var entry: [UInt8] = []
    entry.writeVector16 { output in
      output.write(group.rawValue)
      output.writeVector16 { output in output += share }
    }
    let number = [UInt8(group.rawValue >> 8), UInt8(group.rawValue & 0xFF)]
    return HelloForge.client().replacing(10, [0, 2] + number).replacing(51, entry).clientHello
  }

  @Test func `refuses an encapsulation key with a coefficient of q or more`() throws {
    var random = SystemRandom()
    let share = EphemeralKey(.x25519MLKEM768, using: &random).share
    #expect(try Self.alert(Self.hello(.x25519MLKEM768, share)) == nil)
    // draft-ietf-tls-ecdhe-mlkem §3.1.2 MUST: the check of FIPS 203, Section 7.2.
    var large = share
    large[0] = 0xFF
    large[1] |= 0x0F
    #expect(try Self.alert(Self.hello(.x25519MLKEM768, large)) == .illegalParameter)
    // A point of small order.
    let zero = [UInt8](share[..<1184]) + [UInt8](repeating: 0, count: 32)
    #expect(try Self.alert(Self.hello(.x25519MLKEM768, zero)) == .illegalParameter)
    #expect(
      try Self.alert(Self.hello(.x25519MLKEM768, [UInt8](share.dropLast()))) == .illegalParameter)
    #expect(try Self.alert(Self.hello(.x25519MLKEM768, share + [0])) == .illegalParameter)
  }

  /// pre_shared_key with so many identities and binders.
  private static func offers(_ identities: Int, _ binders: Int, _ byteCount: Int = 32) -> [UInt8] {
    var data: [UInt8] = []
    data.writeVector16 { data in
      for _ in 0..<identities {
        data.writeVector16 { data in data += [1, 2, 3] }
        data.write(UInt32(0))
      }
    }
    data.writeVector16 { data in
      for _ in 0..<binders {
        data.writeVector8 { data in data.append(contentsOf: repeatElement(7, count: byteCount)) }
      }
    }
    return data
  }

  static let faults: [(String, HelloForge, Alert)] = {
    let good = HelloForge.client()
    let share = good.extensions[3].1
    let point = [UInt8](repeating: 0, count: 32)
    return [
      ("§4.2.2 legacy_version", good.with { $0.legacyVersion = 0x0304 }, .protocolVersion),
      ("§4.2.2 compression", good.with { $0.compression = [1] }, .illegalParameter),
      ("§4.2.2 compression twice", good.with { $0.compression = [0, 0] }, .illegalParameter),
      (
        "§4.2.2 session ID too long", good.with { $0.sessionID = [UInt8](repeating: 1, count: 33) },
        .decodeError
      ),
      ("§4.2.1 no common suite", good.with { $0.suites = [0x1399] }, .handshakeFailure),
      ("§4.2.2 no suites", good.with { $0.suites = [] }, .decodeError),
      ("§4.3.1 without TLS 1.3", good.replacing(43, [2, 3, 3]), .protocolVersion),
      ("§4.3.1 without supported_versions", good.replacing(43, nil), .protocolVersion),
      ("§4.3.1 odd list of versions", good.replacing(43, [3, 3, 4, 3]), .decodeError),
      ("§4.3.1 empty list of versions", good.replacing(43, [0]), .decodeError),
      ("§4.3 duplicate extension", good.adding(43, [2, 3, 4]), .decodeError),
      (
        "§4.3 duplicate unknown extension", good.adding(0x7777, []).adding(0x7777, []),
        .decodeError
      ),
      ("§4.3 bytes behind an extension", good.replacing(10, [0, 2, 0, 0x1D, 0]), .decodeError),
      ("§4.3 misplaced oid_filters", good.adding(48, [0, 0]), .illegalParameter),
      ("§9.2 without signature_algorithms", good.replacing(13, nil), .missingExtension),
      ("§9.2 without supported_groups", good.replacing(10, nil), .missingExtension),
      ("§9.2 without key_share", good.replacing(51, nil), .missingExtension),
      ("§4.3.3 odd list of schemes", good.replacing(13, [0, 3, 8, 7, 4]), .decodeError),
      ("§4.3.3 empty list of schemes", good.replacing(13, [0, 0]), .decodeError),
      ("§4.3.3 no common scheme", good.replacing(13, [0, 2, 0x02, 0x01]), .handshakeFailure),
      (
        "§4.3.7 a group twice", good.replacing(10, [0, 6, 0, 0x1D, 0, 0x17, 0, 0x1D]),
        .illegalParameter
      ),
      (
        "§4.3.7 a group twice in a long list",
        good.replacing(10, longGroupList), .illegalParameter
      ),
      (
        "§4.3.7 no common group", good.replacing(10, [0, 2, 0x01, 0x00]).replacing(51, [0, 0]),
        .handshakeFailure
      ),
      (
        "§4.3.8 share of an unlisted group",
        good.replacing(51, [0, 37, 0, 0x17, 0, 33] + [UInt8](repeating: 4, count: 33)),
        .illegalParameter
      ),
      (
        "§4.3.8 two shares of a group", good.replacing(51, [0, 72] + share[2...] + share[2...]),
        .illegalParameter
      ),
      ("§4.3.8 empty share", good.replacing(51, [0, 4, 0, 0x1D, 0, 0]), .decodeError),
      (
        "§4.3.8 share cut short", good.replacing(51, [0, 36, 0, 0x1D, 0, 33] + point), .decodeError
      ),
      (
        "§7.4.2 share of the wrong length",
        good.replacing(51, [0, 35, 0, 0x1D, 0, 31] + point[1...]), .illegalParameter
      ),
      (
        "§7.4.2 share that gives zero", good.replacing(51, [0, 36, 0, 0x1D, 0, 32] + point),
        .illegalParameter
      ),
      (
        "§4.3.11 pre_shared_key not last",
        good.adding(45, [1, 1]).adding(41, [0]).adding(0x7777, []), .illegalParameter
      ),
      ("§4.3.9 pre_shared_key without modes", good.adding(41, offers(1, 1)), .missingExtension),
      (
        "§4.3.11 more binders than identities", good.adding(45, [1, 1]).adding(41, offers(1, 2)),
        .illegalParameter
      ),
      (
        "§4.3.11 more identities than binders", good.adding(45, [1, 1]).adding(41, offers(2, 1)),
        .illegalParameter
      ),
      ("§4.3.11 no identities", good.adding(45, [1, 1]).adding(41, offers(0, 1)), .decodeError),
      ("§4.3.11 no binders", good.adding(45, [1, 1]).adding(41, offers(1, 0)), .decodeError),
      (
        "§4.3.11 a binder of 31 bytes", good.adding(45, [1, 1]).adding(41, offers(1, 1, 31)),
        .decodeError
      ),
      ("§4.3.9 no modes", good.adding(45, [0]), .decodeError),
      ("RFC 7301 §3.1 empty protocol name", good.adding(16, [0, 1, 0]), .decodeError),
      ("RFC 6066 §3 empty name", good.adding(0, [0, 3, 0, 0, 0]), .decodeError),
      ("RFC 6066 §3 two names", good.adding(0, [0, 8, 0, 0, 1, 97, 0, 0, 1, 98]), .decodeError),
      ("RFC 6066 §3 name of another type", good.adding(0, [0, 4, 7, 0, 1, 97]), .decodeError),
    ]
  }()

  @Test(arguments: faults)
  func `refuses with the alert the RFC names`(
    fault: String, hello: HelloForge, expected: Alert
  ) throws {
    #expect(try Self.alert(hello.clientHello) == expected, "\(fault)")
  }

  @Test func `refuses a ClientHello that does not end its record`() throws {
    #expect(
      try Self.alert(HelloForge.client().clientHello, endsRecord: false) == .unexpectedMessage)
  }

  @Test(arguments: [2, 4, 5, 8, 11, 13, 15, 20, 24, 99] as [UInt8])
  func `refuses any other message`(_ type: UInt8) throws {
    var message = HelloForge.client().clientHello
    message[0] = type
    #expect(try Self.alert(message) == .unexpectedMessage)
  }

  @Test func `ignores what it does not know`() throws {
    let hello = HelloForge.client().with { $0.suites = [0x0A0A, 0x1301, 0xC02B] }
      .replacing(43, [4, 0x7A, 0x7A, 3, 4]).adding(0x5A5A, [1, 2, 3])
    #expect(try Self.alert(hello.clientHello) == nil)
  }
}

@Suite struct `A client in WAIT_SH` {
  static func alert(
    endsRecord: Bool = true, _ change: (inout HelloForge) -> Void
  ) throws -> Alert? {
    var random = SystemRandom()
    var configuration = ClientConfiguration(verification: .unverified)
    configuration.compatibilityMode = false
    configuration.cipherSuites = [.aes128GCMSHA256]
    var records = RecordLayer()
    var machine = try ClientHandshake(
      Shared(configuration), server: ReferenceIdentity("server.test"), &records, random: &random)
    let key = EphemeralKey(.x25519, using: &random)
    var forge = HelloForge()
    forge.extensions = [(43, [3, 4]), (51, [0, 0x1D, 0, 32] + key.share)]
    change(&forge)
    let message = forge.serverHello
    do {
      try machine.receive(
        HandshakeMessage(message.span, endsRecord: endsRecord), &records, now: Identities.now,
        random: &random)
      return nil
    } catch { return error.alert }
  }

  static let downgrade: [UInt8] = [0x44, 0x4F, 0x57, 0x4E, 0x47, 0x52, 0x44]

  static let faults: [(String, Alert, @Sendable (inout HelloForge) -> Void)] = [
    ("§4.2.3 legacy_version", .protocolVersion, { $0.legacyVersion = 0x0304 }),
    ("§4.2.3 compression", .decodeError, { $0.compression = [1] }),
    ("§4.2.3 session ID", .illegalParameter, { $0.sessionID = [1] }),
    ("§4.2.3 suite not offered", .illegalParameter, { $0.suites = [0x1302] }),
    ("§4.2.3 TLS 1.2", .protocolVersion, { $0 = $0.replacing(43, nil) }),
    (
      "§4.2.3 downgrade to TLS 1.2", .illegalParameter,
      {
        $0 = $0.replacing(43, nil)
        $0.random = [UInt8](repeating: 1, count: 24) + downgrade + [1]
      }
    ),
    (
      "§4.2.3 downgrade to TLS 1.1", .illegalParameter,
      {
        $0 = $0.replacing(43, nil)
        $0.random = [UInt8](repeating: 1, count: 24) + downgrade + [0]
      }
    ),
    ("§4.3.1 another version", .illegalParameter, { $0 = $0.replacing(43, [3, 5]) }),
    ("§4.3.1 older version", .illegalParameter, { $0 = $0.replacing(43, [3, 3]) }),
    ("§4.3.1 version cut short", .decodeError, { $0 = $0.replacing(43, [3]) }),
    ("§4.3.8 no share", .missingExtension, { $0 = $0.replacing(51, nil) }),
    (
      "§4.3.8 share of another group", .illegalParameter,
      {
        $0 = $0.replacing(51, [0, 0x17, 0, 1, 4])
      }
    ),
    ("§4.3.8 empty share", .decodeError, { $0 = $0.replacing(51, [0, 0x1D, 0, 0]) }),
    ("§4.3.8 byte left over", .decodeError, { $0.extensions[1].1.append(0) }),
    (
      "§7.4.2 share that gives zero", .illegalParameter,
      {
        $0 = $0.replacing(51, [0, 0x1D, 0, 32] + [UInt8](repeating: 0, count: 32))
      }
    ),
    ("§4.3 not offered", .unsupportedExtension, { $0 = $0.adding(0x7777, []) }),
    ("§4.3 pre_shared_key not offered", .unsupportedExtension, { $0 = $0.adding(41, [0, 0]) }),
    ("§4.3 misplaced", .illegalParameter, { $0 = $0.adding(16, [0, 3, 2, 104, 50]) }),
    ("§4.3 duplicate", .illegalParameter, { $0 = $0.adding(43, [3, 4]) }),
    (
      "§4.2.4 retry that changes nothing", .illegalParameter,
      {
        $0.random = ServerHello.retryRandom
        $0 = $0.replacing(51, nil)
      }
    ),
    (
      "§4.3.8 retry for a group already sent", .illegalParameter,
      {
        $0.random = ServerHello.retryRandom
        $0 = $0.replacing(51, [0, 0x1D])
      }
    ),
    (
      "§4.3.8 retry for a group not listed", .illegalParameter,
      {
        $0.random = ServerHello.retryRandom
        $0 = $0.replacing(51, [0x01, 0x00])
      }
    ),
    (
      "§4.3.2 empty cookie", .decodeError,
      {
        $0.random = ServerHello.retryRandom
        $0 = $0.replacing(51, nil).adding(44, [0, 0])
      }
    ),
  ]

  @Test func `accepts a good ServerHello`() throws {
    #expect(try Self.alert { _ in } == nil)
    #expect(
      try Self.alert {
        $0.random = ServerHello.retryRandom
        $0 = $0.replacing(51, [0, 0x17])
      } == nil)
  }

  @Test(arguments: faults.indices)
  func `refuses with the alert the RFC names`(_ index: Int) throws {
    let (fault, expected, change) = Self.faults[index]
    #expect(try Self.alert(change) == expected, "\(fault)")
  }

  @Test func `refuses a ServerHello that does not end its record`() throws {
    #expect(try Self.alert(endsRecord: false) { _ in } == .unexpectedMessage)
  }
}

/// A list of 64 groups, the last of which is the first.
private let longGroupList: [UInt8] =
  [0, 128] + (0x1D..<0x5C as Range<UInt8>).flatMap { [0, $0] } + [0, 0x1D]
