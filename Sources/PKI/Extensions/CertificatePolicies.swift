public import DER

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
