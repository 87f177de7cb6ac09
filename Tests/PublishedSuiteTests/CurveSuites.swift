import Bytes
import Curve25519
import Curve448
import Hashing
import Testing
import Weierstrass

extension Case {
  /// The curve that the section names.
  var curve: Curve? {
    if self["section"].contains("P-256") { return .p256 }
    if self["section"].contains("P-384") { return .p384 }
    if self["section"].contains("P-521") { return .p521 }
    return nil
  }

  /// The uncompressed point of two coordinates; nil where one is too long.
  func point(_ x: String, _ y: String, _ curve: Curve) -> [UInt8]? {
    guard let x = number(x, byteCount: curve.scalarByteCount),
      let y = number(y, byteCount: curve.scalarByteCount)
    else { return nil }
    return [4] + x + y
  }
}

@Suite struct `Curves` {
  private func isSignature(_ one: Case, _ curve: Curve, _ algorithm: HashAlgorithm) -> Bool {
    guard let point = one.point("Qx", "Qy", curve),
      let r = one.number("R", byteCount: curve.scalarByteCount),
      let s = one.number("S", byteCount: curve.scalarByteCount)
    else { return false }
    let message = one.bytes("Msg")
    let digest = Hash.digest(algorithm, of: message.span)
    let signature = r + s
    return ECDSA.verify(
      curve, signature: signature.span, digest: digest.bytes, publicKey: point.span)
  }

  @Test func `ECDSA verification (CAVP)`() throws {
    var counts = (good: 0, bad: 0)
    for one in try PublishedSuite.cases("asymmetric/ECDSA/FIPS_186-3/SigVer.rsp", last: "Result") {
      let hash = one["section"].split(separator: ",").last.map(String.init) ?? ""
      guard let curve = one.curve, let algorithm = HashAlgorithm(suiteName: hash) else { continue }
      #expect(isSignature(one, curve, algorithm) == one.isGood, "\(one.fields)")
      if one.isGood { counts.good += 1 } else { counts.bad += 1 }
    }
    for one in try PublishedSuite.cases("asymmetric/ECDSA/FIPS_186-3/SigGen.txt", last: "S") {
      let hash = one["section"].split(separator: ",").last.map(String.init) ?? ""
      guard let curve = one.curve, let algorithm = HashAlgorithm(suiteName: hash) else { continue }
      #expect(isSignature(one, curve, algorithm), "\(one.fields)")
      counts.good += 1
    }
    #expect(counts == (162, 108))
  }

  @Test func `validation of public keys (CAVP)`() throws {
    var count = 0
    for one in try PublishedSuite.cases("asymmetric/ECDSA/FIPS_186-3/PKV.rsp", last: "Result") {
      guard let curve = one.curve else { continue }
      let point = one.point("Qx", "Qy", curve)
      let isValid = point.map { (try? curve.validate(publicKey: $0.span)) != nil } ?? false
      #expect(isValid == one.isGood, "\(one.fields)")
      count += 1
    }
    #expect(count == 36)
  }

  @Test func `ECDH (CAVP)`() throws {
    let name = "asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_resp.fax"
    var count = 0
    for one in try PublishedSuite.cases(name, last: "Result") {
      let set = one["section"]
      let curves: [String: (Curve, HashAlgorithm)] = [
        "EC ": (.p256, .sha256), "ED ": (.p384, .sha384), "EE ": (.p521, .sha512),
      ]
      guard let (curve, algorithm) = curves[String(set.prefix(3))] else { continue }
      let scalar = try #require(one.number("dsIUT", byteCount: curve.scalarByteCount))
      let isGood = one.isGood
      var isSame = false
      if let theirs = one.point("QsCAVSx", "QsCAVSy", curve),
        let own = one.point("QsIUTx", "QsIUTy", curve),
        let secret = try? ECDH.sharedSecret(curve, privateKey: scalar.span, publicKey: theirs.span),
        let publicKey = try? ECDH.publicKey(curve, privateKey: scalar.span)
      {
        let digest = Hash.digest(algorithm, of: secret.bytes)
        isSame = publicKey == own && [UInt8](copying: digest.bytes) == one.bytes("CAVSHashZZ")
      }
      #expect(isSame == isGood, "\(one.fields)")
      count += 1
    }
    #expect(count == 90)
  }

  @Test func `X25519 (RFC 7748)`() throws {
    var count = 0
    for one in try PublishedSuite.cases("asymmetric/X25519/rfc7748.txt", last: "OUTPUT_U") {
      let (scalar, u) = (one.bytes("INPUT_SCALAR"), one.bytes("INPUT_U"))
      let secret = try X25519.sharedSecret(privateKey: scalar.span, publicKey: u.span)
      let isSame = [UInt8](copying: secret.bytes) == one.bytes("OUTPUT_U")
      #expect(isSame)
      count += 1
    }
    #expect(count == 3)
  }

  @Test func `X448 (RFC 7748)`() throws {
    var count = 0
    for one in try PublishedSuite.cases("asymmetric/X448/rfc7748.txt", last: "OUTPUT_U") {
      let (scalar, u) = (one.bytes("INPUT_SCALAR"), one.bytes("INPUT_U"))
      let secret = try X448.sharedSecret(privateKey: scalar.span, publicKey: u.span)
      let isSame = [UInt8](copying: secret.bytes) == one.bytes("OUTPUT_U")
      #expect(isSame)
      count += 1
    }
    #expect(count == 3)
  }

  @Test func `Ed448 (RFC 8032)`() throws {
    var counts = (plain: 0, withContext: 0)
    for one in try PublishedSuite.cases("asymmetric/Ed448/rfc8032.txt", last: "SIGNATURE") {
      let (seed, message, context) = (
        one.bytes("SECRET"), one.bytes("MESSAGE"), one.bytes("CONTEXT")
      )
      let publicKey = Ed448.publicKey(seed: seed.span)
      #expect(publicKey == one.bytes("PUBLIC"))
      let signature = one.bytes("SIGNATURE")
      let own = try Ed448.sign(
        message.span, seed: seed.span, publicKey: publicKey.span, context: context.span)
      #expect(own == signature)
      let isGood = Ed448.verify(
        signature.span, of: message.span, publicKey: publicKey.span, context: context.span)
      #expect(isGood)
      // Without its context it is no signature.
      let isPlain = Ed448.verify(signature.span, of: message.span, publicKey: publicKey.span)
      #expect(isPlain == context.isEmpty)
      if context.isEmpty { counts.plain += 1 } else { counts.withContext += 1 }
    }
    #expect(counts == (8, 1))
  }

  @Test func `Ed25519 (sign.input)`() throws {
    var count = 0
    for line in try PublishedSuite.lines("asymmetric/Ed25519/sign.input") where !line.isEmpty {
      let parts = line.split(separator: ":", omittingEmptySubsequences: false).map { part in
        Case(fields: ["x": String(part)]).bytes("x")
      }
      // Seed and key; key; message; signature and message.
      let message = parts[2]
      let seed = Array(parts[0].prefix(32))
      let publicKey = Ed25519.publicKey(seed: seed.span)
      let signature = Array(parts[3].prefix(64))
      #expect(publicKey == parts[1])
      let own = Ed25519.sign(message.span, seed: seed.span, publicKey: publicKey.span)
      #expect(own == signature)
      let isGood = Ed25519.verify(signature.span, of: message.span, publicKey: publicKey.span)
      #expect(isGood)
      count += 1
    }
    #expect(count == 1024)
  }
}
