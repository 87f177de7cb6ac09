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
    let initiator_private, initiator_public_x, initiator_public_y: HexBytes
    let responder_private, responder_public_x, responder_public_y, shared_x: HexBytes
  }

  @Test(
    arguments: try VectorFile.cases("rfc5903-ecdh").filter { (one: Case) in
      Curve(vectorName: one.curve) != nil
    })
  func `gives the published keys and secrets`(_ vector: Case) throws {
    let curve = try #require(Curve(vectorName: vector.curve))
    let initiator = [4] + vector.initiator_public_x.bytes + vector.initiator_public_y.bytes
    let responder = [4] + vector.responder_public_x.bytes + vector.responder_public_y.bytes
    let first = try ECDH.publicKey(curve, privateKey: vector.initiator_private.bytes.span)
    let second = try ECDH.publicKey(curve, privateKey: vector.responder_private.bytes.span)
    #expect(first == initiator)
    #expect(second == responder)
    for (key, peer) in [
      (vector.initiator_private, responder), (vector.responder_private, initiator),
    ] {
      let secret = try ECDH.sharedSecret(
        curve, privateKey: key.bytes.span, publicKey: peer.span)
      let bytes = [UInt8](copying: secret.bytes)
      #expect(bytes == vector.shared_x.bytes)
    }
  }
}

@Suite struct `ECDSA (RFC 6979, Appendix A.2)` {
  struct Key: Decodable, Sendable {
    // Text, since the numbers of P-521 have an odd number of digits.
    let curve, x, Ux, Uy: String
    let cases: [Case]
  }
  struct Case: Decodable, Sendable {
    let hash, message, r, s: String
  }
  struct Extra: Decodable, Sendable {
    let curve, hash: String
    let x, message, r, s: HexBytes
  }

  @Test(
    arguments: try VectorFile.cases("rfc6979-ecdsa", "keys").filter { (one: Key) in
      Curve(vectorName: one.curve) != nil
    })
  func `gives the published signatures`(_ key: Key) throws {
    let curve = try #require(Curve(vectorName: key.curve))
    func bytes(_ digits: String, isNumber: Bool = true) throws -> [UInt8] {
      let count = isNumber ? 2 * curve.scalarByteCount : digits.utf8.count
      let zeros = String(repeating: "0", count: count - digits.utf8.count)
      return try #require(Hex.decode(zeros + digits))
    }
    let privateKey = try bytes(key.x)
    let publicKey = try [4] + bytes(key.Ux) + bytes(key.Uy)
    let computed = try ECDH.publicKey(curve, privateKey: privateKey.span)
    #expect(computed == publicKey)
    var count = 0
    for one in key.cases {
      guard let hash = HashAlgorithm(vectorName: one.hash) else { continue }
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
      count += 1
    }
    #expect(count == 6)
  }

  @Test(arguments: try VectorFile.cases("rfc6979-ecdsa", "extra") as [Extra])
  func `goes on after a candidate that is out of range`(_ extra: Extra) throws {
    let curve = try #require(Curve(vectorName: extra.curve))
    let hash = try #require(HashAlgorithm(vectorName: extra.hash))
    let digest = Hash.digest(hash, of: extra.message.bytes.span)
    let none: [UInt8] = []
    let signature = try ECDSA.sign(
      curve, digest: digest.bytes, hash: hash, privateKey: extra.x.bytes.span,
      randomness: none.span)
    #expect(signature == extra.r.bytes + extra.s.bytes)
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
