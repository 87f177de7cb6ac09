import Bytes
import Cryptography
import PKI
import TLS13
import TestSupport

/// An authority and what it issues, for handshakes in memory.
struct Identities {
  static let now = Time(secondsSince1970: 1_795_000_000)

  let authority: Authority
  let roots: TrustRoots

  init(_ type: KeyType = .p256, name: String = "Test Authority") throws {
    var random = SystemRandom()
    authority = try Authority.makeRoot(
      subject: SubjectFields(commonName: name).name,
      key: PrivateKey.generate(type, using: &random), days: 3650, now: Self.now.adding(days: -400),
      using: &random)
    roots = TrustRoots([authority.certificate])
  }

  /// A credential issued for these names.
  func credential(
    _ type: KeyType, _ profile: SigningProfile, names: [String], days: Int = 30,
    issuedAt: Time = Self.now, signatureSchemes: [SignatureScheme]? = nil
  ) throws -> Credential {
    var random = SystemRandom()
    let key = try PrivateKey.generate(type, using: &random)
    let request = try SigningRequest.make(
      subject: SubjectFields(commonName: names.first ?? "nobody").name,
      alternativeNames: names.map { try GeneralName(text: $0) }, key: key, using: &random)
    let issued = try authority.issue(
      request, profile: profile, days: days, now: issuedAt, using: &random)
    return try Credential(
      chain: [issued.certificate], key: key, signatureSchemes: signatureSchemes)
  }

  func verification(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
    .verify(PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: purpose)))
  }
}
