internal import Bytes
internal import JSON

/// One block of a response file, and what it is by the names in it.
struct ResponseBlock {
  /// The names of the block's own; the others come from what stands before it.
  let own: Set<String>
  let values: [String: String]
  let section: String
  let header: String
  let fileName: String

  /// The cases in it; none where it is nothing by itself.
  func cases(_ id: String) -> [Case] {
    aead(id) ?? ciphers(id) ?? hashes(id) ?? curves(id) ?? rsa(id) ?? lattices(id) ?? []
  }

  // MARK: Parts

  private func has(_ names: String...) -> Bool { names.allSatisfy { values[$0] != nil } }

  /// Octets, cut to a length in bytes where one is stated: `Len = 0` comes with `Msg = 00`. Text in quotation
  /// marks stands for its own octets.
  private func octets(_ name: String, _ byteCount: Int? = nil) -> JSONValue {
    let text = values[name] ?? ""
    if text.hasPrefix("\"") {
      let bytes = Array(text.dropFirst().dropLast().utf8)
      return .string(Hex.encode(bytes.span))
    }
    guard let byteCount else { return .string(text) }
    return .string(String(text.prefix(2 * byteCount)))
  }

  private func number(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

  /// `P`, `Pass` and `F`, `Fail`, as `Result` says.
  private var expectation: Expectation {
    guard let result = values["result"], own.contains("result") else { return .valid }
    return result.uppercased().hasPrefix("P") ? .valid : .invalid
  }

  private func one(
    _ id: String, _ operation: Operation, _ fields: [String: JSONValue],
    _ expectation: Expectation? = nil
  ) -> [Case] {
    var fields = fields
    let expectation = expectation ?? self.expectation
    fields["result"] = .string(expectation.rawValue)
    return [
      Case(
        id, operation, Fields(own: fields), expectation,
        comment: own.contains("result") ? values["result"] ?? "" : "")
    ]
  }

  private func unknown(_ id: String, _ obstacle: String) -> [Case] {
    [Case(id, nil, Fields(), obstacle: obstacle)]
  }

  // MARK: AEADs

  private func aead(_ id: String) -> [Case]? {
    // GCM of CAVP.
    if own.isSuperset(of: ["iv", "ct", "aad", "tag"]), has("key"), !own.contains("ciphertext") {
      let isFailure = own.contains("fail")
      var fields: [String: JSONValue] = [
        "algorithm": "AES-GCM", "key": octets("key"), "nonce": octets("iv"), "aad": octets("aad"),
        "ciphertext": octets("ct"), "tag": octets("tag"),
      ]
      if let bits = number("taglen") { fields["tagSize"] = .number(bits) }
      if own.contains("pt") { fields["message"] = octets("pt") }
      return one(id, .aead, fields, isFailure ? .invalid : .valid)
    }
    // ChaCha20-Poly1305 of BoringSSL and OpenSSL.
    if own.isSuperset(of: ["key", "nonce", "in", "ad", "ct", "tag"]) {
      return one(
        id, .aead,
        [
          "algorithm": "ChaCha20-Poly1305", "key": octets("key"), "nonce": octets("nonce"),
          "aad": octets("ad"), "message": octets("in"), "ciphertext": octets("ct"),
          "tag": octets("tag"),
        ])
    }
    if own.isSuperset(of: ["key", "iv", "aad", "tag", "plaintext", "ciphertext"]) {
      return one(
        id, .aead,
        [
          "algorithm": "ChaCha20-Poly1305", "key": octets("key"), "nonce": octets("iv"),
          "aad": octets("aad"), "message": octets("plaintext"), "ciphertext": octets("ciphertext"),
          "tag": octets("tag"),
        ], own.contains("result") ? .invalid : .valid)
    }
    // CCM of CAVP: the tag stands behind the ciphertext.
    if own.isSuperset(of: ["adata", "ct"]), has("key", "nonce", "tlen") {
      guard let tag = number("tlen"), let alen = number("alen"), let plen = number("plen") else {
        return nil
      }
      let sealed = values["ct"] ?? ""
      var fields: [String: JSONValue] = [
        "algorithm": "AES-CCM", "key": octets("key"), "nonce": octets("nonce"),
        "aad": octets("adata", alen), "ciphertext": .string(String(sealed.dropLast(2 * tag))),
        "tag": .string(String(sealed.suffix(2 * tag))),
      ]
      if own.contains("payload") { fields["message"] = octets("payload", plen) }
      return one(id, .aead, fields)
    }
    return nil
  }

  // MARK: Ciphers

  private func ciphers(_ id: String) -> [Case]? {
    if own.isSuperset(of: ["key", "nonce", "initial_block_counter", "plaintext", "ciphertext"]) {
      return one(
        id, .chaCha20,
        [
          "key": octets("key"), "nonce": octets("nonce"), "plaintext": octets("plaintext"),
          "ciphertext": octets("ciphertext"),
          "counter": number("initial_block_counter").map { .number($0) } ?? .null,
        ])
    }
    if own.isSuperset(of: ["key", "plaintext", "ciphertext"]) {
      let mode = header + fileName
      var fields: [String: JSONValue] = [
        "key": octets("key"), "plaintext": octets("plaintext"), "ciphertext": octets("ciphertext"),
      ]
      guard mode.contains("AES") || mode.contains("aes") else {
        return unknown(id, "ciphers other than AES and ChaCha20 are not supported")
      }
      if mode.contains("Counter") || mode.contains("ctr") {
        fields["counter"] = octets("iv")
      } else if own.contains("iv") || !mode.contains("ECB") {
        return unknown(id, "this mode of AES is not supported")
      }
      return one(id, .aes, fields)
    }
    if own.isSuperset(of: ["key", "msg", "tag"]) {
      return one(
        id, .poly1305, ["key": octets("key"), "message": octets("msg"), "tag": octets("tag")])
    }
    return nil
  }

  // MARK: Hashes

  /// The first word of what stands in quotation marks in the header, or of its `HMAC-…`.
  private var algorithm: String {
    let quoted = header.split(separator: "\"", omittingEmptySubsequences: false)
    if quoted.count > 1 { return String(quoted[1].prefix { $0 != " " }) }
    return ""
  }

  private func hashes(_ id: String) -> [Case]? {
    if own.contains("okm"), has("hash", "ikm") {
      var fields: [String: JSONValue] = [
        "algorithm": .string(values["hash"] ?? ""), "ikm": octets("ikm"), "salt": octets("salt"),
        "info": octets("info"), "okm": octets("okm"),
      ]
      if let count = number("l") { fields["size"] = .number(count) }
      if own.contains("prk") { fields["prk"] = octets("prk") }
      return one(id, .hkdf, fields)
    }
    if own.isSuperset(of: ["key", "msg"]), let code = values["mac"] ?? values["md"] {
      var fields: [String: JSONValue] = [
        "key": octets("key", number("klen")), "tag": .string(code),
        "message": octets("msg", number("len").map { ($0 + 7) / 8 }),
      ]
      if let count = number("tlen") { fields["tagSize"] = .number(8 * count) }
      let name: String
      if let words = header.split(whereSeparator: { $0.isWhitespace || $0 == "\"" })
        .first(where: { $0.hasPrefix("HMAC-") })
      {
        name = String(words)
      } else {
        let names = [
          "20": "SHA-1", "28": "SHA-224", "32": "SHA-256", "48": "SHA-384", "64": "SHA-512",
        ]
        name = "HMAC-" + (names[values["l"] ?? ""] ?? "an unknown hash")
      }
      fields["algorithm"] = .string(name)
      return one(id, .mac, fields)
    }
    if own.isSuperset(of: ["msg", "md"]) {
      return one(
        id, .hash,
        [
          "algorithm": .string(algorithm), "digest": octets("md"),
          "message": octets("msg", number("len").map { ($0 + 7) / 8 }),
        ])
    }
    if own.isSuperset(of: ["msg", "output"]) {
      guard (number("outputlen") ?? 0) % 8 == 0, (number("len") ?? 0) % 8 == 0 else {
        return unknown(id, "lengths that are not whole bytes are not supported")
      }
      return one(
        id, .hash,
        [
          "algorithm": .string(algorithm), "digest": octets("output"),
          "message": octets("msg", own.contains("len") ? number("len").map { $0 / 8 } : nil),
        ])
    }
    if own.contains("md"), own.contains("count"), has("seed") {
      return one(
        id, .hash,
        [
          "algorithm": .string(algorithm), "digest": octets("md"), "seed": octets("seed"),
          "message": "",
        ])
    }
    if own.contains("output"), own.contains("count") {
      return unknown(id, "chains of outputs of SHAKE are not supported")
    }
    return nil
  }

  // MARK: Curves

  private func curves(_ id: String) -> [Case]? {
    let curve = trimmed(section.prefix { $0 != "," && $0 != "]" })
    let hash = section.split(separator: ",").last.map { trimmed($0) } ?? ""
    if own.isSuperset(of: ["msg", "r", "s"]), has("qx", "qy") {
      return one(
        id, .ecdsaVerify,
        [
          "curve": .string(curve), "hash": .string(hash), "message": octets("msg"),
          "publicX": octets("qx"), "publicY": octets("qy"), "r": octets("r"), "s": octets("s"),
        ])
    }
    if own.isSuperset(of: ["qscavsx", "qscavsy", "dsiut"]) {
      guard own.contains("cavshashzz"), !own.contains("oi") else {
        return unknown(id, "key derivation by concatenation (SP 800-56C) is not supported")
      }
      let sets = ["EA": "P-192", "EB": "P-224", "EC": "P-256", "ED": "P-384", "EE": "P-521"]
      var fields: [String: JSONValue] = [
        "curve": .string(sets[String(section.prefix(2))] ?? section), "publicX": octets("qscavsx"),
        "publicY": octets("qscavsy"), "private": octets("dsiut"), "shared": octets("cavshashzz"),
        "sharedHash": .string(section.split(separator: "-").last.map { trimmed($0) } ?? ""),
      ]
      if own.isSuperset(of: ["qsiutx", "qsiuty"]) {
        fields["ownPublicX"] = octets("qsiutx")
        fields["ownPublicY"] = octets("qsiuty")
      }
      return one(id, .ecdh, fields)
    }
    if own.isSuperset(of: ["curve", "da", "x_qa", "y_qa", "x_qb", "y_qb", "x_z"]) {
      return one(
        id, .ecdh,
        [
          "curve": octets("curve"), "publicX": octets("x_qb"), "publicY": octets("y_qb"),
          "private": octets("da"), "shared": octets("x_z"),
        ])
    }
    if own.isSuperset(of: ["qx", "qy"]), own.contains("d") || own.contains("result") {
      let names = ["P-", "K-", "B-"]
      let named = names.contains { curve.hasPrefix($0) } ? curve : values["curve"] ?? curve
      var fields: [String: JSONValue] = [
        "curve": .string(named), "publicX": octets("qx"), "publicY": octets("qy"),
      ]
      if own.contains("d") { fields["private"] = octets("d") }
      return one(id, .ecPublicKey, fields)
    }
    if own.isSuperset(of: ["input_scalar", "input_u", "output_u"]) {
      return one(
        id, .xdh,
        [
          "curve": values["input_scalar"]?.utf8.count == 64 ? "x25519" : "x448",
          "private": octets("input_scalar"), "public": octets("input_u"),
          "shared": octets("output_u"),
        ])
    }
    if own.isSuperset(of: ["secret", "public", "message", "signature"]) {
      return one(
        id, .eddsaSign,
        [
          "algorithm": values["secret"]?.utf8.count == 64 ? "Ed25519" : "Ed448",
          "private": octets("secret"), "public": octets("public"), "message": octets("message"),
          "signature": octets("signature"),
          "context": own.contains("context") ? octets("context") : "",
        ])
    }
    return nil
  }

  // MARK: RSA

  private func rsa(_ id: String) -> [Case]? {
    guard own.isSuperset(of: ["msg", "s", "shaalg"]), has("n", "e") else { return nil }
    let fields: [String: JSONValue] = [
      "hash": octets("shaalg"), "message": octets("msg"), "signature": octets("s"),
      "n": octets("n"),
      "e": octets("e"),
    ]
    if header.contains("X9.31") { return unknown(id, "RSA by X9.31 is not supported") }
    guard header.contains("PSS") else { return one(id, .rsaPKCS1Verify, fields) }
    // A salt of no bytes is written as one of zero.
    let salt = values["saltval"] ?? ""
    let isEmpty = salt == "00" || header.contains("Salt len: 0\n")
    return one(
      id, .rsaPSSVerify,
      fields.merging(["sLen": .number(isEmpty ? 0 : salt.utf8.count / 2)]) { $1 })
  }

  // MARK: ML-KEM and ML-DSA

  private func lattices(_ id: String) -> [Case]? {
    if own.isSuperset(of: ["z", "d", "msg", "pk", "sk", "ct", "ss"]) {
      let sets = [1_600: "ML-KEM-512", 2_368: "ML-KEM-768", 3_136: "ML-KEM-1024"]
      let set = JSONValue.string(sets[values["pk"]?.utf8.count ?? 0] ?? "of an unknown size")
      var cases = one(
        "\(id) key", .mlkemKeyGen,
        [
          "parameterSet": set, "d": octets("d"), "z": octets("z"), "ek": octets("pk"),
          "dk": octets("sk"),
        ])
      cases += one(
        "\(id) encapsulation", .mlkemEncaps,
        [
          "parameterSet": set, "ek": octets("pk"), "m": octets("msg"), "c": octets("ct"),
          "K": octets("ss"),
        ])
      cases += one(
        "\(id) decapsulation", .mlkemDecaps,
        [
          "parameterSet": set, "dk": octets("sk"), "ek": octets("pk"), "c": octets("ct"),
          "K": octets("ss"),
        ])
      if own.isSuperset(of: ["ct_n", "ss_n"]) {
        cases += one(
          "\(id) rejection", .mlkemDecaps,
          ["parameterSet": set, "dk": octets("sk"), "c": octets("ct_n"), "K": octets("ss_n")])
      }
      return cases
    }
    if own.isSuperset(of: ["xi", "pk", "sk", "msg", "sm"]) {
      let sets = [2_624: "ML-DSA-44", 3_904: "ML-DSA-65", 5_184: "ML-DSA-87"]
      let set = JSONValue.string(sets[values["pk"]?.utf8.count ?? 0] ?? "of an unknown size")
      // The signed message is the signature and the message behind it.
      let signature = String((values["sm"] ?? "").dropLast(values["msg"]?.utf8.count ?? 0))
      let signed: [String: JSONValue] = [
        "parameterSet": set, "public": octets("pk"), "message": octets("msg"),
        "context": own.contains("ctx") ? octets("ctx") : "", "signature": .string(signature),
      ]
      var cases = one(
        "\(id) key", .mldsaKeyGen,
        [
          "parameterSet": set, "seed": octets("xi"), "public": octets("pk"),
          "private": octets("sk"),
        ])
      cases += one(
        "\(id) signature", .mldsaSign, signed.merging(["private": octets("sk")]) { $1 })
      cases += one("\(id) verification", .mldsaVerify, signed)
      return cases
    }
    return nil
  }
}
