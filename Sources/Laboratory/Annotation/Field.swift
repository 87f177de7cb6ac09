/// A field of a message or a record: its name, its bytes, what they say, and why they are there.
///
/// The leaves of a tree cover every byte exactly once.
package struct Field: Sendable, Equatable {
  /// The name in the RFC's structures.
  package var name: String
  /// Its bytes, counted from the start of the whole.
  package var range: Range<Int>
  /// What the bytes say, for a person; empty where the parts say it.
  package var value = ""
  /// What the field is for, in a sentence.
  package var meaning = ""
  /// Where it is defined, such as "RFC 9846, Section 4.2.2"; empty where that is the enclosing field's.
  package var section = ""
  /// Its parts, one behind the other.
  package var children: [Field] = []
  /// Whether nobody here knows what the bytes say.
  package var isUnknown = false

  /// The fields without parts, in the order of their bytes.
  package var leaves: [Field] {
    children.isEmpty ? [self] : children.flatMap(\.leaves)
  }

  /// Whether the leaves cover every byte of `range` exactly once; a field without bytes covers none.
  package var isCoveredOnce: Bool {
    var next = range.lowerBound
    for leaf in leaves {
      guard leaf.range.lowerBound == next else { return false }
      next = leaf.range.upperBound
    }
    return next == range.upperBound
  }

  /// The first field, of those inside and this, under whose bytes nobody knows what they say.
  package var firstUnknown: Field? {
    if isUnknown { return self }
    for child in children {
      if let found = child.firstUnknown { return found }
    }
    return nil
  }

  /// The same field somewhere else.
  package func moved(by distance: Int) -> Field {
    var moved = self
    moved.range = range.lowerBound + distance..<range.upperBound + distance
    moved.children = children.map { $0.moved(by: distance) }
    return moved
  }

  /// The first field of this name, of those inside and this.
  package func first(_ name: String) -> Field? {
    if self.name == name { return self }
    for child in children {
      if let found = child.first(name) { return found }
    }
    return nil
  }
}
