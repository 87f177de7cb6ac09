import Bytes

/// Where two traces differ, field by field, and what follows from that.
package enum TraceDifference {
  /// Lines for a person; none where the traces say the same.
  package static func lines(_ left: Trace, _ right: Trace) -> [String] {
    var lines: [String] = []
    var isChanged = false
    for index in 0..<max(left.messages.count, right.messages.count) {
      guard left.messages.indices.contains(index), right.messages.indices.contains(index) else {
        let extra =
          left.messages.indices.contains(index) ? left.messages[index] : right.messages[index]
        let owner = left.messages.indices.contains(index) ? "A" : "B"
        lines.append(
          "message \(index): \(extra.sender.rawValue)'s \(extra.name) is in \(owner) alone")
        continue
      }
      let one = left.messages[index]
      let other = right.messages[index]
      if one.bytes == other.bytes, one.sender == other.sender { continue }
      guard one.name == other.name, one.sender == other.sender else {
        lines.append(
          "message \(index): A has the \(one.sender.rawValue)'s \(one.name), B the \(other.sender.rawValue)'s \(other.name)"
        )
        continue
      }
      lines.append("message \(index), the \(one.sender.rawValue)'s \(one.name):")
      compare(one.fields, one.bytes, other.fields, other.bytes, path: "", into: &lines)
      if !isChanged {
        isChanged = true
        lines.append(
          "  → from here on the transcript is another: so are all secrets derived after it, CertificateVerify, "
            + "Finished, and every protected record")
      }
    }
    let steps = zip(left.steps, right.steps).filter {
      $0.0.name == $0.1.name && $0.0.output != $0.1.output
    }
    if let first = steps.first {
      lines.append(
        "key schedule: \(steps.count) values differ, the first is \(first.0.name), because of:")
      for (one, other) in zip(first.0.inputs, first.1.inputs) where one.bytes != other.bytes {
        lines.append(
          "  \(one.role) \(one.name): A \(Annotator.hex(one.bytes)), B \(Annotator.hex(other.bytes))"
        )
      }
    }
    if lines.isEmpty, left.records.map(\.raw) != right.records.map(\.raw) {
      lines.append("the same messages, in records that are cut or protected in another way")
    }
    return lines
  }

  private static func compare(
    _ left: Field, _ leftBytes: [UInt8], _ right: Field, _ rightBytes: [UInt8], path: String,
    into lines: inout [String]
  ) {
    let one = Array(leftBytes[left.range])
    let other = Array(rightBytes[right.range])
    guard one != other else { return }
    let name = path.isEmpty ? left.name : "\(path) › \(left.name)"
    if left.children.isEmpty || right.children.isEmpty {
      lines.append(
        "  \(name): A \(left.value), B \(right.value)"
          + (left.section.isEmpty ? "" : "  (\(left.section))"))
      return
    }
    if left.children.map(\.name) == right.children.map(\.name) {
      for (a, b) in zip(left.children, right.children) {
        compare(
          a, leftBytes, b, rightBytes,
          path: path.isEmpty && left.name == right.name ? left.name : name, into: &lines)
      }
      return
    }
    // Lists of other elements: those that only one side has, and those that both have.
    for child in left.children where !right.children.contains(where: { $0.name == child.name }) {
      lines.append("  \(name) › \(child.name): in A alone (\(child.value))")
    }
    for child in right.children where !left.children.contains(where: { $0.name == child.name }) {
      lines.append("  \(name) › \(child.name): in B alone (\(child.value))")
    }
    for child in left.children {
      guard let twin = right.children.first(where: { $0.name == child.name }) else { continue }
      compare(child, leftBytes, twin, rightBytes, path: name, into: &lines)
    }
  }
}
