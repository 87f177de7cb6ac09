import DER

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
