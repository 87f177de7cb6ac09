import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import FiniteField
@testable import TLS13

/// A share that is no element of its group, or gives no secret.
struct BadShare: Sendable, CustomTestStringConvertible {
  let fault: String
  let group: NamedGroup
  let share: [UInt8]
  var testDescription: String { "\(fault), \(group)" }

  init(_ fault: String, _ group: NamedGroup, _ share: [UInt8]) {
    self.fault = fault
    self.group = group
    self.share = share
  }

  static let all: [BadShare] = fields + curves + smallOrder

  private static let fields = [
    (NamedGroup.ffdhe2048, FiniteFieldGroup.ffdhe2048), (.ffdhe3072, .ffdhe3072),
    (.ffdhe4096, .ffdhe4096),
  ].flatMap { group, field in
    func number(_ last: UInt8) -> [UInt8] { zeros(field.byteCount - 1) + [last] }
    func prime(minus amount: UInt8) -> [UInt8] {
      var bytes = field.prime
      bytes[bytes.count - 1] -= amount
      return bytes
    }
    return [
      BadShare("§4.3.8.1 Y = 0", group, number(0)),
      BadShare("§4.3.8.1 Y = 1", group, number(1)),
      BadShare("§4.3.8.1 Y = p - 1", group, prime(minus: 1)),
      BadShare("§4.3.8.1 Y = p", group, prime(minus: 0)),
      BadShare("§4.3.8.1 Y above p", group, [UInt8](repeating: 0xFF, count: field.byteCount)),
      BadShare("§4.3.8.1 Y with a zero too few", group, [UInt8](number(2).dropFirst())),
      BadShare("§4.3.8.1 Y with a zero too many", group, [0] + number(2)),
      BadShare("§4.3.8.1 Y alone", group, [2]),
    ]
  }

  private static let curves = [
    (NamedGroup.secp256r1, 32), (.secp384r1, 48), (.secp521r1, 66),
  ].flatMap { group, count in
    [
      BadShare("§4.3.8.2 a point off the curve", group, [4] + zeros(2 * count - 1) + [1]),
      BadShare("§4.3.8.2 a compressed point", group, [2] + zeros(count)),
      BadShare("§4.3.8.2 another legacy_form", group, [6] + zeros(2 * count)),
      BadShare("§4.3.8.2 the point at infinity", group, [0]),
      BadShare(
        "§4.3.8.2 coordinates above the prime", group,
        [4] + [UInt8](repeating: 0xFF, count: 2 * count)),
    ]
  }

  private static let smallOrder = [
    BadShare("§7.4.2 a point of small order: 0", .x25519, zeros(32)),
    BadShare("§7.4.2 a point of small order: 1", .x25519, [1] + zeros(31)),
    BadShare(
      "§7.4.2 a point of small order: p", .x25519,
      [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]),
    BadShare("§7.4.2 a point of small order: 0", .x448, zeros(56)),
    BadShare("§7.4.2 a point of small order: 1", .x448, [1] + zeros(55)),
    BadShare("§7.4.2 a point of small order: p - 1", .x448, [0xFE] + ones(27) + [0xFE] + ones(27)),
    BadShare("§7.4.2 a point of small order: p", .x448, ones(28) + [0xFE] + ones(27)),
    BadShare("§7.4.2 a share too short", .x25519, [9] + zeros(30)),
    BadShare("§7.4.2 a share too long", .x448, [5] + zeros(56)),
  ]

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
  private static func ones(_ count: Int) -> [UInt8] { [UInt8](repeating: 0xFF, count: count) }
}

@Suite struct `A share that gives no secret` {
  /// The groups of Diffie-Hellman, whose shares are alike in both directions.
  static let groups = NamedGroup.implemented.filter { $0.agreement?.isDiffieHellman ?? false }

  static let server: ServerConfiguration? = {
    var configuration = `A server in START`.configuration
    configuration?.groups = groups
    return configuration
  }()

  /// What a server answers to a ClientHello with this share alone; nil where it likes it.
  private static func serverAlert(_ group: NamedGroup, _ share: [UInt8]) throws -> Alert? {
    let number = [UInt8(group.rawValue >> 8), UInt8(group.rawValue & 0xFF)]
    var entries: [UInt8] = []
    entries.writeVector16 { output in
      output += number
      output.writeVector16 { output in output += share }
    }
    let hello = HelloForge.client().replacing(10, [0, 2] + number).replacing(51, entries)
      .clientHello
    var machine = ServerHandshake(Shared(try #require(server)))
    var records = RecordLayer()
    var random = SystemRandom()
    do {
      try machine.receive(
        HandshakeMessage(hello.span, endsRecord: true), &records, now: Identities.now,
        random: &random)
      return nil
    } catch { return error.alert }
  }

  /// What a client answers to a ServerHello with this share.
  private static func clientAlert(_ group: NamedGroup, _ share: [UInt8]) throws -> Alert? {
    var random = SystemRandom()
    var configuration = ClientConfiguration(verification: .unverified)
    configuration.compatibilityMode = false
    configuration.groups = [group]
    var records = RecordLayer()
    var machine = try ClientHandshake(
      Shared(configuration), server: ReferenceIdentity("server.test"), &records, random: &random)
    var entry: [UInt8] = []
    entry.write(group.rawValue)
    entry.writeVector16 { output in output += share }
    var forge = HelloForge()
    forge.extensions = [(43, [3, 4]), (51, entry)]
    let message = forge.serverHello
    do {
      try machine.receive(
        HandshakeMessage(message.span, endsRecord: true), &records, now: Identities.now,
        random: &random)
      return nil
    } catch { return error.alert }
  }

  @Test(arguments: BadShare.all)
  func `is refused by both sides with illegal_parameter`(_ bad: BadShare) throws {
    #expect(try Self.serverAlert(bad.group, bad.share) == .illegalParameter)
    #expect(try Self.clientAlert(bad.group, bad.share) == .illegalParameter)
  }

  @Test(arguments: groups)
  func `is not a good one`(_ group: NamedGroup) throws {
    var random = SystemRandom()
    let agreement = try #require(group.agreement)
    let share = EphemeralKey(agreement, using: &random).share
    #expect(try Self.serverAlert(group, share) == nil)
    #expect(try Self.clientAlert(group, share) == nil)
  }

  // Those that are offered where they are named alone are taken where they are named alone.
  @Test(arguments: groups.filter { !NamedGroup.all.contains($0) })
  func `does not matter in a group that the server was not told to take`(
    _ group: NamedGroup
  ) throws {
    let number = [UInt8(group.rawValue >> 8), UInt8(group.rawValue & 0xFF)]
    let hello = HelloForge.client().replacing(10, [0, 2] + number).replacing(51, [0, 0])
      .clientHello
    #expect(try `A server in START`.alert(hello) == .handshakeFailure)
  }
}
