import Bytes
import COpenSSL
import Hashing
import TestSupport
import Testing
import Weierstrass

/// A key of a curve in OpenSSL.
@safe private struct CurveKey: ~Copyable {
  struct Failure: Error {}

  private let key: OpaquePointer

  /// From ECPrivateKey (RFC 5915, Section 3) without its public key, which OpenSSL computes.
  init(_ curve: Curve, secret: [UInt8]) throws {
    let content: [UInt8] =
      [0x02, 0x01, 0x01, 0x04, UInt8(secret.count)] + secret
      + [0xA0, UInt8(curve.identifier.count)] + curve.identifier
    let der = [0x30, UInt8(content.count)] + content
    unsafe key = try der.withUnsafeBufferPointer { bytes in
      var place = bytes.baseAddress
      guard let key = unsafe d2i_PrivateKey(EVP_PKEY_EC, nil, &place, bytes.count) else {
        throw Failure()
      }
      return unsafe key
    }
  }

  /// From SubjectPublicKeyInfo (RFC 5480, Section 2).
  init(_ curve: Curve, point: [UInt8]) throws {
    let algorithm = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01] + curve.identifier
    func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
      (content.count < 128 ? [tag] : [tag, 0x81]) + [UInt8(content.count)] + content
    }
    let der = value(0x30, value(0x30, algorithm) + value(0x03, [0] + point))
    unsafe key = try der.withUnsafeBufferPointer { bytes in
      var place = bytes.baseAddress
      guard let key = unsafe d2i_PUBKEY(nil, &place, bytes.count) else { throw Failure() }
      return unsafe key
    }
  }

  deinit { unsafe EVP_PKEY_free(key) }

  /// The uncompressed point: what SubjectPublicKeyInfo ends with.
  func point(_ curve: Curve) -> [UInt8] {
    var output: UnsafeMutablePointer<UInt8>?
    let count = unsafe Int(i2d_PUBKEY(key, &output))
    defer { unsafe CRYPTO_free(output, nil, 0) }
    let der = unsafe [UInt8](UnsafeBufferPointer(start: output, count: count))
    return [UInt8](der.suffix(curve.pointByteCount))
  }

  func sharedSecret(with peer: borrowing CurveKey) throws -> [UInt8] {
    let context = unsafe EVP_PKEY_CTX_new(key, nil)
    defer { unsafe EVP_PKEY_CTX_free(context) }
    var secret = [UInt8](repeating: 0, count: 66)
    var count = secret.count
    guard
      unsafe EVP_PKEY_derive_init(context) == 1 && EVP_PKEY_derive_set_peer(context, peer.key) == 1
        && EVP_PKEY_derive(context, &secret, &count) == 1
    else { throw Failure() }
    return [UInt8](secret.prefix(count))
  }

  func sign(_ digest: [UInt8]) throws -> [UInt8] {
    let context = unsafe EVP_PKEY_CTX_new(key, nil)
    defer { unsafe EVP_PKEY_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 160)
    var count = signature.count
    guard
      unsafe EVP_PKEY_sign_init(context) == 1
        && EVP_PKEY_sign(context, &signature, &count, digest, digest.count) == 1
    else { throw Failure() }
    return [UInt8](signature.prefix(count))
  }

  func accepts(_ signature: [UInt8], of digest: [UInt8]) -> Bool {
    let context = unsafe EVP_PKEY_CTX_new(key, nil)
    defer { unsafe EVP_PKEY_CTX_free(context) }
    return unsafe EVP_PKEY_verify_init(context) == 1
      && EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1
  }
}

extension Curve {
  /// The DER of the curve's object identifier (RFC 5480, Section 2.1.1.1).
  fileprivate var identifier: [UInt8] {
    switch self {
    case .p256: [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    case .p384: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]
    case .p521: [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]
    }
  }

  /// n - 1, n being the order.
  fileprivate var largestScalar: [UInt8] {
    let digits =
      switch self {
      case .p256: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550"
      case .p384:
        "ffffffffffffffffffffffffffffffffffffffffffffffff"
          + "c7634d81f4372ddf581a0db248b0a77aecec196accc52972"
      case .p521:
        "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
          + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386408"
      }
    return Hex.decode(digits) ?? []
  }
}

extension `Beside OpenSSL` {
  /// Random scalars, and the smallest and the largest, in turn.
  private static func scalar(
    _ curve: Curve, _ round: Int, _ random: inout SeededRandom
  ) -> [UInt8] {
    var scalar = [UInt8](repeating: 0, count: curve.scalarByteCount)
    switch round % 4 {
    case 0: scalar[scalar.count - 1] = UInt8(round / 4 + 1)
    case 1:
      scalar = curve.largestScalar
      // n ends in more than 0x50 for two curves; of P-521's 0x6408 the last byte alone would be too few.
      scalar[scalar.count - 1] &-= UInt8(min(round / 4, Int(scalar[scalar.count - 1])))
    default:
      let key = ECDH.generatePrivateKey(curve, using: &random)
      scalar = [UInt8](copying: key.bytes)
    }
    return scalar
  }

  @Test(arguments: Curve.allCases)
  func `the NIST curves make the same keys, and agree on the same secrets`(_ curve: Curve) throws {
    var random = SeededRandom()
    for round in 0..<(curve == .p256 ? 240 : 60) {
      let ours = Self.scalar(curve, round, &random)
      let theirs = Self.scalar(curve, round / 3, &random)
      let key = try CurveKey(curve, secret: ours)
      let peer = try CurveKey(curve, secret: theirs)
      let point = try ECDH.publicKey(curve, privateKey: ours.span)
      let peerPoint = try ECDH.publicKey(curve, privateKey: theirs.span)
      let sameKeys = point == key.point(curve) && peerPoint == peer.point(curve)
      #expect(sameKeys, "seed \(random.seed), round \(round)")
      let expected = try key.sharedSecret(with: peer)
      let secret = try ECDH.sharedSecret(curve, privateKey: ours.span, publicKey: peerPoint.span)
      let isSame = [UInt8](copying: secret.bytes) == expected
      #expect(isSame, "seed \(random.seed), round \(round)")
    }
  }

  @Test(arguments: Curve.allCases)
  func `the NIST curves accept each other's signatures, and no other`(_ curve: Curve) throws {
    var random = SeededRandom()
    for round in 0..<(curve == .p256 ? 160 : 40) {
      let secret = Self.scalar(curve, round, &random)
      let key = try CurveKey(curve, secret: secret)
      let point = try ECDH.publicKey(curve, privateKey: secret.span)
      let verifying = try CurveKey(curve, point: point)
      let digest = random.bytes([32, 48, 64][round % 3])
      let fresh = random.bytes(32)
      let raw = try ECDSA.sign(
        curve, digest: digest.span, hash: .sha256, privateKey: secret.span, randomness: fresh.span)
      let der = try key.sign(digest)
      let theirs = try ECDSA.rawSignature(curve, der: der.span)
      let good =
        verifying.accepts(ECDSA.derSignature(raw.span), of: digest)
        && ECDSA.verify(curve, signature: theirs.span, digest: digest.span, publicKey: point.span)
      #expect(good, "seed \(random.seed), round \(round)")
      var changed = raw
      changed[Int.random(in: 0..<raw.count, using: &random)] ^= 1 << UInt8(round & 7)
      let bad =
        verifying.accepts(ECDSA.derSignature(changed.span), of: digest)
        || ECDSA.verify(curve, signature: changed.span, digest: digest.span, publicKey: point.span)
      #expect(!bad, "seed \(random.seed), round \(round)")
    }
  }
}
