public import Bytes
public import Cryptography
public import DER

/// An X.509 certificate (RFC 5280, Section 4.1), read once and strictly.
public struct Certificate: Sendable {
  /// The certificate in DER.
  public let der: [UInt8]
  /// 1, 2 or 3.
  public let version: Int
  /// The serial number's contents octets; RFC 5280 wants it positive and of at most 20.
  public let serialNumber: [UInt8]
  /// How the issuer signed.
  public let signatureAlgorithm: AlgorithmIdentifier
  /// Who issued it.
  public let issuer: Name
  /// The first moment of its validity.
  public let notBefore: Time
  /// The last moment of its validity.
  public let notAfter: Time
  /// Whom it is about; empty where only ``subjectAlternativeNames`` say that.
  public let subject: Name
  /// The subject's key.
  public let subjectPublicKeyInfo: SubjectPublicKeyInfo
  /// All extensions in their order.
  public let extensions: [Extension]
  /// The extensions that are known here.
  public let parsed: ParsedExtensions
  /// The issuer's signature.
  public let signature: [UInt8]
  /// Where the signed part stands in ``der``.
  private let signedRange: Range<Int>

  /// A certificate is at most this long: no real one comes near.
  public static let maximumByteCount = 1 << 20

  /// Reads a certificate, and nothing behind it.
  ///
  /// - Throws: ``CertificateError`` with the field and its offset.
  public init(der: [UInt8]) throws(CertificateError) {
    do { try self.init(reading: der) } catch { throw CertificateError(reason: error) }
  }

  private init(reading der: [UInt8]) throws(DERError) {
    guard der.count <= Certificate.maximumByteCount else {
      throw DERError(.contents("is longer than 1 MiB"), field: "certificate", offset: 0)
    }
    var reader = DERReader(der.span)
    var outer = try reader.sequence("certificate")
    try reader.finish("certificate")

    let signed = try outer.value(.sequence, "tbsCertificate")
    signedRange = signed.range
    var fields = try DERReader(inside: signed, "tbsCertificate")
    version = try Certificate.version(&fields)
    serialNumber = [UInt8](copying: try fields.integer("serialNumber"))
    let start = fields.offset
    let inner = try AlgorithmIdentifier(from: &fields, "signature")
    issuer = try Name(from: &fields, "issuer")
    var validity = try fields.sequence("validity")
    notBefore = try validity.time("notBefore")
    notAfter = try validity.time("notAfter")
    try validity.finish("validity")
    subject = try Name(from: &fields, "subject")
    subjectPublicKeyInfo = try SubjectPublicKeyInfo(from: &fields)
    try Certificate.skipUniqueIdentifiers(&fields, version)
    extensions = try Certificate.extensions(&fields, version)
    parsed = try ParsedExtensions(extensions)
    try fields.finish("tbsCertificate")

    signatureAlgorithm = try AlgorithmIdentifier(from: &outer, "signatureAlgorithm")
    // RFC 5280 §4.1.1.2 MUST: the same algorithm inside and outside.
    guard signatureAlgorithm == inner else {
      throw DERError(
        .contents("differs from signatureAlgorithm"), field: "signature", offset: start)
    }
    signature = [UInt8](copying: try outer.octetAlignedBitString("signatureValue"))
    try outer.finish("certificate")
    self.der = der
  }

  private static func version(_ fields: inout DERReader) throws(DERError) -> Int {
    guard fields.nextTag == .constructedContext(0) else { return 1 }
    let start = fields.offset
    var explicit = try fields.constructed(.constructedContext(0), "version")
    let number = try explicit.smallInteger("version")
    try explicit.finish("version")
    guard number == 1 || number == 2 else {
      throw DERError(
        .contents("is \(number): only v2 (1) and v3 (2) are written out"), field: "version",
        offset: start)
    }
    return number + 1
  }

  private static func skipUniqueIdentifiers(
    _ fields: inout DERReader, _ version: Int
  ) throws(DERError) {
    for number in [UInt8(1), 2] where fields.nextTag == .context(number) {
      let value = try fields.value("uniqueIdentifier")
      guard version >= 2 else {
        throw DERError(
          .contents("stands in a v1 certificate"), field: "uniqueIdentifier", offset: value.offset)
      }
    }
  }

  private static func extensions(
    _ fields: inout DERReader, _ version: Int
  ) throws(DERError) -> [Extension] {
    guard fields.nextTag == .constructedContext(3) else { return [] }
    let start = fields.offset
    guard version == 3 else {
      throw DERError(
        .contents("stand in a certificate that is not v3"), field: "extensions", offset: start)
    }
    var explicit = try fields.constructed(.constructedContext(3), "extensions")
    let extensions = try Extension.list(explicit.sequence("extensions"), "extensions")
    try explicit.finish("extensions")
    return extensions
  }

  /// The subject's key; nil where its kind is not known here.
  public var publicKey: PublicKey? { subjectPublicKeyInfo.publicKey }
  /// Whether issuer and subject have the same name (RFC 5280, Section 6.1).
  public var isSelfIssued: Bool { issuer.matches(subject) }
  /// basicConstraints.
  public var basicConstraints: BasicConstraints? { parsed.basicConstraints }
  /// keyUsage.
  public var keyUsage: KeyUsage? { parsed.keyUsage }
  /// extKeyUsage.
  public var extendedKeyUsage: [ObjectIdentifier]? { parsed.extendedKeyUsage }
  /// subjectAltName.
  public var subjectAlternativeNames: [GeneralName]? { parsed.subjectAlternativeNames }
  /// nameConstraints.
  public var nameConstraints: NameConstraints? { parsed.nameConstraints }
  /// subjectKeyIdentifier.
  public var subjectKeyIdentifier: [UInt8]? { parsed.subjectKeyIdentifier }
  /// authorityKeyIdentifier.
  public var authorityKeyIdentifier: AuthorityKeyIdentifier? { parsed.authorityKeyIdentifier }

  /// Critical extensions that are not understood here: a certificate with one is not to be accepted
  /// (RFC 5280, Section 4.2).
  public var unhandledCriticalExtensions: [ObjectIdentifier] {
    extensions.filter { $0.isCritical && !ParsedExtensions.understood.contains($0.identifier) }
      .map(\.identifier)
  }

  /// Whether `key` made the signature. False, too, for an algorithm that is not known here.
  public func isSigned(by key: PublicKey) -> Bool {
    guard let algorithm = signatureAlgorithm.signatureAlgorithm else { return false }
    return key.verify(signature.span, of: der.span.extracting(signedRange), by: algorithm)
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
  public static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }

  /// Hashes the octets, all at once.
  public func hash(into hasher: inout Hasher) {
    unsafe der.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}
