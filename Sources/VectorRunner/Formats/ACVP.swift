internal import JSON

/// Reads NIST's ACVP: files with results (`internalProjection.json`), and prompts without, which it can answer.
final class ACVP: CaseReader {
  let source: String
  var count: Int? { document.testCount }
  let document: GroupedJSON
  private let algorithm: String
  private let mode: String

  /// What a test is, and what its answer has.
  struct Plan {
    let operation: Operation
    /// The fields, by this module's names, from the test's or its group's.
    var fields: [String: JSONValue] = [:]
    /// Names of the answer's members, and of the steps that they are.
    var outputs: [(member: String, step: String, field: String)] = []
    /// Whether the answer says that the test passed.
    var isVerdict = false
    var obstacle: String?
  }

  init(_ input: Input) throws(VectorError) {
    let document = try GroupedJSON(input, GroupNames(groups: "testGroups", tests: "tests"))
    self.document = document
    func text(_ name: String) -> String {
      if case .string(let text)? = document.header[name] { return text }
      return ""
    }
    let (algorithm, mode, revision) = (text("algorithm"), text("mode"), text("revision"))
    self.algorithm = algorithm
    self.mode = mode
    guard !algorithm.isEmpty else { throw VectorError("does not name its algorithm") }
    source = ["NIST ACVP", algorithm, mode, revision].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// A test, with what is to be done about it.
  struct Test {
    let group: [String: JSONValue]
    let test: JSONValue
    let id: String
    let fields: Fields
    let plan: Plan
  }

  func nextTest() throws(VectorError) -> Test? {
    guard let (group, groupIndex, test) = try document.next() else { return nil }
    guard case .object(let members) = test else {
      throw VectorError("a test of group \(groupIndex) is no object")
    }
    let fields = Fields(
      own: Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }, shared: group)
    let id = fields.optionalNumber("tcId").map { "tcId \($0)" } ?? "a test of group \(groupIndex)"
    return Test(
      group: group, test: test, id: id, fields: fields,
      plan: ACVPPlans.plan(algorithm, mode, fields))
  }

  func next() throws(VectorError) -> Case? {
    guard let test = try nextTest() else { return nil }
    let comment = test.fields.optionalText("reason") ?? ""
    if let obstacle = test.plan.obstacle {
      return Case(test.id, nil, Fields(), comment: comment, obstacle: obstacle)
    }
    var fields = Fields(own: test.plan.fields)
    var expectation = Expectation.valid
    let passed = test.fields.optionalFlag("testPassed")
    if test.plan.isVerdict || passed == false {
      guard let passed else {
        return Case(test.id, nil, Fields(), comment: comment, obstacle: ACVP.noResult)
      }
      expectation = passed ? .valid : .invalid
    }
    for output in test.plan.outputs where expectation == .valid {
      guard let value = test.fields[output.field] else {
        return Case(test.id, nil, Fields(), comment: comment, obstacle: ACVP.noResult)
      }
      fields[output.member] = value
    }
    fields["result"] = .string(expectation.rawValue)
    return Case(test.id, test.plan.operation, fields, expectation, comment: comment)
  }

  private static let noResult =
    "it is a prompt without results: mtls vectors answer FILE answers it"
}

/// What is to be done about the tests of each algorithm of ACVP.
enum ACVPPlans {
  static func plan(_ algorithm: String, _ mode: String, _ test: Fields) -> ACVP.Plan {
    switch (algorithm, mode) {
    case ("ML-KEM", "keyGen"):
      return ACVP.Plan(
        operation: .mlkemKeyGen, fields: take(test, ["parameterSet", "d", "z"]),
        outputs: [("ek", "ek", "ek"), ("dk", "dk", "dk")])
    case ("ML-KEM", "encapDecap"): return encapDecap(test)
    case ("ML-DSA", "keyGen"):
      return ACVP.Plan(
        operation: .mldsaKeyGen, fields: take(test, ["parameterSet", "seed"]),
        outputs: [("public", "public key", "pk"), ("private", "private key", "sk")])
    case ("ML-DSA", "sigGen"), ("ML-DSA", "sigVer"): return mldsa(test, signs: mode == "sigGen")
    case ("ECDSA", _), ("DetECDSA", _): return ecdsa(algorithm, mode, test)
    case ("EDDSA", _): return eddsa(mode, test)
    case ("RSA", "sigVer"): return rsa(test)
    case ("KAS-ECC-SSC", _): return agreement(test)
    case ("ACVP-AES-GCM", _), ("ACVP-AES-CCM", _): return aead(algorithm, test)
    default:
      if algorithm.hasPrefix("HMAC-") { return mac(algorithm, test) }
      if algorithm.hasPrefix("SHA") { return hash(algorithm, test) }
      return obstacle("the algorithm \(algorithm) \(mode) is not known here")
    }
  }

