public import Bytes
public import Cryptography
public import DER

/// An X.509 certificate (RFC 5280, Section 4.1), read once and strictly.
///
/// Copies share what was read.
public struct Certificate: Sendable {
  /// The certificate in DER.
  public let der: [UInt8]
  private let contents: CertificateContents

  /// A certificate is at most this long: no real one comes near.
  public static let maximumByteCount = 1 << 20

  /// Reads a certificate, and nothing behind it.
  ///
  /// - Throws: ``CertificateError`` with the field and its offset.
  public init(der: [UInt8]) throws(CertificateError) {
    do { contents = try CertificateContents(der) } catch { throw CertificateError(reason: error) }
    self.der = der
  }

  /// 1, 2 or 3.
  public var version: Int { contents.version }
  /// The serial number's contents octets; RFC 5280 wants it positive and of at most 20.
  public var serialNumber: [UInt8] { [UInt8](copying: serialNumberBytes) }
  /// How the issuer signed.
  public var signatureAlgorithm: AlgorithmIdentifier { contents.signatureAlgorithm }
  /// Who issued it.
  public var issuer: Name { contents.issuer }
  /// The first moment of its validity.
  public var notBefore: Time { contents.notBefore }
  /// The last moment of its validity.
  public var notAfter: Time { contents.notAfter }
  /// Whom it is about; empty where only ``subjectAlternativeNames`` say that.
  public var subject: Name { contents.subject }
  /// The subject's key.
  public var subjectPublicKeyInfo: SubjectPublicKeyInfo { contents.subjectPublicKeyInfo }
  /// All extensions in their order. Read from ``der`` each time.
  public var extensions: [Extension] { contents.extensions }
  /// The extensions that are known here.
  public var parsed: ParsedExtensions { contents.parsed }
  /// The issuer's signature.
  public var signature: [UInt8] {
    [UInt8](copying: der.span.extracting(contents.signatureRange))
  }

  /// A view of ``serialNumber``.
  var serialNumberBytes: Span<UInt8> {
    @_lifetime(borrow self)
    get { der.span.extracting(contents.serialRange) }
  }

  /// Whether two are one value, copied, so that whatever is known of one is known of the other.
  func isCopy(of other: Certificate) -> Bool { contents === other.contents }

  /// The subject's key; nil where its kind is not known here.
  public var publicKey: PublicKey? { contents.subjectPublicKeyInfo.publicKey }
  /// Whether issuer and subject have the same name (RFC 5280, Section 6.1).
  public var isSelfIssued: Bool { contents.issuer.matches(contents.subject) }
  /// basicConstraints.
  public var basicConstraints: BasicConstraints? { contents.parsed.basicConstraints }
  /// keyUsage.
  public var keyUsage: KeyUsage? { contents.parsed.keyUsage }
  /// extKeyUsage.
  public var extendedKeyUsage: [ObjectIdentifier]? { contents.parsed.extendedKeyUsage }
  /// subjectAltName.
  public var subjectAlternativeNames: [GeneralName]? { contents.parsed.subjectAlternativeNames }
  /// nameConstraints.
  public var nameConstraints: NameConstraints? { contents.parsed.nameConstraints }
  /// subjectKeyIdentifier.
  public var subjectKeyIdentifier: [UInt8]? { contents.parsed.subjectKeyIdentifier }
  /// authorityKeyIdentifier.
  public var authorityKeyIdentifier: AuthorityKeyIdentifier? {
    contents.parsed.authorityKeyIdentifier
  }

  /// Critical extensions that are not understood here: a certificate with one is not to be accepted
  /// (RFC 5280, Section 4.2).
  public var unhandledCriticalExtensions: [ObjectIdentifier] {
    contents.unenforcedCriticalExtensions.filter { !ParsedExtensions.understood.contains($0) }
  }

  /// Critical extensions that no rule of path verification enforces.
  var unenforcedCriticalExtensions: [ObjectIdentifier] { contents.unenforcedCriticalExtensions }

  /// Whether `key` made the signature. False, too, for an algorithm that is not known here.
  public func isSigned(by key: PublicKey) -> Bool { isSigned(by: key, nil) }

  /// The same, where the key may have tables.
  func isSigned(by key: PublicKey, _ preparedKeys: PreparedKeys?) -> Bool {
    guard let algorithm = contents.signatureAlgorithm.signatureAlgorithm else { return false }
    let signature = der.span.extracting(contents.signatureRange)
    let signed = der.span.extracting(contents.signedRange)
    return if let preparedKeys {
      preparedKeys.verify(signature, of: signed, by: algorithm, key: key)
    } else {
      key.verify(signature, of: signed, by: algorithm)
    }
  }

  /// SHA-256 over the whole certificate.
  public var fingerprint: [UInt8] {
    let digest = Hash.digest(.sha256, of: der.span)
    return [UInt8](copying: digest.bytes)
  }

  /// Whole days from `now` until the certificate ends; negative when it has.
  public func daysLeft(at now: Time) -> Int {
    let seconds = notAfter.secondsSince1970 - now.secondsSince1970
    return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
  }
}

extension Certificate: Hashable {
  /// Two certificates are equal when their octets are.
  public static func == (left: Certificate, right: Certificate) -> Bool {
    left.isCopy(of: right) || left.der == right.der
  }

  /// Hashes the octets, all at once.
  public func hash(into hasher: inout Hasher) {
    unsafe der.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}
