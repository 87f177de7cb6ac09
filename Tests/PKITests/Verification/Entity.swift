import Bytes
import Cryptography
import DER

@testable import PKI

/// What a certificate says; any of it may be wrong.
struct Template: Sendable {
  var subject: String
  var isAuthority = false
  var basicConstraints: BasicConstraints?? = .none
  var pathLength: Int?
  /// The validity, in days from `Entity.now`.
  var days = -1...10
  var usage: KeyUsage?
  var purposes: [ObjectIdentifier]?
  var names: [GeneralName] = []
  var constraints: NameConstraints?
  var more: [Extension] = []
  var serial: [UInt8] = [1]
  var algorithm: SignatureAlgorithm?
  var issuerName: Name?

  /// A leaf for servers.
  static func leaf(_ names: GeneralName...) -> Template {
    Template(
      subject: "leaf", usage: .digitalSignature, purposes: [.serverAuth],
      names: names.isEmpty ? [.dns("a.test")] : names)
  }

  static func authority(_ subject: String, pathLength: Int? = nil) -> Template {
    Template(
      subject: subject, isAuthority: true, pathLength: pathLength, usage: [.keyCertSign, .crlSign])
  }

  func with(_ change: (inout Template) -> Void) -> Template {
    var copy = self
    change(&copy)
    return copy
  }
}

/// A certificate and the key that it is about.
final class Entity: Sendable {
  static let now = Time(secondsSince1970: 1_800_000_000)

  let certificate: Certificate
  let key: PrivateKey

  init(_ certificate: Certificate, _ key: consuming PrivateKey) {
    self.certificate = certificate
    self.key = key
  }

  /// A self-signed root.
  static func root(_ template: Template = .authority("Root"), type: KeyType = .p256) throws
    -> Entity
  {
    var random = SystemRandom()
    let key = try PrivateKey.generate(type, using: &random)
    let builder = builder(template, key.publicKey, issuer: template.subject)
    let certificate = try builder.sign(with: key, by: template.algorithm, using: &random)
    return Entity(certificate, key)
  }

  /// A certificate issued by this one, for a new key or for another certificate's.
  func issue(_ template: Template, type: KeyType = .p256, keyOf other: Entity? = nil) throws
    -> Entity
  {
    var random = SystemRandom()
    let key: PrivateKey
    if let other {
      key = try Entity.copy(other.key)
    } else {
      key = try PrivateKey.generate(type, using: &random)
    }
    var builder = Entity.builder(template, key.publicKey, issuer: "")
    builder.issuer = template.issuerName ?? certificate.subject
    let signed = try builder.sign(with: self.key, by: template.algorithm, using: &random)
    return Entity(signed, key)
  }

  private static func copy(_ key: borrowing PrivateKey) throws -> PrivateKey {
    let scalar = SecretBytes(copying: key.secretBytes)
    return try PrivateKey(curve: .p256, scalar: scalar)
  }

  static func name(_ text: String) -> Name {
    text.isEmpty ? Name([]) : Name([NameAttribute(.commonName, text)])
  }

  private static func builder(
    _ template: Template, _ key: PublicKey, issuer: String
  ) -> CertificateBuilder {
    var extensions: [Extension] = []
    let constraints =
      template.basicConstraints
      ?? BasicConstraints(isAuthority: template.isAuthority, pathLength: template.pathLength)
    if let constraints { extensions.append(constraints.asExtension) }
    if let usage = template.usage { extensions.append(usage.asExtension) }
    if let purposes = template.purposes { extensions.append(Purposes.asExtension(purposes)) }
    if !template.names.isEmpty {
      extensions.append(
        AlternativeNames.asExtension(template.names, subjectIsEmpty: template.subject.isEmpty))
    }
    if let constraints = template.constraints { extensions.append(constraints.asExtension) }
    return CertificateBuilder(
      serialNumber: template.serial, issuer: name(issuer),
      notBefore: now.adding(days: template.days.lowerBound),
      notAfter: now.adding(days: template.days.upperBound), subject: name(template.subject),
      subjectPublicKeyInfo: SubjectPublicKeyInfo(key), extensions: extensions + template.more)
  }
}

/// Judges as a client would judge a server; nil where the chain is good.
func judge(
  _ chain: [Entity], roots: [Entity], identity: String? = nil,
  purpose: VerificationPolicy.Purpose = .server, at now: Time = Entity.now,
  policy change: (inout VerificationPolicy) -> Void = { _ in }
) -> VerificationFailure? {
  var policy = VerificationPolicy(purpose: purpose)
  change(&policy)
  let verifier = PeerVerifier(roots: TrustRoots(roots.map(\.certificate)), policy: policy)
  do throws(VerificationFailure) {
    _ = try verifier.verify(
      chain: chain.map(\.certificate), at: now,
      identity: identity.flatMap { ReferenceIdentity($0) })
    return nil
  } catch { return error }
}
