import Bytes
import DER

/// Extensions that only a person who looks at a certificate asks for: read when they are shown, so that the
/// handshake pays nothing.
enum ExtensionDetails {
  /// The value in lines; nil where it is malformed, or of a kind that is not known here.
  static func lines(of one: Extension) -> [String]? {
    do {
      switch one.identifier {
      case .policyMappings:
        return try PolicyMappings(der: one.value.span).pairs.map {
          "\($0.issuerDomainPolicy):\($0.subjectDomainPolicy)"
        }
      case .policyConstraints:
        let constraints = try PolicyConstraints(der: one.value.span)
        let explicit = constraints.requireExplicitPolicy.map { "Require Explicit Policy:\($0)" }
        let mapping = constraints.inhibitPolicyMapping.map { "Inhibit Policy Mapping:\($0)" }
        return [[explicit, mapping].compactMap { $0 }.joined(separator: ", ")]
      case .inhibitAnyPolicy: return ["\(try InhibitAnyPolicy.read(one.value.span))"]
      case .tlsFeature: return [try features(one.value.span)]
      case .freshestCRL:
        return try CRLDistributionPoints(der: one.value.span).names.map { DisplayText.name($0) }
      case .subjectInformationAccess:
        return try AuthorityInformationAccess(der: one.value.span).descriptions.map {
          "\($0.method) - \(DisplayText.name($0.location))"
        }
      case .signedCertificateTimestamps:
        var reader = DERReader(one.value.span)
        let list = try reader.octetString("SignedCertificateTimestampList")
        try reader.finish("SignedCertificateTimestampList")
        return timestamps(list)
      default: return nil
      }
    } catch { return nil }
  }

  /// TLS Feature (RFC 7633, Section 4): numbers of TLS extensions.
  private static func features(_ value: Span<UInt8>) throws(DERError) -> String {
    var reader = DERReader(value)
    var sequence = try reader.sequence("tlsFeature")
    try reader.finish("tlsFeature")
    var names: [String] = []
    while !sequence.isAtEnd {
      switch try sequence.smallInteger("tlsFeature", maximum: 65_535) {
      case 5: names.append("status_request")
      case 17: names.append("status_request_v2")
      case let other: names.append("\(other)")
      }
    }
    return names.joined(separator: ", ")
  }

  /// SignedCertificateTimestampList (RFC 6962, Section 3.3); nil where it is malformed.
  private static func timestamps(_ list: Span<UInt8>) -> [String]? {
    guard list.count >= 2, number(list, 0, 2) == list.count - 2 else { return nil }
    var lines: [String] = []
    var place = 2
    while place < list.count {
      guard place + 2 <= list.count else { return nil }
      let end = place + 2 + number(list, place, 2)
      // Version, log, time, length of the extensions.
      guard end <= list.count, end - place >= 2 + 1 + 32 + 8 + 2 else { return nil }
      let start = place + 2
      let extensions = number(list, start + 41, 2)
      let signature = start + 43 + extensions
      guard signature + 4 <= end, number(list, signature + 2, 2) == end - signature - 4 else {
        return nil
      }
      let time = Time(secondsSince1970: Int64(number(list, start + 33, 8) / 1_000))
      let kind =
        switch (list[signature], list[signature + 1]) {
        case (4, 3): "ecdsa-with-SHA256"
        case (4, 1): "sha256WithRSAEncryption"
        default: "\(list[signature]), \(list[signature + 1])"
        }
      lines += [
        "Signed Certificate Timestamp:", "  Version   : v\(Int(list[start]) + 1)",
        "  Log ID    : "
          + DisplayText.hex([UInt8](copying: list.extracting(start + 1..<start + 33))),
        "  Timestamp : \(time)", "  Signature : \(kind)",
      ]
      place = end
    }
    return lines
  }

  /// A big-endian number whose octets are there; 63 bits of it.
  private static func number(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Int {
    var value: UInt64 = 0
    for index in start..<start + count { value = value << 8 | UInt64(bytes[index]) }
    return Int(value & 0x7FFF_FFFF_FFFF_FFFF)
  }
}
