public import Bytes
public import Cryptography

/// An authority: a certificate that may sign others, and its key.
public final class Authority: Sendable {
  /// The authority's own certificate.
  public let certificate: Certificate
  let key: PrivateKey

  /// How long before now a certificate begins, against clocks that go wrong: 5 minutes.
  public static let backdatedSeconds: Int64 = 300
  /// How long a certificate lasts unless something else is asked for.
  public static let defaultDays = 365

  /// The authority of this certificate and key.
  ///
  /// - Throws: ``IssuanceError/notAnAuthority(reason:)`` where they do not make one.
  public init(certificate: Certificate, key: consuming PrivateKey) throws(IssuanceError) {
    guard certificate.basicConstraints?.isAuthority == true else {
      throw .notAnAuthority(
        reason: "its basicConstraints do not say CA:TRUE (RFC 5280, Section 4.2.1.9)")
    }
    guard certificate.keyUsage?.contains(.keyCertSign) ?? true else {
      throw .notAnAuthority(
        reason: "its keyUsage lacks keyCertSign (RFC 5280, Section 4.2.1.3)")
    }
    guard certificate.publicKey == key.publicKey else {
      throw .notAnAuthority(reason: "the private key is not that of the certificate")
    }
    self.certificate = certificate
    self.key = key
  }

  /// Makes a self-signed root.
  public static func makeRoot(
    subject: Name, key: consuming PrivateKey, days: Int, now: Time, pathLength: Int? = nil,
    using random: inout some RandomSource
  ) throws(IssuanceError) -> Authority {
    guard (1...36_500).contains(days) else {
      throw .lifetime(reason: "\(days) days are not between 1 and 36,500")
    }
    guard !subject.isEmpty else { throw .noName }
    guard (pathLength ?? 0) >= 0 else {
      throw .notAnAuthority(reason: "a path length is not negative")
    }
    let keyInfo = SubjectPublicKeyInfo(key.publicKey)
    let builder = CertificateBuilder(
      serialNumber: CertificateBuilder.randomSerialNumber(using: &random), issuer: subject,
      notBefore: now.adding(seconds: -backdatedSeconds), notAfter: now.adding(days: days),
      subject: subject, subjectPublicKeyInfo: keyInfo,
      extensions: authorityExtensions(
        keyInfo, issuerKeyIdentifier: keyInfo.keyIdentifier, pathLength))
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
    guard !subject.isEmpty else { throw .noName }
    // RFC 5280 §4.2.1.9: the authorities below one of path length n have at most n - 1.
    let limit = certificate.basicConstraints?.pathLength.map { $0 - 1 }
    guard (limit ?? 0) >= 0 else {
      throw .notAnAuthority(reason: "its path length 0 forbids authorities below it")
    }
    guard (pathLength ?? 0) >= 0 else {
      throw .notAnAuthority(reason: "a path length is not negative")
    }
    let pathLength = [limit, pathLength].compactMap { $0 }.min()
    let keyInfo = SubjectPublicKeyInfo(key.publicKey)
    let validity = try self.validity(days: days, now: now)
    let builder = CertificateBuilder(
      serialNumber: CertificateBuilder.randomSerialNumber(using: &random),
      issuer: certificate.subject, notBefore: validity.notBefore, notAfter: validity.notAfter,
      subject: subject, subjectPublicKeyInfo: keyInfo,
      extensions: Authority.authorityExtensions(
        keyInfo, issuerKeyIdentifier: keyIdentifier, pathLength))
    return try Authority(certificate: sign(builder, using: &random), key: key)
  }

  /// Signs what `builder` says, whatever that is: for tests, and for certificates that are bad on
  /// purpose.
  public func sign(
    _ builder: CertificateBuilder, using random: inout some RandomSource
  ) throws(IssuanceError) -> Certificate {
    do { return try builder.sign(with: key, using: &random) } catch { throw .signing(error) }
  }

  /// Verifies a request and signs a certificate for it.
  ///
  /// - Returns: The certificate, and what was requested, granted, added and dropped.
  public func issue(
    _ request: SigningRequest, profile: SigningProfile, days: Int = Authority.defaultDays,
    now: Time, using random: inout some RandomSource
  ) throws(IssuanceError) -> (certificate: Certificate, report: IssuanceReport) {
    guard let requestKey = request.publicKey else {
      throw .keyRefused(reason: "it is \(request.subjectPublicKeyInfo.kind)")
    }
    if case .rsa(let bits) = requestKey.type, bits < 2048 {
      throw .keyRefused(reason: "an RSA key of \(bits) bits is too weak; 2048 are the least")
    }
    guard request.isSignatureValid else { throw .requestSignatureInvalid }
    let granted = try Authority.grantedNames(request, profile)
    var report = granted.report
    let extensions = leafExtensions(request, requestKey, granted.names, profile, &report)
    let validity = try self.validity(days: days, now: now)
    let builder = CertificateBuilder(
      serialNumber: CertificateBuilder.randomSerialNumber(using: &random),
      issuer: certificate.subject, notBefore: validity.notBefore, notAfter: validity.notAfter,
      subject: request.subject, subjectPublicKeyInfo: request.subjectPublicKeyInfo,
      extensions: extensions)
    if validity.isShortened {
      report.drop(
        "validity", "\(days) days", "the authority itself ends on \(certificate.notAfter)")
    }
    return (try sign(builder, using: &random), report)
  }

  private var keyIdentifier: [UInt8] {
    certificate.subjectKeyIdentifier ?? certificate.subjectPublicKeyInfo.keyIdentifier
  }

  private func validity(
    days: Int, now: Time
  ) throws(IssuanceError) -> (notBefore: Time, notAfter: Time, isShortened: Bool) {
    guard (1...36_500).contains(days) else {
      throw .lifetime(reason: "\(days) days are not between 1 and 36,500")
    }
    guard now < certificate.notAfter else {
      throw .lifetime(reason: "the authority's own certificate ended on \(certificate.notAfter)")
    }
    guard now >= certificate.notBefore else {
      throw .lifetime(
        reason: "the authority's own certificate begins only on \(certificate.notBefore)")
    }
    let wanted = now.adding(days: days)
    // Not before the authority itself, nor beyond it.
    let notBefore = max(
      now.adding(seconds: -Authority.backdatedSeconds), certificate.notBefore)
    return (notBefore, min(wanted, certificate.notAfter), wanted > certificate.notAfter)
  }
}
