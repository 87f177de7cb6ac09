internal import Bytes
internal import Ciphers
public import JSON
internal import Processor

/// Answers prompts of ACVP: for each test what it asks for, in the form of a response file.
public enum ACVPAnswers {
  /// The response, and how many tests could not be answered, by reason.
  ///
  /// - Throws: ``VectorError`` where the file is no ACVP.
  public static func answer(
    _ input: Input
  ) throws(VectorError) -> (response: JSONValue, answered: Int, left: [String: Int]) {
    guard try Format.detect(input) == .acvp else {
      throw VectorError("is no prompt of NIST's ACVP")
    }
    let reader = try ACVP(input)
    var groups: [(id: JSONValue, tests: [JSONValue])] = []
    var left: [String: Int] = [:]
    var answered = 0
    while let test = try reader.nextTest() {
      let id = test.group["tgId"] ?? .null
      if groups.last?.id != id { groups.append((id, [])) }
      guard let members = members(test, &left) else { continue }
      answered += 1
      groups[groups.count - 1].tests.append(
        .object([.init("tcId", test.test["tcId"] ?? .null)] + members))
    }
    var set: [JSONValue.Member] = []
    for name in ["vsId", "algorithm", "mode", "revision", "isSample"] {
      if let value = reader.document.header[name] { set.append(.init(name, value)) }
    }
    set.append(
      .init(
        "testGroups", .array(groups.map { ["tgId": $0.id, "tests": .array($0.tests)] })))
    let version: JSONValue = ["acvVersion": reader.document.header["acvVersion"] ?? "1.0"]
    return (.array([version, .object(set)]), answered, left)
  }

  private static func members(_ test: ACVP.Test, _ left: inout [String: Int]) -> [JSONValue.Member]?
  {
    func leave(_ reason: String) -> [JSONValue.Member]? {
      left[reason, default: 0] += 1
      return nil
    }
    if let obstacle = test.plan.obstacle { return leave(obstacle) }
    var fields = Fields(own: test.plan.fields)
    // What is asked for is not there; nothing is compared with it.
    for output in test.plan.outputs where fields[output.member] == nil {
      fields[output.member] = ""
    }
    var steps = Steps(kept: true)
    do throws(CaseProblem) {
      if test.plan.operation == .aead, test.fields.optionalText("direction") != "decrypt" {
        return try seal(fields)
      }
      switch try test.plan.operation.run(fields, &steps) {
      case .refused(let reason):
        if test.plan.isVerdict || test.plan.operation == .aead {
          return [.init("testPassed", .boolean(false))]
        }
        // The tag is what is asked for.
        guard test.plan.operation == .mac || !steps.list.isEmpty else { return leave(reason) }
      case .agrees, .differs:
        if test.plan.isVerdict { return [.init("testPassed", .boolean(true))] }
      }
    } catch {
      switch error {
      case .skip(let reason), .malformed(let reason): return leave(reason)
      }
    }
    var members: [JSONValue.Member] = []
    for output in test.plan.outputs {
      guard let step = steps.list.first(where: { $0.name == output.step }) else {
        return leave("\(output.field) was not computed")
      }
      members.append(.init(output.field, .string(Hex.encode(step.ours.span).uppercased())))
    }
    return members
  }

  private static func seal(_ fields: Fields) throws(CaseProblem) -> [JSONValue.Member] {
    let (key, nonce) = (try fields.bytes("key"), try fields.bytes("nonce"))
    guard [16, 24, 32].contains(key.count), !nonce.isEmpty else { throw .malformed("key or iv") }
    let bits = fields.optionalNumber("tagSize") ?? 128
    let sealed = PublishedCiphers.sealGCM(
      key: key, nonce: nonce, additionalData: try fields.optionalBytes("aad") ?? [],
      try fields.optionalBytes("message") ?? [], on: .current)
    let (text, tag) = (Array(sealed.dropLast(16)), Array(sealed.suffix(16).prefix(bits / 8)))
    return [
      .init("ct", .string(Hex.encode(text.span).uppercased())),
      .init("tag", .string(Hex.encode(tag.span).uppercased())),
    ]
  }
}
