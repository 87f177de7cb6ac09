import DER

/// The fields of a subject as people give them.
public struct SubjectFields: Sendable, Hashable {
  /// CN: the name.
  public var commonName: String?
  /// O: the organisation.
  public var organization: String?
  /// OU: the unit.
  public var organizationalUnit: String?
  /// L: the city.
  public var locality: String?
  /// ST: the state or province.
  public var state: String?
  /// C: the country, two letters.
  public var country: String?

  /// Fields, none of which has to be there.
  public init(
    commonName: String? = nil, organization: String? = nil, organizationalUnit: String? = nil,
    locality: String? = nil, state: String? = nil, country: String? = nil
  ) {
    self.commonName = commonName
    self.organization = organization
    self.organizationalUnit = organizationalUnit
    self.locality = locality
    self.state = state
    self.country = country
  }

  /// What is wrong with the fields; nil where nothing is (bounds of RFC 5280, Appendix A.1).
  public var problem: String? {
    for (name, value, limit) in [
      ("the common name", commonName, 64), ("the organisation", organization, 64),
      ("the organisational unit", organizationalUnit, 64), ("the locality", locality, 128),
      ("the state", state, 128),
    ] {
      guard let value else { continue }
      if value.isEmpty { return "\(name) is empty" }
      if value.count > limit { return "\(name) is longer than \(limit) characters" }
      if value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
        return "\(name) has a control character"
      }
    }
    if let country,
      country.utf8.count != 2 || !country.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
    {
      return "the country is not two capital letters, such as US"
    }
    return nil
  }

  /// The name: C, ST, L, O, OU, CN, those that are there.
  public var name: Name {
    let fields: [(ObjectIdentifier, String?)] = [
      (.countryName, country), (.stateOrProvinceName, state), (.localityName, locality),
      (.organizationName, organization), (.organizationalUnitName, organizationalUnit),
      (.commonName, commonName),
    ]
    return Name(fields.compactMap { type, value in value.map { NameAttribute(type, $0) } })
  }
}
