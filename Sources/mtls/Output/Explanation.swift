import JSON
import PKI

/// Why a command did not do what was asked: what happened, where, by which rule, and what to type next.
struct Explanation: Error, Sendable {
  let exit: ExitCode
  /// What happened.
  let what: String
  /// The file, certificate, field or address that it happened to.
  var place: String?
  /// The rule, with its section.
  var rule: String?
  /// What to do, best as a command that can be pasted.
  var next: String?

  init(
    _ exit: ExitCode, _ what: String, at place: String? = nil, rule: String? = nil,
    next: String? = nil
  ) {
    self.exit = exit
    self.what = what
    self.place = place
    self.rule = rule
    self.next = next
  }

  /// For people.
  var text: String {
    var text = "mtls: " + (place.map { "\($0): " } ?? "") + what
    if let rule { text += "\nrule: \(rule)" }
    if let next { text += "\nhint: \(next)" }
    return text
  }

  /// For programs.
  var json: JSONValue {
    [
      "schema": "mtls.error/1",
      "exit": .number(Int(exit.rawValue)),
      "what": .string(what),
      "place": place.map { .string($0) } ?? .null,
      "rule": rule.map { .string($0) } ?? .null,
      "next": next.map { .string($0) } ?? .null,
    ]
  }
}
