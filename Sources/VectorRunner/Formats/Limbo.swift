internal import Bytes
internal import JSON

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads x509-limbo: cases of certificate verification.
final class Limbo: CaseReader {
  let source = "x509-limbo"
  let count: Int? = nil
  private let stream: JSONStream
  private var isInCases = false
  private var isAtStart = true

  init(_ input: Input) { stream = JSONStream(input) }

  func next() throws(VectorError) -> Case? {
    if isAtStart {
      isAtStart = false
      try stream.enterObject()
    }
    while true {
      if isInCases {
        if try stream.element() { return Limbo.one(try stream.value()) }
        isInCases = false
      }
      guard let name = try stream.member() else { return nil }
      if name == "testcases", try stream.isAtArray() {
        try stream.enterArray()
        isInCases = true
      } else {
        try stream.skip()
      }
    }
  }

  private static func one(_ json: JSONValue) -> Case {
    let one = LimboCase(json: json)
    let fields = Fields(own: ["case": json])
    switch one.text("expected_result") {
    case "SUCCESS": return Case(one.id, .path, fields, .valid, flags: one.features)
    case "FAILURE": return Case(one.id, .path, fields, .invalid, flags: one.features)
    default: return Case(one.id, nil, fields, obstacle: "it does not say what is expected")
    }
  }
}

/// Paths of certificates (RFC 5280, Section 6).
enum PathSuite {
  static func run(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    guard let json = fields["case"] else { throw .malformed("there is no case") }
    let now = Time(secondsSince1970: Int64(time(nil)))
    return LimboJudge.refusal(of: LimboCase(json: json), now: now).map { .refused($0) } ?? .agrees
  }
}
