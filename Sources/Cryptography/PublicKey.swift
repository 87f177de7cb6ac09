private import Bytes
private import Curve25519
private import Curve448
private import Hashing
public import MLDSA
public import RSA
public import Weierstrass

/// A public key that verifies signatures. Making one checks it.
public enum PublicKey: Sendable, Hashable {
  /// A point of the curve, uncompressed (SEC 1, Section 2.3.3): 65, 97 or 133 bytes.
  case ecdsa(Curve, point: [UInt8])
  /// 32 bytes (RFC 8032, Section 5.1.5).
  case ed25519([UInt8])
  /// 57 bytes (RFC 8032, Section 5.2.5).
  case ed448([UInt8])
  /// 1312, 1952 or 2592 bytes (FIPS 204, Algorithm 22).
  case mldsa(MLDSAParameterSet, [UInt8])
  /// Modulus and exponent (RFC 8017, Section 3.1).
  case rsa(RSAPublicKey)

  /// The key at `point` of `curve`.
  ///
  /// - Throws: ``KeyError/invalidEllipticCurveKey(_:)`` unless it is an uncompressed point of the curve.
  public init(curve: Curve, point: Span<UInt8>) throws(KeyError) {
    do { try curve.validate(publicKey: point) } catch {
      throw .invalidEllipticCurveKey("\(error)")
    }
    self = .ecdsa(curve, point: [UInt8](copying: point))
  }

  /// The key at `point` of `curve`, which is not copied.
  ///
  /// - Throws: ``KeyError/invalidEllipticCurveKey(_:)`` unless it is an uncompressed point of the curve.
  public init(curve: Curve, point: [UInt8]) throws(KeyError) {
    do { try curve.validate(publicKey: point.span) } catch {
      throw .invalidEllipticCurveKey("\(error)")
    }
    self = .ecdsa(curve, point: point)
  }

  /// The Ed25519 key of 32 bytes.
  ///
  /// - Throws: ``KeyError/invalidEd25519Key(byteCount:)`` for another length.
  public init(ed25519 bytes: Span<UInt8>) throws(KeyError) {
    guard bytes.count == 32 else { throw .invalidEd25519Key(byteCount: bytes.count) }
    self = .ed25519([UInt8](copying: bytes))
  }

  /// The Ed448 key of 57 bytes.
  ///
  /// - Throws: ``KeyError/invalidEd448Key(byteCount:)`` for another length.
  public init(ed448 bytes: Span<UInt8>) throws(KeyError) {
    guard bytes.count == 57 else { throw .invalidEd448Key(byteCount: bytes.count) }
    self = .ed448([UInt8](copying: bytes))
  }

  /// The ML-DSA key in `bytes`.
  ///
  /// - Throws: ``KeyError/invalidMLDSAKey(_:)`` for another length.
  public init(_ parameterSet: MLDSAParameterSet, mldsa bytes: Span<UInt8>) throws(KeyError) {
    let expected = parameterSet.publicKeyByteCount
    guard bytes.count == expected else {
      throw .invalidMLDSAKey(.wrongLength(expected: expected, actual: bytes.count))
    }
    self = .mldsa(parameterSet, [UInt8](copying: bytes))
  }

  /// What kind of key this is.
  public var type: KeyType {
    switch self {
    case .ecdsa(.p256, _): .p256
    case .ecdsa(.p384, _): .p384
    case .ecdsa(.p521, _): .p521
    case .ed25519: .ed25519
    case .ed448: .ed448
    case .mldsa(let set, _): .mldsa(set)
    case .rsa(let key): .rsa(bitCount: key.bitCount)
    }
  }

  /// Whether `signature` is this key's over `message`. False, too, where the algorithm is for other keys.
  public func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, by algorithm: SignatureAlgorithm
  ) -> Bool {
    switch (self, algorithm) {
    case (.ecdsa(let curve, let point), .ecdsa(let hash)):
      let digest = Hash.digest(hash, of: message)
      return ECDSA.verify(
        curve, derSignature: signature, digest: digest.bytes, publicKey: point.span)
    case (.ed25519(let key), .ed25519):
      return Ed25519.verify(signature, of: message, publicKey: key.span)
    case (.ed448(let key), .ed448):
      return Ed448.verify(signature, of: message, publicKey: key.span)
    case (.mldsa(let set, let bytes), .mldsa(let wanted)) where set == wanted:
      // Expanded for this signature alone: it takes the memory of thirty keys, and what a key of an
      // authority has signed is remembered elsewhere.
      guard let key = try? MLDSAPublicKey(set, bytes: bytes.span) else { return false }
      let none: [UInt8] = []
      return key.isValid(signature: signature, for: message, context: none.span)
    case (.rsa(let key), .rsaPSS(let hash)):
      let digest = Hash.digest(hash, of: message)
      return key.verifyPSS(
        signature, digest: digest.bytes, hash: hash, saltByteCount: hash.digestByteCount)
    case (.rsa(let key), .rsaPKCS1v15(let hash)):
      let digest = Hash.digest(hash, of: message)
      return key.verifyPKCS1v15(signature, digest: digest.bytes, hash: hash)
    case (.ecdsa, _), (.ed25519, _), (.ed448, _), (.mldsa, _), (.rsa, _):
      return false
    }
  }
}