  private static func obstacle(_ text: String) -> ACVP.Plan {
    ACVP.Plan(operation: .hash, obstacle: text)
  }

  /// Fields by the names that they have, or have here: `qx=publicX`.
  private static func take(_ test: Fields, _ names: [String]) -> [String: JSONValue] {
    var fields: [String: JSONValue] = [:]
    for name in names {
      let pair = name.split(separator: "=").map(String.init)
      if let value = test[pair[0]] { fields[pair.last ?? pair[0]] = value }
    }
    return fields
  }

  private static func encapDecap(_ test: Fields) -> ACVP.Plan {
    switch test.optionalText("function") {
    case "encapsulation":
      return ACVP.Plan(
        operation: .mlkemEncaps, fields: take(test, ["parameterSet", "ek", "m"]),
        outputs: [("c", "c", "c"), ("K", "K", "k")])
    case "decapsulation":
      return ACVP.Plan(
        operation: .mlkemDecaps, fields: take(test, ["parameterSet", "dk", "c"]),
        outputs: [("K", "K", "k")])
    case "encapsulationKeyCheck":
      return ACVP.Plan(
        operation: .mlkemEncaps, fields: take(test, ["parameterSet", "ek"]), isVerdict: true)
    case "decapsulationKeyCheck":
      return ACVP.Plan(
        operation: .mlkemDecaps, fields: take(test, ["parameterSet", "dk"]), isVerdict: true)
    default:
      return obstacle("the function \(test.optionalText("function") ?? "?") is not known here")
    }
  }

  private static func mldsa(_ test: Fields, signs: Bool) -> ACVP.Plan {
    var fields = take(
      test, ["parameterSet", "message", "context", "mu", "rnd", "sk=private", "pk=public"])
    if test.optionalText("signatureInterface") == "internal", fields["message"] != nil {
      fields["isFormatted"] = .boolean(true)
      fields["context"] = nil
    }
    if test.optionalText("preHash") == "preHash" { fields["preHash"] = test["hashAlg"] }
    if signs {
      if test.optionalFlag("deterministic") == false, fields["rnd"] == nil {
        return obstacle("a signature with randomness that the file does not tell")
      }
      fields["public"] = nil
      return ACVP.Plan(
        operation: .mldsaSign, fields: fields, outputs: [("signature", "signature", "signature")])
    }
    fields["signature"] = test["signature"]
    return ACVP.Plan(operation: .mldsaVerify, fields: fields, isVerdict: true)
  }

  private static func ecdsa(_ algorithm: String, _ mode: String, _ test: Fields) -> ACVP.Plan {
    let common = ["curve", "hashAlg=hash", "message", "qx=publicX", "qy=publicY"]
    switch (algorithm, mode) {
    case (_, "sigVer"):
      return ACVP.Plan(
        operation: .ecdsaVerify, fields: take(test, common + ["r", "s"]), isVerdict: true)
    case (_, "keyVer"):
      return ACVP.Plan(operation: .ecPublicKey, fields: take(test, common), isVerdict: true)
    case ("ECDSA", "keyGen"):
      return ACVP.Plan(operation: .ecPublicKey, fields: take(test, common + ["d=private"]))
    case ("DetECDSA", "sigGen"):
      return ACVP.Plan(
        operation: .ecdsaSign, fields: take(test, common + ["d=private"]),
        outputs: [("r", "r", "r"), ("s", "s", "s")])
    case ("ECDSA", "sigGen"):
      guard test.has("r"), test.has("qx") else {
        return obstacle("a signature with randomness that the file does not tell")
      }
      return ACVP.Plan(operation: .ecdsaVerify, fields: take(test, common + ["r", "s"]))
    default: return obstacle("\(algorithm) \(mode) is not known here")
    }
  }

  private static func eddsa(_ mode: String, _ test: Fields) -> ACVP.Plan {
    var fields = take(test, ["message", "context", "q=public", "d=private", "preHash"])
    fields["algorithm"] = .string(
      (test.optionalText("curve") ?? "").filter { $0 != "-" }.lowercased())
    switch mode {
    case "sigVer":
      fields["signature"] = test["signature"]
      return ACVP.Plan(operation: .eddsaVerify, fields: fields, isVerdict: true)
    case "sigGen":
      guard fields["private"] != nil else {
        return obstacle("a private key that the file does not tell")
      }
      return ACVP.Plan(
        operation: .eddsaSign, fields: fields, outputs: [("signature", "signature", "signature")])
    default: return obstacle("EDDSA \(mode) is not known here")
    }
  }

