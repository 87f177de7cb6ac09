import Bytes
public import DER

/// authorityKeyIdentifier (RFC 5280, Section 4.2.1.1): which key of the issuer signed.
public struct AuthorityKeyIdentifier: Sendable, Hashable {
  /// The issuer's subjectKeyIdentifier.
  public let keyIdentifier: [UInt8]?
  /// The issuer's issuer.
  public let issuer: [GeneralName]
  /// The issuer's serial number.
  public let serialNumber: [UInt8]?

  init(keyIdentifier: [UInt8]) {
    self.keyIdentifier = keyIdentifier
    issuer = []
    serialNumber = nil
  }

  init(der: Span<UInt8>) throws(DERError) {
    let field: StaticString = "authorityKeyIdentifier"
    var reader = DERReader(der)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    keyIdentifier =
      sequence.nextTag == .context(0)
      ? [UInt8](copying: try sequence.value(field).contents) : nil
    issuer =
      sequence.nextTag == .constructedContext(1)
      ? try GeneralName.list(sequence.constructed(.constructedContext(1), field), field) : []
    serialNumber =
      sequence.nextTag == .context(2)
      ? [UInt8](copying: try sequence.value(field).contents) : nil
    try sequence.finish(field)
  }

  /// The extension.
  var asExtension: Extension {
    var value: [UInt8] = []
    value.writeSequence { output in
      if let keyIdentifier { output.writeDER(.context(0)) { output in output += keyIdentifier } }
    }
    return Extension(.authorityKeyIdentifier, value: value)
  }
}

/// certificatePolicies (RFC 5280, Section 4.2.1.4), without the qualifiers.
public struct CertificatePolicies: Sendable, Hashable {
  /// The policies.
  public let identifiers: [ObjectIdentifier]

  init(der: Span<UInt8>) throws(DERError) {
    let field: StaticString = "certificatePolicies"
    var reader = DERReader(der)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    var identifiers: [ObjectIdentifier] = []
    repeat {
      let start = sequence.offset
      var information = try sequence.sequence(field)
      let identifier = try information.objectIdentifier(field)
      if !information.isAtEnd { _ = try information.value(.sequence, field) }
      try information.finish(field)
      // RFC 5280 §4.2.1.4 MUST NOT: a policy twice.
      guard !identifiers.contains(identifier), identifiers.count < 256 else {
        throw DERError(.contents("has a policy twice, or too many"), field: field, offset: start)
      }
      identifiers.append(identifier)
    } while !sequence.isAtEnd
    self.identifiers = identifiers
  }
}

/// cRLDistributionPoints (RFC 5280, Section 4.2.1.13), as far as it says where CRLs are.
public struct CRLDistributionPoints: Sendable, Hashable {
  /// The full names of all points.
  public let names: [GeneralName]

  init(der: Span<UInt8>) throws(DERError) {
    let field: StaticString = "cRLDistributionPoints"
    var reader = DERReader(der)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    var names: [GeneralName] = []
    repeat {
      var point = try sequence.sequence(field)
      if point.nextTag == .constructedContext(0) {
        var choice = try point.constructed(.constructedContext(0), field)
        if choice.nextTag == .constructedContext(0) {
          names += try GeneralName.list(choice.constructed(.constructedContext(0), field), field)
        } else {
          _ = try choice.value(.constructedContext(1), field)
        }
        try choice.finish(field)
      }
      if point.nextTag == .context(1) { _ = try point.namedBits(field, tag: .context(1)) }
      if point.nextTag == .constructedContext(2) {
        _ = try GeneralName.list(point.constructed(.constructedContext(2), field), field)
      }
      try point.finish(field)
    } while !sequence.isAtEnd
    self.names = names
  }
}

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
