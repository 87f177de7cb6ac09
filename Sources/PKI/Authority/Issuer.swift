public import Bytes
public import Cryptography

/// A certificate that is to be signed, and how that came about.
public struct CertificateDraft: Sendable {
  /// What will be signed.
  public var builder: CertificateBuilder
  /// What was requested, granted, added and dropped.
  public var report: IssuanceReport
}

/// An authority without its key: decides what goes into certificates, and leaves it to somebody else to sign
/// them.
public struct Issuer: Sendable {
  /// The authority's own certificate.
  public let certificate: Certificate
  /// The key that signs.
  public let publicKey: PublicKey

  /// The authority of this certificate.
  ///
  /// - Throws: ``IssuanceError/notAnAuthority(reason:)`` where it is none.
  public init(_ certificate: Certificate) throws(IssuanceError) {
    guard certificate.basicConstraints?.isAuthority == true else {
      throw .notAnAuthority(
        reason: "its basicConstraints do not say CA:TRUE (RFC 5280, Section 4.2.1.9)")
    }
    guard certificate.keyUsage?.contains(.keyCertSign) ?? true else {
      throw .notAnAuthority(
        reason: "its keyUsage lacks keyCertSign (RFC 5280, Section 4.2.1.3)")
    }
    guard let publicKey = certificate.publicKey else {
      throw .notAnAuthority(reason: "its key is \(certificate.subjectPublicKeyInfo.kind)")
    }
    self.certificate = certificate
    self.publicKey = publicKey
  }

  /// A root's certificate, to be signed by its own key.
  public static func draftRoot(
    subject: Name, key: PublicKey, days: Int, now: Time, pathLength: Int? = nil,
    serialNumber: [UInt8]
  ) throws(IssuanceError) -> CertificateBuilder {
    guard (1...36_500).contains(days) else {
      throw .lifetime(reason: "\(days) days are not between 1 and 36,500")
    }
    guard !subject.isEmpty else { throw .noName }
    guard (pathLength ?? 0) >= 0 else {
      throw .notAnAuthority(reason: "a path length is not negative")
    }
    let keyInfo = SubjectPublicKeyInfo(key)
    return CertificateBuilder(
      serialNumber: serialNumber, issuer: subject,
      notBefore: now.adding(seconds: -Authority.backdatedSeconds), notAfter: now.adding(days: days),
      subject: subject, subjectPublicKeyInfo: keyInfo,
      extensions: Issuer.authorityExtensions(
        keyInfo, issuerKeyIdentifier: keyInfo.keyIdentifier, pathLength))
  }

  /// The certificate of an authority below this one, with at most `pathLength` further authorities below itself;
  /// nil for as many as this one allows.
  public func draftIntermediate(
    subject: Name, key: PublicKey, days: Int, now: Time, pathLength: Int? = 0,
    serialNumber: [UInt8]
  ) throws(IssuanceError) -> CertificateDraft {
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
    let keyInfo = SubjectPublicKeyInfo(key)
    var report = IssuanceReport()
    let validity = try self.validity(days: days, now: now, &report)
    return CertificateDraft(
      builder: CertificateBuilder(
        serialNumber: serialNumber, issuer: certificate.subject, notBefore: validity.lowerBound,
        notAfter: validity.upperBound, subject: subject, subjectPublicKeyInfo: keyInfo,
        extensions: Issuer.authorityExtensions(
          keyInfo, issuerKeyIdentifier: keyIdentifier, pathLength)),
      report: report)
  }

  /// Verifies a request and decides what a certificate for it says.
  public func draft(
    _ request: SigningRequest, profile: SigningProfile, days: Int = Authority.defaultDays,
    now: Time, serialNumber: [UInt8]
  ) throws(IssuanceError) -> CertificateDraft {
    guard let requestKey = request.publicKey else {
      throw .keyRefused(reason: "it is \(request.subjectPublicKeyInfo.kind)")
    }
    if case .rsa(let bits) = requestKey.type, bits < 2048 {
      throw .keyRefused(reason: "an RSA key of \(bits) bits is too weak; 2048 are the least")
    }
    guard request.isSignatureValid else { throw .requestSignatureInvalid }
    let granted = try Issuer.grantedNames(request, profile)
    var report = granted.report
    let extensions = leafExtensions(request, requestKey, granted.names, profile, &report)
    let validity = try self.validity(days: days, now: now, &report)
    return CertificateDraft(
      builder: CertificateBuilder(
        serialNumber: serialNumber, issuer: certificate.subject, notBefore: validity.lowerBound,
        notAfter: validity.upperBound, subject: request.subject,
        subjectPublicKeyInfo: request.subjectPublicKeyInfo, extensions: extensions),
      report: report)
  }

  /// The same certificate once more, for other days: the same key, names and purposes.
  ///
  /// - Parameter days: How long it lasts; as long as the old one unless named.
  /// - Throws: ``IssuanceError/notIssuedHere`` for a certificate of another issuer.
  public func draftRenewal(
    of old: Certificate, days: Int? = nil, now: Time, serialNumber: [UInt8]
  ) throws(IssuanceError) -> CertificateDraft {
    guard hasIssued(old) else { throw .notIssuedHere }
    let seconds = old.notAfter.secondsSince1970 - old.notBefore.secondsSince1970
    let days = days ?? Int(max(86_400, seconds) / 86_400)
    var report = IssuanceReport()
    report.grant("subject", old.subject.isEmpty ? "(empty)" : old.subject.text)
    for name in old.subjectAlternativeNames ?? [] {
      report.grant("subjectAltName", DisplayText.name(name))
    }
    for purpose in old.extendedKeyUsage ?? [] {
      report.grant("extKeyUsage", Purposes.name(of: purpose))
    }
    let validity = try self.validity(days: days, now: now, &report)
    let extensions = old.extensions.map { one in
      one.identifier == .authorityKeyIdentifier
        ? AuthorityKeyIdentifier(keyIdentifier: keyIdentifier).asExtension : one
    }
    return CertificateDraft(
      builder: CertificateBuilder(
        serialNumber: serialNumber, issuer: certificate.subject, notBefore: validity.lowerBound,
        notAfter: validity.upperBound, subject: old.subject,
        subjectPublicKeyInfo: old.subjectPublicKeyInfo, extensions: extensions), report: report)
  }

  /// Whether this authority issued the certificate.
  public func hasIssued(_ one: Certificate) -> Bool {
    one.issuer.matches(certificate.subject) && one.isSigned(by: publicKey)
  }

  var keyIdentifier: [UInt8] {
    certificate.subjectKeyIdentifier ?? certificate.subjectPublicKeyInfo.keyIdentifier
  }

  /// From a little before now for so many days, but not beyond the authority's own.
  private func validity(
    days: Int, now: Time, _ report: inout IssuanceReport
  ) throws(IssuanceError) -> ClosedRange<Time> {
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
    if wanted > certificate.notAfter {
      report.drop(
        "validity", "\(days) days", "the authority itself ends on \(certificate.notAfter)")
    }
    return notBefore...min(wanted, certificate.notAfter)
  }
}
