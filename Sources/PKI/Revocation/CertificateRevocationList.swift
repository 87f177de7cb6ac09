public import Bytes
public import Cryptography
public import DER

/// A certificate revocation list (RFC 5280, Section 5.1), read once and strictly.
public struct CertificateRevocationList: Sendable {
  /// The list in DER.
  public let der: [UInt8]
  /// Who issued it.
  public let issuer: Name
  /// How it is signed.
  public let signatureAlgorithm: AlgorithmIdentifier
  /// When it was issued.
  public let thisUpdate: Time
  /// When the next one comes at the latest; RFC 5280 wants it, and a list without it is not used.
  public let nextUpdate: Time?
  /// The revoked certificates, by the contents octets of their serial numbers.
  public let revoked: [[UInt8]: Entry]
  /// The list's extensions.
  public let extensions: [Extension]
  /// Which certificates it is about; nil for all of its issuer.
  public let scope: IssuingDistributionPoint?
  /// What in the list is not supported here and forbids to use it; nil where nothing does.
  public let obstacle: String?
  /// SHA-256 of ``der``.
  let digest: [UInt8]
  private let signature: [UInt8]
  private let signedRange: Range<Int>

  /// A list is at most this long, about a million entries.
  public static let maximumByteCount = 64 << 20

  /// A revoked certificate.
  public struct Entry: Sendable, Hashable {
    /// When it was revoked.
    public let date: Time
    /// Why, where that is said.
    public let reason: RevocationReason?

    /// A certificate revoked on `date`.
    public init(date: Time, reason: RevocationReason?) {
      self.date = date
      self.reason = reason
    }
  }

  /// Reads a list, and nothing behind it.
  ///
  /// - Throws: `DERError` with the field and its offset.
  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= CertificateRevocationList.maximumByteCount else {
      throw DERError(.contents("is longer than 64 MiB"), field: "CertificateList", offset: 0)
    }
    var reader = DERReader(der.span)
    var outer = try reader.sequence("CertificateList")
    try reader.finish("CertificateList")
    let signed = try outer.value(.sequence, "tbsCertList")
    signedRange = signed.range
    var fields = try DERReader(inside: signed, "tbsCertList")
    var isV2 = false
    if fields.nextTag == .integer {
      let start = fields.offset
      guard try fields.smallInteger("version") == 1 else {
        throw DERError(.contents("is not v2"), field: "version", offset: start)
      }
      isV2 = true
    }
    let start = fields.offset
    let inner = try AlgorithmIdentifier(from: &fields, "signature")
    issuer = try Name(from: &fields, "issuer")
    thisUpdate = try fields.time("thisUpdate")
    let hasNext = fields.nextTag == .utcTime || fields.nextTag == .generalizedTime
    nextUpdate = hasNext ? try fields.time("nextUpdate") : nil
    var obstacle: String?
    revoked = try CertificateRevocationList.entries(&fields, isV2: isV2, &obstacle)
    if fields.nextTag == .constructedContext(0), isV2 {
      var explicit = try fields.constructed(.constructedContext(0), "crlExtensions")
      extensions = try Extension.list(explicit.sequence("crlExtensions"), "crlExtensions")
      try explicit.finish("crlExtensions")
    } else {
      extensions = []
    }
    try fields.finish("tbsCertList")
    var scope: IssuingDistributionPoint?
    for one in extensions {
      switch one.identifier {
      case .issuingDistributionPoint: scope = try IssuingDistributionPoint(der: one.value.span)
      case .deltaCRLIndicator: obstacle = "the CRL is a delta CRL, which is not supported"
      case .authorityKeyIdentifier: _ = try AuthorityKeyIdentifier(der: one.value[...])
      default:
        if one.isCritical {
          // RFC 5280 §5.2 MUST NOT: use a list with a critical extension that is not known.
          obstacle = "the CRL has the critical extension \(one.identifier), which is not known"
        }
      }
    }
    if scope?.isIndirect == true { obstacle = "the CRL is indirect, which is not supported" }
    self.scope = scope
    self.obstacle = obstacle
    signatureAlgorithm = try AlgorithmIdentifier(from: &outer, "signatureAlgorithm")
    // RFC 5280 §5.1.1.2 MUST: the same algorithm inside and outside.
    guard signatureAlgorithm == inner else {
      throw DERError(
        .contents("differs from signatureAlgorithm"), field: "signature", offset: start)
    }
    signature = [UInt8](copying: try outer.octetAlignedBitString("signatureValue"))
    try outer.finish("CertificateList")
    self.der = der
    let digest = Hash.digest(.sha256, of: der.span)
    self.digest = [UInt8](copying: digest.bytes)
  }

  /// cRLNumber (Section 5.2.3), big-endian; nil where it is missing or malformed.
  public var number: [UInt8]? {
    guard let one = extensions.first(where: { $0.identifier == .crlNumber }) else { return nil }
    var reader = DERReader(one.value.span)
    guard let number = try? reader.unsignedInteger("cRLNumber") else { return nil }
    return [UInt8](copying: number)
  }

  private static func entries(
    _ fields: inout DERReader, isV2: Bool, _ obstacle: inout String?
  ) throws(DERError) -> [[UInt8]: Entry] {
    guard fields.nextTag == .sequence else { return [:] }
    var list = try fields.sequence("revokedCertificates")
    var entries: [[UInt8]: Entry] = [:]
    while !list.isAtEnd {
      var one = try list.sequence("revokedCertificate")
      let serial = [UInt8](copying: try one.integer("userCertificate"))
      let date = try one.time("revocationDate")
      var reason: RevocationReason?
      if !one.isAtEnd, isV2 {
        let extensions = try Extension.list(
          one.sequence("crlEntryExtensions"), "crlEntryExtensions")
        for one in extensions {
          if one.identifier == .crlReason {
            var value = DERReader(one.value.span)
            let contents = try value.value(.enumerated, "cRLReason").contents
            guard contents.count == 1 else {
              throw DERError(.contents("is no reason"), field: "cRLReason", offset: 0)
            }
            reason = RevocationReason(rawValue: contents[0])
            try value.finish("cRLReason")
          } else if one.isCritical {
            // RFC 5280 §5.3 MUST NOT: use the list for any certificate.
            obstacle =
              "an entry of the CRL has the critical extension \(one.identifier), which is not known"
          }
        }
      }
      try one.finish("revokedCertificate")
      entries[serial] = Entry(date: date, reason: reason)
    }
    return entries
  }

  /// Whether `key` made the signature. False, too, for an algorithm that is not known here.
  public func isSigned(by key: PublicKey) -> Bool {
    guard let algorithm = signatureAlgorithm.signatureAlgorithm else { return false }
    return key.verify(signature.span, of: der.span.extracting(signedRange), by: algorithm)
  }
}

