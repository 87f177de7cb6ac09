public import Bytes
public import Cryptography

/// An authority: a certificate that may sign others, and its key.
public final class Authority: Sendable {
  /// What it may do, and how it decides.
  public let issuer: Issuer
  let key: PrivateKey

  /// The authority's own certificate.
  public var certificate: Certificate { issuer.certificate }

  /// How long before now a certificate begins, against clocks that go wrong: 5 minutes.
  public static let backdatedSeconds: Int64 = 300
  /// How long a certificate lasts unless something else is asked for.
  public static let defaultDays = 365

  /// The authority of this certificate and key.
  ///
  /// - Throws: ``IssuanceError/notAnAuthority(reason:)`` where they do not make one.
  public init(certificate: Certificate, key: consuming PrivateKey) throws(IssuanceError) {
    issuer = try Issuer(certificate)
    guard certificate.publicKey == key.publicKey else {
      throw .notAnAuthority(reason: "the private key is not that of the certificate")
    }
    self.key = key
  }

  /// Makes a self-signed root.
  public static func makeRoot(
    subject: Name, key: consuming PrivateKey, days: Int, now: Time, pathLength: Int? = nil,
    using random: inout some RandomSource
  ) throws(IssuanceError) -> Authority {
    let builder = try Issuer.draftRoot(
      subject: subject, key: key.publicKey, days: days, now: now, pathLength: pathLength,
      serialNumber: CertificateBuilder.randomSerialNumber(using: &random))
    let certificate: Certificate
    do { certificate = try builder.sign(with: key, using: &random) } catch {
      throw .signing(error)
    }
    return try Authority(certificate: certificate, key: key)
  }

  /// Makes an authority below this one, with at most `pathLength` further authorities below itself;
  /// nil for as many as this one allows.
  public func makeIntermediate(
    subject: Name, key: consuming PrivateKey, days: Int, now: Time, pathLength: Int? = 0,
    using random: inout some RandomSource
  ) throws(IssuanceError) -> Authority {
    let draft = try issuer.draftIntermediate(
      subject: subject, key: key.publicKey, days: days, now: now, pathLength: pathLength,
      serialNumber: CertificateBuilder.randomSerialNumber(using: &random))
    return try Authority(certificate: sign(draft.builder, using: &random), key: key)
  }

  /// Signs what `builder` says, whatever that is: for tests, and for certificates that are bad on
  /// purpose.
  public func sign(
    _ builder: CertificateBuilder, using random: inout some RandomSource
  ) throws(IssuanceError) -> Certificate {
    do { return try builder.sign(with: key, using: &random) } catch { throw .signing(error) }
  }

  /// Makes a signature that is wanted of this authority.
  public func sign(
    _ request: SignatureRequest, using random: inout some RandomSource
  ) throws(KeyError) -> [UInt8] {
    try request.signature(with: key, using: &random)
  }

  /// Verifies a request and signs a certificate for it.
  ///
  /// - Returns: The certificate, and what was requested, granted, added and dropped.
  public func issue(
    _ request: SigningRequest, profile: SigningProfile, days: Int = Authority.defaultDays,
    now: Time, using random: inout some RandomSource
  ) throws(IssuanceError) -> (certificate: Certificate, report: IssuanceReport) {
    let draft = try issuer.draft(
      request, profile: profile, days: days, now: now,
      serialNumber: CertificateBuilder.randomSerialNumber(using: &random))
    return (try sign(draft.builder, using: &random), draft.report)
  }
}
