internal import JSON

/// Reads `testvectors_v1` of Wycheproof, by its public schemas.
///
/// `result` is `valid`, `invalid` or `acceptable`: what is acceptable may be refused, but where it is accepted
/// it has to be with the values in the case.
final class Wycheproof: CaseReader {
  let source: String
  var count: Int? { document.testCount }
  private let document: GroupedJSON
  private let schema: Schema
  private let algorithm: String

  /// What is done with the cases of a schema.
  private struct Schema {
    let operation: Operation
    /// The schema's names, and this module's where they are others.
    var names: [String: String] = [:]
    /// The fields that every test has to have, by the schema.
    var required: [String] = []
    /// The fields that a test has to have that is not `invalid`: what comes out.
    var outputs: [String] = []
    /// Whether signatures are r ‖ s, rather than DER.
    var isP1363 = false
  }

  private static let signature = ["msg": "message", "sig": "signature", "sha": "hash"]
  private static let signed = ["msg", "sig"]

  /// By the names of the schemas' files, without version and ending.
  private static let schemas: [String: Schema] = [
    "aead_test_schema": Schema(
      operation: .aead, names: ["iv": "nonce", "msg": "message", "ct": "ciphertext"],
      required: ["key", "iv", "aad", "msg", "ct", "tag"]),
    "hkdf_test_schema": Schema(
      operation: .hkdf, required: ["ikm", "salt", "info", "size", "okm"]),
    "mac_test_schema": Schema(
      operation: .mac, names: ["msg": "message"], required: ["key", "msg", "tag"]),
    "xdh_comp_schema": Schema(
      operation: .xdh, required: ["public", "private", "shared"]),
    "xdh_asn_comp_schema": Schema(
      operation: .xdh, names: ["public": "publicDer", "private": "privateDer"],
      required: ["public", "private", "shared"]),
    "xdh_pem_comp_schema": Schema(
      operation: .xdh, names: ["public": "publicPem", "private": "privatePem"],
      required: ["public", "private", "shared"]),
    "ecdh_test_schema": Schema(
      operation: .ecdh, names: ["public": "publicDer"], required: ["public", "private", "shared"]),
    "ecdh_ecpoint_test_schema": Schema(
      operation: .ecdh, required: ["public", "private", "shared"]),
    "ecdh_pem_test_schema": Schema(
      operation: .ecdh, names: ["public": "publicPem", "private": "privatePem"],
      required: ["public", "private", "shared"]),
    "ecdsa_verify_schema": Schema(
      operation: .ecdsaVerify, names: signature, required: signed),
    "ecdsa_p1363_verify_schema": Schema(
      operation: .ecdsaVerify, names: signature, required: signed, isP1363: true),
    "eddsa_verify_schema": Schema(
      operation: .eddsaVerify, names: signature, required: signed),
    "rsassa_pss_verify_schema": Schema(
      operation: .rsaPSSVerify, names: signature, required: signed),
    "rsassa_pss_with_parameters_verify_schema": Schema(
      operation: .rsaPSSVerify, names: signature, required: signed),
    "rsassa_pkcs1_verify_schema": Schema(
      operation: .rsaPKCS1Verify, names: signature, required: signed),
    "rsassa_pkcs1_generate_schema": Schema(
      operation: .rsaPKCS1Sign, names: signature, required: signed),
    "mlkem_test_schema": Schema(
      operation: .mlkemDecaps, required: ["seed", "c"], outputs: ["K"]),
    "mlkem_encaps_test_schema": Schema(
      operation: .mlkemEncaps, required: ["ek", "m"], outputs: ["c", "K"]),
    "mlkem_keygen_seed_test_schema": Schema(
      operation: .mlkemKeyGen, required: ["seed"], outputs: ["ek"]),
    "mlkem_semi_expanded_decaps_test_schema": Schema(
      operation: .mlkemDecaps, required: ["dk", "c"], outputs: ["K"]),
    "mldsa_verify_schema": Schema(
      operation: .mldsaVerify,
      names: ["msg": "message", "sig": "signature", "ctx": "context", "publicKey": "public"],
      required: signed),
    "mldsa_sign_seed_schema": Schema(
      operation: .mldsaSign,
      names: [
        "msg": "message", "sig": "signature", "ctx": "context", "privateSeed": "seed",
        "publicKey": "public",
      ], outputs: ["sig"]),
    "mldsa_sign_noseed_schema": Schema(
      operation: .mldsaSign,
      names: [
        "msg": "message", "sig": "signature", "ctx": "context", "privateKey": "private",
        "publicKey": "public",
      ], outputs: ["sig"]),
  ]

  /// Whether a schema's name is one that is read.
  static func knows(_ name: String) -> Bool { schemas[stem(name)] != nil }

  /// The name without what may stand in front of it.
  private static func file(_ name: String) -> String {
    String(name.split(separator: "/").last ?? "")
  }

  /// The name of the file without `_v1.json` or `.json`; another version is another name.
  private static func stem(_ name: String) -> String {
    let file = file(name)
    for ending in ["_v1.json", ".json"] where file.hasSuffix(ending) {
      return String(file.dropLast(ending.count))
    }
    return file
  }

  init(_ input: Input) throws(VectorError) {
    document = try GroupedJSON(input, GroupNames(groups: "testGroups", tests: "tests"))
    guard case .string(let name)? = document.header["schema"],
      let schema = Wycheproof.schemas[Wycheproof.stem(name)]
    else { throw VectorError("has a schema that is not known here") }
    guard case .string(let algorithm)? = document.header["algorithm"] else {
      throw VectorError("does not name its algorithm")
    }
    if case .number(let stated)? = document.header["numberOfTests"], stated != document.testCount {
      throw VectorError("says that it has \(stated) tests, and has \(document.testCount)")
    }
    self.schema = schema
    self.algorithm = algorithm
    source = "Wycheproof \(algorithm), \(Wycheproof.file(name))"
  }

  func next() throws(VectorError) -> Case? {
    guard let (group, groupIndex, test) = try document.next() else { return nil }
    guard case .object(let members) = test else {
      throw VectorError("a test of group \(groupIndex) is no object")
    }
    var own: [String: JSONValue] = [:]
    for member in members { own[name(member.name)] = own[name(member.name)] ?? member.value }
    var shared: [String: JSONValue] = [:]
    for (key, value) in group { shared[name(key)] = value }
    shared["algorithm"] = shared["algorithm"] ?? .string(algorithm)
    if schema.isP1363 { shared["encoding"] = "p1363" }
    let fields = Fields(own: own, shared: shared)
    let id = fields.optionalNumber("tcId").map { "tcId \($0)" } ?? "a test of group \(groupIndex)"
    guard let result = fields.optionalText("result"),
      let expectation = Expectation(rawValue: result)
    else { throw VectorError("\(id) has a result that is none of valid, invalid, acceptable") }
    let required = schema.required + (expectation == .invalid ? [] : schema.outputs)
    for name in required where own[self.name(name)] == nil {
      throw VectorError("\(id) has no \(name), which its schema demands")
    }
    var flags: [String] = []
    if case .array(let values)? = fields["flags"] {
      flags = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
    return Case(
      id, schema.operation, fields, expectation, comment: fields.optionalText("comment") ?? "",
      flags: flags)
  }

  private func name(_ theirs: String) -> String { schema.names[theirs] ?? theirs }
}
