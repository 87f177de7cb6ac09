import Bytes
public import DER

/// The extensions of a certificate that this package understands, read once and strictly.
public struct ParsedExtensions: Sendable, Hashable {
  /// basicConstraints.
  public private(set) var basicConstraints: BasicConstraints?
  /// keyUsage.
  public private(set) var keyUsage: KeyUsage?
  /// extKeyUsage: the purposes, at least one.
  public private(set) var extendedKeyUsage: [ObjectIdentifier]?
  /// subjectAltName: the identities, at least one.
  public private(set) var subjectAlternativeNames: [GeneralName]?
  /// issuerAltName.
  public private(set) var issuerAlternativeNames: [GeneralName]?
  /// nameConstraints.
  public private(set) var nameConstraints: NameConstraints?
  /// Octets of the certificate.
  private var keyIdentifier: ArraySlice<UInt8>?
  /// subjectKeyIdentifier.
  public var subjectKeyIdentifier: [UInt8]? { keyIdentifier.map { Array($0) } }
  /// authorityKeyIdentifier.
  public private(set) var authorityKeyIdentifier: AuthorityKeyIdentifier?
  /// certificatePolicies.
  public private(set) var certificatePolicies: CertificatePolicies?
  /// policyMappings.
  public private(set) var policyMappings: PolicyMappings?
  /// policyConstraints.
  public private(set) var policyConstraints: PolicyConstraints?
  /// inhibitAnyPolicy: after how many more certificates anyPolicy matches nothing any more.
  public private(set) var inhibitAnyPolicy: Int?
  /// cRLDistributionPoints.
  public private(set) var crlDistributionPoints: CRLDistributionPoints?
  /// authorityInfoAccess.
  public private(set) var authorityInformationAccess: AuthorityInformationAccess?

  /// The extensions that are read, or whose meaning is kept by the verifier.
  static let understood: Set<ObjectIdentifier> = [
    .basicConstraints, .keyUsage, .extendedKeyUsage, .subjectAlternativeName,
    .issuerAlternativeName, .nameConstraints, .subjectKeyIdentifier, .authorityKeyIdentifier,
    .certificatePolicies, .policyMappings, .policyConstraints, .inhibitAnyPolicy,
  ]

  /// Reads those of `extensions` that are known.
  init(_ extensions: [Extension]) throws(DERError) {
    for one in extensions { try take(one.identifier, one.value[...]) }
  }

  /// None yet.
  init() {}

  /// Reads one extension, if it is known. Key identifiers go on sharing the octets.
  mutating func take(
    _ identifier: ObjectIdentifier, _ octets: ArraySlice<UInt8>
  ) throws(DERError) {
    let value = octets.span
    switch identifier {
    case .basicConstraints: basicConstraints = try BasicConstraints(der: value)
    case .keyUsage: keyUsage = try KeyUsage(der: value)
    case .extendedKeyUsage: extendedKeyUsage = try Purposes.read(value)
    case .subjectAlternativeName:
      subjectAlternativeNames = try ParsedExtensions.names(value, "subjectAltName")
    case .issuerAlternativeName:
      issuerAlternativeNames = try ParsedExtensions.names(value, "issuerAltName")
    case .nameConstraints: nameConstraints = try NameConstraints(der: value)
    case .subjectKeyIdentifier:
      var reader = DERReader(value)
      let identifier = try reader.octetString("subjectKeyIdentifier")
      keyIdentifier = octets.suffix(identifier.count)
      try reader.finish("subjectKeyIdentifier")
    case .authorityKeyIdentifier:
      authorityKeyIdentifier = try AuthorityKeyIdentifier(der: octets)
    case .certificatePolicies: certificatePolicies = try CertificatePolicies(der: value)
    case .policyMappings: policyMappings = try PolicyMappings(der: value)
    case .policyConstraints: policyConstraints = try PolicyConstraints(der: value)
    case .inhibitAnyPolicy: inhibitAnyPolicy = try InhibitAnyPolicy.read(value)
    case .crlDistributionPoints: crlDistributionPoints = try CRLDistributionPoints(der: value)
    case .authorityInformationAccess:
      authorityInformationAccess = try AuthorityInformationAccess(der: value)
    default: break
    }
  }

  private static func names(
    _ value: Span<UInt8>, _ field: StaticString
  ) throws(DERError) -> [GeneralName] {
    var reader = DERReader(value)
    let names = try GeneralName.list(reader.sequence(field), field)
    try reader.finish(field)
    // RFC 5280 §4.2.1.6: an address has 4 or 16 octets.
    for case .ip(let octets) in names where octets.count != 4 && octets.count != 16 {
      throw DERError(
        .contents("has an IP address of \(octets.count) octets"), field: field, offset: 0)
    }
    return names
  }
}
