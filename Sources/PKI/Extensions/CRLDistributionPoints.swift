import DER

/// cRLDistributionPoints (RFC 5280, Section 4.2.1.13): where CRLs are, and which of them cover the certificate.
public struct CRLDistributionPoints: Sendable, Hashable {
  /// At least one.
  public let points: [Point]

  /// Where one CRL is.
  public struct Point: Sendable, Hashable {
    /// The CRL's name; nil where the issuer of the CRL is all that is said.
    public let name: DistributionPointName?
    /// The reasons that the CRL covers, bit 1 being keyCompromise; nil for all.
    public let reasons: UInt32?
    /// Who signs the CRL, where that is not the certificate's issuer.
    public let crlIssuer: [GeneralName]
  }

  /// The full names of all points.
  public var names: [GeneralName] {
    points.flatMap { point in
      if case .full(let names)? = point.name { return names }
      return []
    }
  }

  init(der: Span<UInt8>) throws(DERError) {
    let field: StaticString = "cRLDistributionPoints"
    var reader = DERReader(der)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    var points: [Point] = []
    repeat {
      let start = sequence.offset
      var point = try sequence.sequence(field)
      let name = try DistributionPointName(ifIn: &point, field)
      var reasons: UInt32?
      if point.nextTag == .context(1) { reasons = try point.namedBits(field, tag: .context(1)) }
      var issuer: [GeneralName] = []
      if point.nextTag == .constructedContext(2) {
        issuer = try GeneralName.list(point.constructed(.constructedContext(2), field), field)
      }
      try point.finish(field)
      // RFC 5280 §4.2.1.13 MUST NOT: reasons alone.
      guard name != nil || !issuer.isEmpty else {
        throw DERError(.contents("has a point without a place"), field: field, offset: start)
      }
      points.append(Point(name: name, reasons: reasons, crlIssuer: issuer))
    } while !sequence.isAtEnd
    self.points = points
  }
}

/// DistributionPointName (RFC 5280, Section 4.2.1.13).
public enum DistributionPointName: Sendable, Hashable {
  /// Names of one and the same CRL.
  case full([GeneralName])
  /// What follows the name of the CRL's issuer.
  case relative([NameAttribute])

  /// Reads the name in [0], if one is there.
  init?(ifIn reader: inout DERReader, _ field: StaticString) throws(DERError) {
    guard reader.nextTag == .constructedContext(0) else { return nil }
    var choice = try reader.constructed(.constructedContext(0), field)
    if choice.nextTag == .constructedContext(0) {
      self = .full(try GeneralName.list(choice.constructed(.constructedContext(0), field), field))
    } else {
      self = .relative(try Name.relativeName(&choice, field, tag: .constructedContext(1)))
    }
    try choice.finish(field)
  }

  /// The names, those of a relative one behind `issuer`.
  func names(issuer: Name) -> [GeneralName] {
    switch self {
    case .full(let names): names
    case .relative(let attributes):
      [.directoryName(Name(relativeNames: issuer.relativeNames + [attributes]))]
    }
  }
}
