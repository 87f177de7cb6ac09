public import DER

/// policyMappings (RFC 5280, Section 4.2.1.5): policies of the issuer's domain that the subject's domain
/// calls otherwise.
public struct PolicyMappings: Sendable, Hashable {
  /// At least one pair.
  public let pairs: [Pair]

  /// Two policies that are considered the same.
  public struct Pair: Sendable, Hashable {
    /// What the issuer calls it.
    public let issuerDomainPolicy: ObjectIdentifier
    /// What the subject calls it.
    public let subjectDomainPolicy: ObjectIdentifier
  }

  init(der: Span<UInt8>) throws(DERError) {
    let field: StaticString = "policyMappings"
    var reader = DERReader(der)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    var pairs: [Pair] = []
    repeat {
      let start = sequence.offset
      var pair = try sequence.sequence(field)
      let issuer = try pair.objectIdentifier("issuerDomainPolicy")
      let subject = try pair.objectIdentifier("subjectDomainPolicy")
      try pair.finish(field)
      guard pairs.count < 256 else {
        throw DERError(.contents("has more than 256 mappings"), field: field, offset: start)
      }
      pairs.append(Pair(issuerDomainPolicy: issuer, subjectDomainPolicy: subject))
    } while !sequence.isAtEnd
    self.pairs = pairs
  }
}

/// policyConstraints (RFC 5280, Section 4.2.1.11).
public struct PolicyConstraints: Sendable, Hashable {
  /// After how many more certificates each must have an acceptable policy.
  public let requireExplicitPolicy: Int?
  /// After how many more certificates mappings are not processed any more.
  public let inhibitPolicyMapping: Int?

  init(der: Span<UInt8>) throws(DERError) {
    let field: StaticString = "policyConstraints"
    var reader = DERReader(der)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    requireExplicitPolicy = try sequence.skipCount(.context(0), "requireExplicitPolicy")
    inhibitPolicyMapping = try sequence.skipCount(.context(1), "inhibitPolicyMapping")
    try sequence.finish(field)
    // RFC 5280 §4.2.1.11 MUST NOT: an empty sequence.
    guard requireExplicitPolicy != nil || inhibitPolicyMapping != nil else {
      throw DERError(.contents("is empty"), field: field, offset: 0)
    }
  }
}

/// inhibitAnyPolicy (RFC 5280, Section 4.2.1.14).
enum InhibitAnyPolicy {
  /// After how many more certificates anyPolicy matches nothing any more.
  static func read(_ der: Span<UInt8>) throws(DERError) -> Int {
    var reader = DERReader(der)
    let count = try reader.smallInteger("inhibitAnyPolicy")
    try reader.finish("inhibitAnyPolicy")
    return count
  }
}

extension DERReader {
  /// An implicitly tagged SkipCerts: a number that is not negative; nil where it is left out.
  fileprivate mutating func skipCount(
    _ tag: Tag, _ field: StaticString
  ) throws(DERError) -> Int? {
    guard nextTag == tag else { return nil }
    let value = try self.value(tag, field)
    let octets = value.contents
    guard octets.count >= 1, octets[0] < 0x80, octets.count <= 4,
      octets.count == 1 || octets[0] != 0 || octets[1] >= 0x80
    else {
      throw DERError(
        .contents("is no count of certificates"), field: field, offset: value.offset)
    }
    var number = 0
    for index in octets.indices { number = number << 8 | Int(octets[index]) }
    return number
  }
}
