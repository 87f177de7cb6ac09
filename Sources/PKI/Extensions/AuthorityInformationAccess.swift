public import DER

/// authorityInfoAccess (RFC 5280, Section 4.2.2.1): where the issuer's certificate and its OCSP
/// responder are.
public struct AuthorityInformationAccess: Sendable, Hashable {
  /// Methods and places.
  public let descriptions: [Description]

  /// A method and a place.
  public struct Description: Sendable, Hashable {
    /// How: 1.3.6.1.5.5.7.48.1 is OCSP, .2 is the issuer's certificate.
    public let method: ObjectIdentifier
    /// Where.
    public let location: GeneralName
  }

  init(der: Span<UInt8>) throws(DERError) {
    let field: StaticString = "authorityInfoAccess"
    var reader = DERReader(der)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    var descriptions: [Description] = []
    repeat {
      var description = try sequence.sequence(field)
      let method = try description.objectIdentifier(field)
      descriptions.append(
        Description(method: method, location: try GeneralName(from: &description, field)))
      try description.finish(field)
    } while !sequence.isAtEnd
    self.descriptions = descriptions
  }
}
