import Bytes
import Cryptography
import Foundation
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

/// The kinds of keys that certificates have here.
enum KeyKind: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case p256, p384, p521, ed25519, ed448, rsa, mldsa44, mldsa65, mldsa87

  /// The kinds that every version of the peers has.
  static let everywhere: [KeyKind] = [.p256, .p384, .p521, .ed25519, .ed448, .rsa]

  var type: KeyType {
    switch self {
    case .p256: .p256
    case .p384: .p384
    case .p521: .p521
    case .ed25519: .ed25519
    case .ed448: .ed448
    case .rsa: .rsa(bitCount: 2048)
    case .mldsa44: .mldsa(.mldsa44)
    case .mldsa65: .mldsa(.mldsa65)
    case .mldsa87: .mldsa(.mldsa87)
    }
  }
  var testDescription: String { rawValue }
}

/// Somebody with a certificate and a key: for us, and in files for others.
struct Party: Sendable {
  let credential: Credential
  let certificateFile: String
  let keyFile: String
}

/// What is wrong with a party's certificate.
enum Fault: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case missing, stranger, expired, notYetValid, wrongPurpose, wrongName
  var testDescription: String { rawValue }
}

/// An authority and those whom it knows.
struct Chain: Sendable {
  let authority: Authority
  let roots: TrustRoots
  let authorityFile: String
  let server: Party
  let client: Party

  func verification(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
    .verify(PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: purpose)))
  }
}

/// All certificates of these tests, made once by our own authority, in a folder of their own.
final class World: Sendable {
  static let shared: Result<World, any Error> = Result { try World() }

  let folder: URL
  let chains: [KeyKind: Chain]
  /// Servers and clients whom nobody should let in, all with P-256.
  let badServers: [Fault: Party]
  let badClients: [Fault: Party]

  private init() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("swift-mtls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    let maker = Maker(folder: folder)
    var chains: [KeyKind: Chain] = [:]
    for kind in KeyKind.allCases { chains[kind] = try maker.chain(kind) }
    self.chains = chains
    guard let good = chains[.p256]?.authority else { throw MissingProgram(name: "P-256") }
    let stranger = try maker.authority("stranger", .p256)
    func bad(_ server: Bool) throws -> [Fault: Party] {
      let role = server ? "server" : "client"
      let profile: SigningProfile = server ? .server : .client
      func party(
        _ fault: Fault, _ authority: Authority, _ profile: SigningProfile, day: Int = 0,
        names: [String]? = nil
      ) throws -> Party {
        try maker.party(
          "\(fault)-\(role)", authority, .p256, profile, day: day,
          names: names ?? Maker.names(profile))
      }
      return [
        .stranger: try party(.stranger, stranger, profile),
        .expired: try party(.expired, good, profile, day: -40),
        .notYetValid: try party(.notYetValid, good, profile, day: 10),
        .wrongPurpose: try party(
          .wrongPurpose, good, server ? .client : .server, names: Maker.names(profile)),
        .wrongName: try party(.wrongName, good, profile, names: ["elsewhere.test"]),
      ]
    }
    badServers = try bad(true)
    badClients = try bad(false)
  }

  func chain(_ kind: KeyKind) throws -> Chain {
    guard let chain = chains[kind] else { throw MissingProgram(name: "\(kind)") }
    return chain
  }
}

/// Makes certificates and their files.
private struct Maker {
  let folder: URL
  let now = Time.now

  static func names(_ profile: SigningProfile) -> [String] {
    profile == .client ? ["client.test"] : ["localhost", "127.0.0.1"]
  }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = folder.appendingPathComponent(name)
    try Data(bytes).write(to: file)
    return file.path
  }

  func authority(_ name: String, _ type: KeyType) throws -> Authority {
    var random = SystemRandom()
    return try Authority.makeRoot(
      subject: SubjectFields(commonName: "Authority \(name)").name,
      key: PrivateKey.generate(type, using: &random), days: 3650, now: now.adding(days: -400),
      using: &random)
  }

  func chain(_ kind: KeyKind) throws -> Chain {
    let authority = try authority(kind.rawValue, kind.type)
    let server = try party("\(kind)-server", authority, kind.type, .server)
    let client = try party("\(kind)-client", authority, kind.type, .client)
    let file = try write(
      "\(kind)-authority.crt",
      PEMObject(label: "CERTIFICATE", der: authority.certificate.der).bytes)
    return Chain(
      authority: authority, roots: TrustRoots([authority.certificate]), authorityFile: file,
      server: server, client: client)
  }

  func party(
    _ name: String, _ authority: Authority, _ type: KeyType, _ profile: SigningProfile,
    day: Int = 0, names: [String]? = nil
  ) throws -> Party {
    var random = SystemRandom()
    let key = try PrivateKey.generate(type, using: &random)
    let request = try SigningRequest.make(
      subject: SubjectFields(commonName: name).name,
      alternativeNames: (names ?? Self.names(profile)).map { try GeneralName(text: $0) }, key: key,
      using: &random)
    let issued = try authority.issue(
      request, profile: profile, days: 30, now: now.adding(days: day), using: &random)
    let pem = KeyFile.pem(key)
    let keyFile = try write("\(name).key", [UInt8](copying: pem.bytes))
    let certificateFile = try write(
      "\(name).crt", PEMObject(label: "CERTIFICATE", der: issued.certificate.der).bytes)
    return Party(
      credential: try Credential(chain: [issued.certificate], key: key),
      certificateFile: certificateFile, keyFile: keyFile)
  }
}