/// issuingDistributionPoint (RFC 5280, Section 5.2.5): what a CRL is about.
public struct IssuingDistributionPoint: Sendable, Hashable {
  /// The CRL's name.
  public let name: DistributionPointName?
  /// Only certificates of those who are no authorities.
  public let onlyUserCertificates: Bool
  /// Only certificates of authorities.
  public let onlyAuthorityCertificates: Bool
  /// Only these reasons, bit 1 being keyCompromise; nil for all.
  public let reasons: UInt32?
  /// Whether there are certificates of other issuers in it.
  public let isIndirect: Bool
  /// Only attribute certificates.
  public let onlyAttributeCertificates: Bool

  init(der: Span<UInt8>) throws(DERError) {
    let field: StaticString = "issuingDistributionPoint"
    var reader = DERReader(der)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    name = try DistributionPointName(ifIn: &sequence, field)
    onlyUserCertificates = try sequence.flag(1, field)
    onlyAuthorityCertificates = try sequence.flag(2, field)
    reasons =
      sequence.nextTag == .context(3) ? try sequence.namedBits(field, tag: .context(3)) : nil
    isIndirect = try sequence.flag(4, field)
    onlyAttributeCertificates = try sequence.flag(5, field)
    try sequence.finish(field)
  }
}

extension DERReader {
  /// An implicitly tagged BOOLEAN whose default is FALSE, which is not written.
  fileprivate mutating func flag(_ number: UInt8, _ field: StaticString) throws(DERError) -> Bool {
    guard nextTag == .context(number) else { return false }
    let value = try self.value(.context(number), field)
    guard value.contents.count == 1, value.contents[0] == 0xFF else {
      throw DERError(.contents("has a flag that is not TRUE"), field: field, offset: value.offset)
    }
    return true
  }
}
