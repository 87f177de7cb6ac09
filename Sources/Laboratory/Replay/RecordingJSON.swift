import Bytes
package import JSON
import TLS13

extension Recording {
  /// Why a file is no recording.
  package struct Malformed: Error, CustomStringConvertible {
    package let description: String
  }

  /// The recording as JSON, schema `mtls.recording/1`.
  package var json: JSONValue {
    [
      "schema": "mtls.recording/1", "title": .string(title), "setup": setup.json,
      "steps": .array(
        steps.map { step in
          [
            "side": .string(step.side.rawValue), "action": .string(step.action),
            "bytes": .string(Hex.encode(step.bytes.span)),
            "output": .string(Hex.encode(step.output.span)),
          ]
        }),
    ]
  }

  /// The recording in a file.
  package init(_ json: JSONValue) throws(Malformed) {
    guard json["schema"] == .string("mtls.recording/1") else {
      throw Malformed(description: "this is no recording of schema mtls.recording/1")
    }
    title = json["title"]?.text ?? ""
    setup = try Setup(json["setup"] ?? .null)
    steps = []
    guard case .array(let values)? = json["steps"] else {
      throw Malformed(description: "the recording has no steps")
    }
    for value in values {
      guard let side = value["side"]?.text.flatMap(Side.init), let action = value["action"]?.text,
        let bytes = value["bytes"]?.text.flatMap({ Hex.decode($0) }),
        let output = value["output"]?.text.flatMap({ Hex.decode($0) })
      else { throw Malformed(description: "step \(steps.count) is malformed") }
      steps.append(Step(side: side, action: action, bytes: bytes, output: output))
    }
  }
}

extension Recording.Setup {
  fileprivate var json: JSONValue {
    switch self {
    case .pair(let options):
      [
        "kind": "pair", "seed": .string(options.seed), "at": .string("\(options.now)"),
        "retry": .boolean(options.retry), "resumption": .boolean(options.resumption),
        "earlyData": .boolean(options.earlyData),
        "clientAuthentication": .boolean(options.clientAuthentication),
        "keyUpdate": .boolean(options.keyUpdate),
        "suite": options.suite.map { .number(Int($0.rawValue)) } ?? .null,
        "group": options.group.map { .number(Int($0.rawValue)) } ?? .null,
        "request": .string(options.request), "response": .string(options.response),
      ]
    case .client(let client):
      [
        "kind": "client", "seed": .string(client.seed), "at": .string("\(client.now)"),
        "server": .string(client.server),
        "suites": .array(client.suites.map { .number(Int($0)) }),
        "groups": .array(client.groups.map { .number(Int($0)) }),
        "keyShareCount": client.keyShareCount.map { .number($0) } ?? .null,
        "protocols": .array(client.protocols.map { .string(Hex.encode($0.span)) }),
        "chain": .array(client.chain.map { .string(Hex.encode($0.span)) }),
        "key": .string(Hex.encode(client.key.span)),
        "refusal": client.refusal.map { .number(Int($0)) } ?? .null,
      ]
    case .published(let pair): pair.json
    }
  }

  fileprivate init(_ json: JSONValue) throws(Recording.Malformed) {
    if json["kind"] == "published" {
      guard let pair = PublishedPair(json) else {
        throw Recording.Malformed(description: "the recording's setup is malformed")
      }
      self = .published(pair)
      return
    }
    guard let seed = json["seed"]?.text, let now = json["at"]?.text.flatMap(LaboratoryClock.time)
    else { throw Recording.Malformed(description: "the recording names no seed or no time") }
    switch json["kind"]?.text {
    case "pair":
      var options = PairOptions(seed: seed, now: now)
      options.retry = json["retry"] == .boolean(true)
      options.resumption = json["resumption"] == .boolean(true)
      options.earlyData = json["earlyData"] == .boolean(true)
      options.clientAuthentication = json["clientAuthentication"] == .boolean(true)
      options.keyUpdate = json["keyUpdate"] == .boolean(true)
      options.suite = json["suite"]?.code.map { CipherSuite(rawValue: $0) }
      options.group = json["group"]?.code.map { NamedGroup(rawValue: $0) }
      options.request = json["request"]?.text ?? ""
      options.response = json["response"]?.text ?? ""
      self = .pair(options)
    case "client":
      self = .client(
        RecordedClient(
          seed: seed, now: now, server: json["server"]?.text ?? "",
          suites: json["suites"]?.values.compactMap(\.code) ?? [],
          groups: json["groups"]?.values.compactMap(\.code) ?? [],
          keyShareCount: json["keyShareCount"]?.code.map { Int($0) },
          protocols: json["protocols"]?.values.compactMap { $0.text.flatMap { Hex.decode($0) } }
            ?? [],
          chain: json["chain"]?.values.compactMap { $0.text.flatMap { Hex.decode($0) } } ?? [],
          key: json["key"]?.text.flatMap { Hex.decode($0) } ?? [],
          refusal: json["refusal"]?.code.map { UInt8(truncatingIfNeeded: $0) }))
    default:
      throw Recording.Malformed(description: "the recording is of a kind that is not known here")
    }
  }
}

extension JSONValue {
  /// The text of a string; nil for anything else.
  var text: String? { if case .string(let text) = self { text } else { nil } }
  /// The elements of an array; none for anything else.
  var values: [JSONValue] { if case .array(let values) = self { values } else { [] } }
  /// A code point of 16 bits; nil for anything else.
  var code: UInt16? { if case .number(let number) = self { UInt16(exactly: number) } else { nil } }
}
