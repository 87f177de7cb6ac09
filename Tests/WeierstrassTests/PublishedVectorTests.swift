import Bytes
import Hashing
import TestSupport
import Testing

@testable import Weierstrass

extension Curve {
  /// The curve of a name in a vector file; nil for one that is not in this module.
  init?(vectorName: String) {
    switch vectorName {
    case "P-256": self = .p256
    case "P-384": self = .p384
    case "P-521": self = .p521
    default: return nil
    }
  }
}

extension HashAlgorithm {
  /// The hash of a name in a vector file; nil for SHA-1 and SHA-224, which are not implemented.
  init?(vectorName: String) {
    switch vectorName {
    case "SHA-256": self = .sha256
    case "SHA-384": self = .sha384
    case "SHA-512": self = .sha512
    default: return nil
    }
  }
}

@Suite struct `ECDH (RFC 5903, Section 8)` {
  struct Case: Decodable, Sendable {
    let section, curve: String
    let key, ownPublicX, ownPublicY, publicX, publicY, shared: HexBytes
  }

  @Test(
    arguments: try VectorFile.cases("rfc5903-ecdh", renaming: ["private": "key"]).filter {
      (one: Case) in Curve(vectorName: one.curve) != nil
    })
  func `gives the published keys and secrets`(_ vector: Case) throws {
    let curve = try #require(Curve(vectorName: vector.curve))
    let own = try ECDH.publicKey(curve, privateKey: vector.key.bytes.span)
    #expect(own == [4] + vector.ownPublicX.bytes + vector.ownPublicY.bytes)
    let peer = [4] + vector.publicX.bytes + vector.publicY.bytes
    let secret = try ECDH.sharedSecret(
      curve, privateKey: vector.key.bytes.span, publicKey: peer.span)
    let bytes = [UInt8](copying: secret.bytes)
    #expect(bytes == vector.shared.bytes)
  }
}

@Suite struct `ECDSA (RFC 6979, Appendix A.2)` {
  struct Case: Decodable, Sendable {
    // Text, since the numbers of P-521 have an odd number of digits.
    let curve, hash, message, key, r, s: String
    let publicX, publicY: String?
  }

  static func cases() throws -> [Case] {
    try VectorFile.cases("rfc6979-ecdsa", renaming: ["private": "key"]).filter { (one: Case) in
      Curve(vectorName: one.curve) != nil && HashAlgorithm(vectorName: one.hash) != nil
    }
  }

  @Test func `are the supported ones of three curves, and one of CCTV`() throws {
    #expect(try Self.cases().count == 19)
  }

  /// In one of them the first candidate for k is out of range.
  @Test(arguments: try cases())
  func `gives the published signatures`(_ one: Case) throws {
    let curve = try #require(Curve(vectorName: one.curve))
    let hash = try #require(HashAlgorithm(vectorName: one.hash))
    func bytes(_ digits: String, isNumber: Bool = true) throws -> [UInt8] {
      let count = isNumber ? 2 * curve.scalarByteCount : digits.utf8.count
      let zeros = String(repeating: "0", count: count - digits.utf8.count)
      return try #require(Hex.decode(zeros + digits))
    }
    let privateKey = try bytes(one.key)
    let publicKey = try ECDH.publicKey(curve, privateKey: privateKey.span)
    if let x = one.publicX, let y = one.publicY {
      #expect(try publicKey == [4] + bytes(x) + bytes(y))
    }
    let message = try bytes(one.message, isNumber: false)
    let digest = Hash.digest(hash, of: message.span)
    let none: [UInt8] = []
    let signature = try ECDSA.sign(
      curve, digest: digest.bytes, hash: hash, privateKey: privateKey.span,
      randomness: none.span)
    let expected = try bytes(one.r) + bytes(one.s)
    #expect(signature == expected, "\(one.hash)")
    let isValid = ECDSA.verify(
      curve, signature: signature.span, digest: digest.bytes, publicKey: publicKey.span)
    #expect(isValid)
  }

  @Test(arguments: Curve.allCases)
  func `hedges the nonce`(_ curve: Curve) throws {
    var random = SeededRandom()
    let key = ECDH.generatePrivateKey(curve, using: &random)
    let publicKey = try ECDH.publicKey(curve, privateKey: key.bytes)
    let message: [UInt8] = [1, 2, 3]
    let digest = Hash.digest(.sha256, of: message.span)
    var signatures: Set<[UInt8]> = []
    for _ in 0..<4 {
      let fresh = random.bytes(curve.scalarByteCount)
      let signature = try ECDSA.sign(
        curve, digest: digest.bytes, hash: .sha256, privateKey: key.bytes,
        randomness: fresh.span)
      let isValid = ECDSA.verify(
        curve, signature: signature.span, digest: digest.bytes, publicKey: publicKey.span)
      #expect(isValid, "seed \(random.seed)")
      signatures.insert(signature)
    }
    #expect(signatures.count == 4, "seed \(random.seed)")
  }
}