  private static func rsa(_ test: Fields) -> ACVP.Plan {
    var fields = take(test, ["hashAlg=hash", "message", "signature", "n", "e"])
    switch test.optionalText("sigType") {
    case "pkcs1v1.5": return ACVP.Plan(operation: .rsaPKCS1Verify, fields: fields, isVerdict: true)
    case "pss":
      if let mask = test.optionalText("maskFunction") { fields["mgf"] = .string(mask) }
      fields["sLen"] = test["saltLen"]
      return ACVP.Plan(operation: .rsaPSSVerify, fields: fields, isVerdict: true)
    default: return obstacle("RSA by \(test.optionalText("sigType") ?? "?") is not supported")
    }
  }

  private static func agreement(_ test: Fields) -> ACVP.Plan {
    guard test.has("z"), let curve = test["domainParameterGenerationMode"] else {
      return obstacle("the file tells no secret to compare with")
    }
    let kinds = ["ephemeral", "static"]
    for kind in kinds where test.has("\(kind)PublicServerX") && test.has("\(kind)PrivateIut") {
      var fields = take(
        test,
        [
          "\(kind)PublicServerX=publicX", "\(kind)PublicServerY=publicY",
          "\(kind)PrivateIut=private", "z=shared",
        ])
      fields["curve"] = curve
      return ACVP.Plan(
        operation: .ecdh, fields: fields, isVerdict: test.has("testPassed"))
    }
    return obstacle("this scheme of key agreement is not supported")
  }

  private static func aead(_ algorithm: String, _ test: Fields) -> ACVP.Plan {
    var fields = take(test, ["key", "iv=nonce", "aad", "tag"])
    fields["algorithm"] = .string(algorithm == "ACVP-AES-GCM" ? "AES-GCM" : "AES-CCM")
    if let bits = test["tagLen"] { fields["tagSize"] = bits }
    if test.optionalText("ivGen") == "internal", !test.has("iv") {
      return obstacle("a nonce that the file does not tell")
    }
    if algorithm == "ACVP-AES-CCM" {
      guard let sealed = test.optionalText("ct"), let bits = test.optionalNumber("tagLen") else {
        return obstacle("it is a prompt without results, which is answered for GCM alone")
      }
      fields["ciphertext"] = .string(String(sealed.dropLast(bits / 4)))
      fields["tag"] = .string(String(sealed.suffix(bits / 4)))
      if let text = test["pt"] { fields["message"] = text }
      return ACVP.Plan(operation: .aead, fields: fields)
    }
    if let text = test["pt"] { fields["message"] = text }
    if let text = test["ct"] { fields["ciphertext"] = text }
    if test.optionalText("direction") == "decrypt" {
      return ACVP.Plan(operation: .aead, fields: fields, outputs: [("message", "plaintext", "pt")])
    }
    return ACVP.Plan(
      operation: .aead, fields: fields,
      outputs: [("ciphertext", "ciphertext", "ct"), ("tag", "tag", "tag")])
  }

  private static func mac(_ algorithm: String, _ test: Fields) -> ACVP.Plan {
    var fields = take(test, ["key", "msg=message"])
    fields["algorithm"] = .string(algorithm.replacingFirst("SHA2-", "SHA-"))
    fields["tagSize"] = test["macLen"]
    return ACVP.Plan(operation: .mac, fields: fields, outputs: [("tag", "tag", "mac")])
  }

  private static func hash(_ algorithm: String, _ test: Fields) -> ACVP.Plan {
    guard test.optionalText("testType") ?? "AFT" != "MCT", !test.has("largeMsg") else {
      return obstacle("chains and large messages of ACVP are not supported")
    }
    guard test.optionalNumber("len").map({ $0 % 8 == 0 }) ?? true else {
      return obstacle("lengths that are not whole bytes are not supported")
    }
    var fields = take(test, ["msg=message"])
    if test.optionalNumber("len") == 0 { fields["message"] = "" }
    fields["algorithm"] = .string(algorithm)
    return ACVP.Plan(operation: .hash, fields: fields, outputs: [("digest", "digest", "md")])
  }
}

extension String {
  fileprivate func replacingFirst(_ old: String, _ new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
