import Bytes
import MutualTLS

/// Header lines from the command line, from files and from the environment: secrets come by the latter two,
/// since everybody on a machine can read command lines.
enum HeaderOptions {
  static let options = [
    Option(
      "header", "H", .text("'NAME: VALUE'"),
      "a header; '@file:PATH' and '@env:VARIABLE' stand for what is there", repeatable: true),
    Option(
      "header-file", nil, .text("NAME=PATH"), "a header whose value is in a file", repeatable: true),
    Option(
      "header-env", nil, .text("NAME=VARIABLE"), "a header whose value is in the environment",
      repeatable: true),
  ]

  static func add(_ invocation: Invocation, to fields: inout HTTPFields) throws(Explanation) {
    for text in invocation.all("header") {
      guard let colon = text.firstIndex(of: ":") else {
        throw Explanation(.usage, "\(text) is not 'NAME: VALUE'", at: "--header")
      }
      let value = trimmed(text[text.index(after: colon)...])
      try add(String(text[..<colon]), try resolved(value), "--header", &fields)
    }
    for (option, make) in [("header-file", "@file:"), ("header-env", "@env:")] {
      for text in invocation.all(option) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
          throw Explanation(.usage, "\(text) is not NAME=SOURCE", at: "--\(option)")
        }
        let source = make + text[text.index(after: equals)...]
        try add(String(text[..<equals]), try resolved(source), "--\(option)", &fields)
      }
    }
  }

  private static func add(
    _ name: String, _ value: String, _ place: String, _ fields: inout HTTPFields
  ) throws(Explanation) {
    let managed = ["content-length", "transfer-encoding", "connection", "host"]
    guard !managed.contains(name.lowercased()) else {
      throw Explanation(.usage, "\(name) is set by the tool itself", at: place)
    }
    do { try fields.add(name, value) } catch {
      // The value may be a secret and is not shown.
      switch error {
      case .name(let name):
        throw Explanation(
          .usage, "\(name) is no header's name", at: place, rule: "RFC 9110, Section 5.1")
      case .value(let name):
        throw Explanation(
          .usage, "the value of \(name) has a control character, such as a line break", at: place,
          rule: "RFC 9110, Section 5.5")
      }
    }
  }

  /// The value itself, or what its source holds, without a line break at the end.
  private static func resolved(_ value: String) throws(Explanation) -> String {
    if value.hasPrefix("@file:") {
      let path = String(value.dropFirst(6))
      return trimmed(
        String(decoding: try Reading.bytes(path, limit: 16_384), as: UTF8.self)[...])
    }
    if value.hasPrefix("@env:") {
      let name = String(value.dropFirst(5))
      guard let found = Console.variable(name) else {
        throw Explanation(
          .usage, "the environment has no variable \(name)", at: "--header-env",
          next: "export \(name)=…")
      }
      return found
    }
    return value
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
