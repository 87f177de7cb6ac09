import Bytes
import Cryptography
import DER

/// What was read of a certificate. One for all copies: a handshake hands certificates from place to place, and a dozen
/// arrays to each would cost more than reading them.
final class CertificateContents: Sendable {
  let der: [UInt8]
  let version: Int
  let signatureAlgorithm: AlgorithmIdentifier
  let issuer: Name
  let notBefore: Time
  let notAfter: Time
  let subject: Name
  let subjectPublicKeyInfo: SubjectPublicKeyInfo
  let parsed: ParsedExtensions
  /// Critical extensions that no rule of path verification enforces: none, nearly always.
  let unenforcedCriticalExtensions: [ObjectIdentifier]
  /// Where the signed part, the serial number's contents, the signature's octets and the extensions stand in ``der``. The
  /// last is empty where there are none.
  let signedRange: Range<Int>
  let serialRange: Range<Int>
  let signatureRange: Range<Int>
  private let extensionsRange: Range<Int>

  init(_ der: [UInt8]) throws(DERError) {
    guard der.count <= Certificate.maximumByteCount else {
      throw DERError(.contents("is longer than 1 MiB"), field: "certificate", offset: 0)
    }
    var reader = DERReader(der.span)
    var outer = try reader.sequence("certificate")
    try reader.finish("certificate")

    let signed = try outer.value(.sequence, "tbsCertificate")
    signedRange = signed.range
    var fields = try DERReader(inside: signed, "tbsCertificate")
    version = try CertificateContents.version(&fields)
    let serialNumber = try fields.integer("serialNumber")
    serialRange = fields.offset - serialNumber.count..<fields.offset
    let start = fields.offset
    let inner = try AlgorithmIdentifier(from: &fields, "signature")
    issuer = try Name(from: &fields, "issuer", sharing: der)
    var validity = try fields.sequence("validity")
    notBefore = try validity.time("notBefore")
    notAfter = try validity.time("notAfter")
    try validity.finish("validity")
    subject = try Name(from: &fields, "subject", sharing: der)
    subjectPublicKeyInfo = try SubjectPublicKeyInfo(from: &fields)
    try CertificateContents.skipUniqueIdentifiers(&fields, version)
    let extensionsStart = fields.offset
    var parsed = ParsedExtensions()
    unenforcedCriticalExtensions = try CertificateContents.readExtensions(
      &fields, version, of: der, into: &parsed)
    extensionsRange = extensionsStart..<fields.offset
    self.parsed = parsed
    try fields.finish("tbsCertificate")

    signatureAlgorithm = try AlgorithmIdentifier(from: &outer, "signatureAlgorithm")
    // RFC 5280 §4.1.1.2 MUST: the same algorithm inside and outside.
    guard signatureAlgorithm == inner else {
      throw DERError(
        .contents("differs from signatureAlgorithm"), field: "signature", offset: start)
    }
    let signature = try outer.octetAlignedBitString("signatureValue")
    signatureRange = outer.offset - signature.count..<outer.offset
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

  /// Reads the extensions that are known, checks the others, and returns those that are critical and not enforced.
  private static func readExtensions(
    _ fields: inout DERReader, _ version: Int, of der: [UInt8], into parsed: inout ParsedExtensions
  ) throws(DERError) -> [ObjectIdentifier] {
    guard fields.nextTag == .constructedContext(3) else { return [] }
    let start = fields.offset
    guard version == 3 else {
      throw DERError(
        .contents("stand in a certificate that is not v3"), field: "extensions", offset: start)
    }
    var explicit = try fields.constructed(.constructedContext(3), "extensions")
    var list = ExtensionList(try explicit.sequence("extensions"), "extensions")
    var unenforced: [ObjectIdentifier] = []
    while let one = try list.next() {
      try parsed.take(one.identifier, der[one.range])
      if one.isCritical, !CriticalExtensionsPolicy.enforced.contains(one.identifier) {
        unenforced.append(one.identifier)
      }
    }
    try explicit.finish("extensions")
    return unenforced
  }

  /// All extensions, read again.
  var extensions: [Extension] {
    guard !extensionsRange.isEmpty else { return [] }
    let der = der
    do throws(DERError) {
      var reader = DERReader(der.span.extracting(extensionsRange))
      var explicit = try reader.constructed(.constructedContext(3), "extensions")
      return try Extension.list(explicit.sequence("extensions"), "extensions")
    } catch {
      // They were read before.
      return []
    }
  }
}
