/// Changes fields of messages by their names, and the lengths around them.
enum MessageEdit {
  /// A field, and those that it is inside of, from the outside in.
  struct Place {
    let field: Field
    let ancestors: [Field]
  }

  /// The field at the end of a way, such as `extensions/key_share/client_shares/KeyShareEntry/group`; each name is
  /// looked for at any depth below the one before.
  static func find(_ path: String, in message: Field) -> Place? {
    var field = message
    var ancestors: [Field] = []
    for name in path.split(separator: "/") {
      guard let way = way(to: String(name), below: field) else { return nil }
      ancestors += [field] + way.dropLast()
      guard let last = way.last else { return nil }
      field = last
    }
    return Place(field: field, ancestors: ancestors)
  }

  private static func way(to name: String, below field: Field) -> [Field]? {
    for child in field.children where child.name == name { return [child] }
    for child in field.children {
      if let way = way(to: name, below: child) { return [child] + way }
    }
    return nil
  }

  /// The message after an action; nil where there is no such field.
  static func apply(_ action: Script.Action, to bytes: [UInt8]) -> [UInt8]? {
    let message = Annotation.message(bytes)
    guard let place = find(action.field, in: message) else { return nil }
    let range = place.field.range
    var replacement = Array(bytes[range])
    switch action.verb {
    case "replace": replacement = action.bytes
    case "drop": replacement = []
    case "repeat": replacement += replacement
    case "insert": replacement = action.bytes + replacement
    case "append", "extend": replacement += action.bytes
    case "truncate": replacement.removeLast(min(action.number, replacement.count))
    case "flip":
      guard !replacement.isEmpty else { return nil }
      replacement[min(action.number, replacement.count - 1)] ^= 1
    default: return nil
    }
    var result = bytes
    result.replaceSubrange(range, with: replacement)
    guard !action.keepsLengths else { return result }
    let change = replacement.count - range.count
    // What is put behind a field's own end belongs to it where the field has a length of its own.
    let grows = action.verb == "extend" || action.verb == "truncate"
    for owner in place.ancestors + (grows ? [place.field] : []) {
      guard let length = owner.children.first(where: { $0.name == "length" }) else { continue }
      add(change, at: length.range, &result)
    }
    return result
  }

  private static func add(_ change: Int, at range: Range<Int>, _ bytes: inout [UInt8]) {
    var value = bytes[range].reduce(0) { $0 << 8 | Int($1) } + change
    for index in range.reversed() {
      bytes[index] = UInt8(truncatingIfNeeded: value)
      value >>= 8
    }
  }
}
