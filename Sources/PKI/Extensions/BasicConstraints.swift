import DER

/// basicConstraints (RFC 5280, Section 4.2.1.9): whether the subject is an authority, and how long
/// the paths below it may be.
public struct BasicConstraints: Sendable, Hashable {
  /// Whether the subject issues certificates.
  public let isAuthority: Bool
  /// How many intermediates may follow, self-issued ones not counted; nil for any number.
  public let pathLength: Int?

  /// Constraints to write.
  public init(isAuthority: Bool, pathLength: Int? = nil) {
    self.isAuthority = isAuthority
    self.pathLength = pathLength
  }

  init(der: Span<UInt8>) throws(DERError) {
    var reader = DERReader(der)
    var sequence = try reader.sequence("basicConstraints")
    try reader.finish("basicConstraints")
    var isAuthority = false
    if sequence.nextTag == .boolean {
      let start = sequence.offset
      isAuthority = try sequence.boolean("cA")
      guard isAuthority else {
        throw DERError(.contents("encodes its default value FALSE"), field: "cA", offset: start)
      }
    }
    self.isAuthority = isAuthority
    let start = sequence.offset
    pathLength =
      sequence.isAtEnd ? nil : try sequence.smallInteger("pathLenConstraint", maximum: 1 << 20)
    // RFC 5280 §4.2.1.9 MUST NOT: a path length without an authority.
    guard isAuthority || pathLength == nil else {
      throw DERError(
        .contents("stands there though the subject is no authority"), field: "pathLenConstraint",
        offset: start)
    }
    try sequence.finish("basicConstraints")
  }

  /// The extension, critical.
  public var asExtension: Extension {
    var value: [UInt8] = []
    value.writeSequence { output in
      if isAuthority { output.writeBoolean(true) }
      if let pathLength { output.writeInteger(pathLength) }
    }
    return Extension(.basicConstraints, isCritical: true, value: value)
  }
}
