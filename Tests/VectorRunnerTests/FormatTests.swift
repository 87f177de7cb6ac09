import Foundation
import JSON
import TestSupport
import Testing

@testable import VectorRunner

@Suite struct `Files of other forms` {
  private func run(_ text: String, _ name: String = "test.rsp") -> Tally {
    Runner().run(Input(name: name, bytes: Array(text.utf8)), nil)
  }

  @Test func `CAVP, with what stands in brackets and in blocks of its own`() {
    let text = """
      # CAVS 14.0
      # GCM Decrypt with keysize 128 test information
      [Keylen = 128]\r
      [IVlen = 96]
      [Taglen = 128]

      Count = 0
      Key = cf063a34d4a9a76c2c86787d3f96db71
      IV = 113b9785971864c83b01c787
      CT =
      AAD =
      Tag = 72ac8493e3a5228b5d130a69d2510e42
      PT =

      Count = 1
      Key = cf063a34d4a9a76c2c86787d3f96db71
      IV = 113b9785971864c83b01c787
      CT =
      AAD =
      Tag = 72ac8493e3a5228b5d130a69d2510e43
      FAIL
      """
    let tally = run(text)
    #expect(tally.passed == 2 && tally.failed == 0 && tally.problem == nil)
    let broken = run(text.replacingOccurrences(of: "0e42", with: "0e40"))
    #expect(broken.passed == 1 && broken.failed == 1)
  }

  @Test func `a block of no form that is known is said`() {
    let tally = run("a = 1\nb = 2\nc = 3\nd = 4\n")
    #expect(tally.skipped == 1)
    #expect(tally.problem == "no case of it was run")
  }

  @Test(arguments: [
    ("", "is empty"), ("{}", "JSON of no schema"), ("{\"schema\": \"x\"}", "not known here"),
    ("[1, 2", "is no JSON"), ("hello", "of no schema"), ("-----BEGIN X-----", "is PEM"),
    ("\u{0}\u{1}", "of no schema"),
    ("{\"testGroups\": [], \"schema\": \"a_schema.json\"}", "a_schema"),
    ("{\"schema\": \"mtls.vectors/1\", \"source\": \"s\", \"groups\": []}", "has no cases"),
    ("{\"schema\": \"mtls.vectors/1\", \"source\": \"s\"}", "has no groups"),
  ])
  func `what is nothing that is known is said`(text: String, reason: String) {
    let tally = run(text)
    #expect(tally.problem?.contains(reason) == true, "\(tally.problem ?? "no problem")")
    #expect(!tally.isGood)
  }

  @Test func `sign.input`() {
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    let signature =
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    let tally = run("\(seed)\(key):\(key)::\(signature):\n", "sign.input")
    #expect(tally.passed == 1 && tally.isGood)
    #expect(run("\(seed)\(key):\(key):00:\(signature):\n").failed == 1)
  }

  // MARK: ACVP

  private func acvp(withResults: Bool) throws -> JSONValue {
    let vectors = try Fixtures.read(
      Fixtures.folder.appendingPathComponent("mlkem-keygen.json").path)
    return withResults
      ? vectors
      : inner(vectors).changingTests { test in
        guard case .object(let members) = test else { return test }
        return .object(members.filter { $0.name != "ek" && $0.name != "dk" })
      }
  }

  /// Takes the tests of ACVP out of the array around them.
  private func inner(_ value: JSONValue) -> JSONValue {
    if case .array(let parts) = value, let last = parts.last { return last }
    return value
  }

  @Test func `ACVP with results runs, without it is answered`() throws {
    let whole = try inner(acvp(withResults: true))
    let tally = Fixtures.run(.array([["acvVersion": "1.0"], whole]))
    #expect(tally.isGood && tally.passed == 4)
    let prompt = whole.changingTests { test in
      guard case .object(let members) = test else { return test }
      return .object(members.filter { $0.name != "ek" && $0.name != "dk" })
    }
    let unanswered = Fixtures.run(.array([["acvVersion": "1.0"], prompt]))
    #expect(unanswered.skipped == 4 && unanswered.problem != nil)
    let input = Input(name: "prompt", bytes: Array(JSONValue.array([prompt]).description.utf8))
    let (response, answered, left) = try ACVPAnswers.answer(input)
    #expect(answered == 4 && left.isEmpty)
    // The answers put into the prompt are the file with results.
    let again = inner(response)
    guard case .array(let groups)? = again["testGroups"],
      case .array(let originals)? = whole["testGroups"]
    else { throw VectorError("no groups") }
    for (group, original) in zip(groups, originals) {
      guard case .array(let tests)? = group["tests"], case .array(let theirs)? = original["tests"]
      else {
        throw VectorError("no tests")
      }
      #expect(tests.count == theirs.count && group["tgId"] == original["tgId"])
      for (test, their) in zip(tests, theirs) {
        #expect(test["tcId"] == their["tcId"])
        for name in ["ek", "dk"] {
          guard case .string(let one)? = test[name], case .string(let other)? = their[name] else {
            throw VectorError("no \(name)")
          }
          #expect(one.lowercased() == other.lowercased())
        }
      }
    }
  }
}
