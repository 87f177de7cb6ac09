import DER

/// nameConstraints (RFC 5280, Section 4.2.1.10): the names that certificates below an authority may
/// have.
public struct NameConstraints: Sendable, Hashable {
  /// Where there is a subtree of a form, names of that form must lie in one of them.
  public let permitted: [GeneralName]
  /// Names must lie in none of these.
  public let excluded: [GeneralName]

  /// Constraints to write.
  public init(permitted: [GeneralName], excluded: [GeneralName]) {
    self.permitted = permitted
    self.excluded = excluded
  }

  init(der: Span<UInt8>) throws(DERError) {
    var reader = DERReader(der)
    var sequence = try reader.sequence("nameConstraints")
    try reader.finish("nameConstraints")
    permitted = try NameConstraints.subtrees(.constructedContext(0), &sequence)
    excluded = try NameConstraints.subtrees(.constructedContext(1), &sequence)
    try sequence.finish("nameConstraints")
    // RFC 5280 §4.2.1.10 MUST NOT: an empty sequence.
    guard !permitted.isEmpty || !excluded.isEmpty else {
      throw DERError(.contents("is empty"), field: "nameConstraints", offset: 0)
    }
  }

  private static func subtrees(
    _ tag: Tag, _ sequence: inout DERReader
  ) throws(DERError) -> [GeneralName] {
    guard sequence.nextTag == tag else { return [] }
    var list = try sequence.constructed(tag, "GeneralSubtrees")
    var names: [GeneralName] = []
    repeat {
      // RFC 5280 §4.2.1.10: minimum is 0, which DER leaves out, and there is no maximum.
      var subtree = try list.sequence("GeneralSubtree")
      names.append(try GeneralName(from: &subtree, "GeneralSubtree.base"))
      try subtree.finish("GeneralSubtree")
    } while !list.isAtEnd
    return names
  }

  /// The extension, critical.
  public var asExtension: Extension {
    var value: [UInt8] = []
    value.writeSequence { output in
      for (number, names) in [(UInt8(0), permitted), (1, excluded)] where !names.isEmpty {
        output.writeDER(.constructedContext(number)) { output in
          for name in names { output.writeSequence { output in name.write(into: &output) } }
        }
      }
    }
    return Extension(.nameConstraints, isCritical: true, value: value)
  }
}
