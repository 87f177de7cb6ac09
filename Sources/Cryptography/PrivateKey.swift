public import Bytes
private import Curve25519
private import Curve448
private import Hashing
public import MLDSA
public import RSA
public import Weierstrass

/// A private key that signs. One copy exists; it is wiped when its life ends.
public struct PrivateKey: ~Copyable, Sendable {
  /// The public half, computed from the secret.
  public let publicKey: PublicKey
  /// The scalar in 1..<n of an elliptic curve key, 32, 48 or 66 bytes, big-endian; the 32 bytes of an Ed25519
  /// key or the 57 of an Ed448 key (RFC 8032, Sections 5.1.5 and 5.2.5); empty for the others.
  private let secret: SecretBytes
  private let rsa: RSAKeyHolder?
  private let mldsa: MLDSAKeyHolder?

  /// The key of `curve` with this scalar.
  ///
  /// - Throws: ``KeyError/invalidEllipticCurveKey(_:)`` where it is not in 1..<n.
  public init(curve: Curve, scalar: consuming SecretBytes) throws(KeyError) {
    do {
      publicKey = .ecdsa(curve, point: try ECDH.publicKey(curve, privateKey: scalar.bytes))
    } catch { throw .invalidEllipticCurveKey("\(error)") }
    secret = scalar
    rsa = nil
    mldsa = nil
  }

  /// The Ed25519 key of 32 bytes.
  ///
  /// - Throws: ``KeyError/invalidEd25519Key(byteCount:)`` for another length.
  public init(ed25519 seed: consuming SecretBytes) throws(KeyError) {
    guard seed.count == 32 else { throw .invalidEd25519Key(byteCount: seed.count) }
    publicKey = .ed25519(Ed25519.publicKey(seed: seed.bytes))
    secret = seed
    rsa = nil
    mldsa = nil
  }

  /// The Ed448 key of 57 bytes.
  ///
  /// - Throws: ``KeyError/invalidEd448Key(byteCount:)`` for another length.
  public init(ed448 seed: consuming SecretBytes) throws(KeyError) {
    guard seed.count == 57 else { throw .invalidEd448Key(byteCount: seed.count) }
    publicKey = .ed448(Ed448.publicKey(seed: seed.bytes))
    secret = seed
    rsa = nil
    mldsa = nil
  }

  /// The RSA key of these numbers (RFC 8017, Section 3.2).
  public init(rsa key: consuming RSAPrivateKey) {
    publicKey = .rsa(key.publicKey)
    secret = SecretBytes(zeroByteCount: 0)
    rsa = RSAKeyHolder(key)
    mldsa = nil
  }

  /// The ML-DSA key (FIPS 204).
  public init(mldsa key: consuming MLDSAPrivateKey) {
    publicKey = .mldsa(key.parameterSet, key.publicKey.bytes)
    secret = SecretBytes(zeroByteCount: 0)
    rsa = nil
    mldsa = MLDSAKeyHolder(key)
  }

  /// What kind of key this is.
  public var type: KeyType { publicKey.type }

  /// The scalar of an elliptic curve key or the bytes of an Ed25519 or Ed448 key, to be written into a key
  /// file; empty for RSA and ML-DSA.
  public var secretBytes: Span<UInt8> {
    @_lifetime(borrow self) get { secret.bytes }
  }

  /// Lends the numbers of an RSA key, to be written into a key file; nil for other keys.
  public func withRSA<Result>(_ body: (borrowing RSAPrivateKey) -> Result) -> Result? {
    rsa.map { body($0.key) }
  }

  /// Lends an ML-DSA key, to be written into a key file; nil for other keys.
  public func withMLDSA<Result>(_ body: (borrowing MLDSAPrivateKey) -> Result) -> Result? {
    mldsa.map { body($0.key) }
  }

  /// A new key.
  ///
  /// - Throws: ``KeyError/invalidRSAKey(_:)`` for a size that RSA keys here do not have.
  public static func generate(
    _ type: KeyType, using random: inout some RandomSource
  ) throws(KeyError) -> PrivateKey {
    switch type {
    case .p256:
      return try PrivateKey(
        curve: .p256, scalar: ECDH.generatePrivateKey(.p256, using: &random))
    case .p384:
      return try PrivateKey(
        curve: .p384, scalar: ECDH.generatePrivateKey(.p384, using: &random))
    case .p521:
      return try PrivateKey(
        curve: .p521, scalar: ECDH.generatePrivateKey(.p521, using: &random))
    case .ed25519:
      return try PrivateKey(ed25519: random.secret(32))
    case .ed448:
      return try PrivateKey(ed448: random.secret(57))
    case .mldsa(let set):
      return PrivateKey(mldsa: MLDSAPrivateKey(set, using: &random))
    case .rsa(let bitCount):
      do {
        return PrivateKey(rsa: try RSAPrivateKey.generate(bitCount: bitCount, using: &random))
      } catch { throw .invalidRSAKey("\(error)") }
    }
  }

  /// Signs `message`.
  ///
  /// ECDSA nonces are those of RFC 6979, hedged with fresh randomness (Section 3.6), ML-DSA is hedged,
  /// too (FIPS 204, Section 3.4); RSA is blinded and
  /// checked against faults before the signature leaves.
  ///
  /// - Throws: ``KeyError/algorithmDoesNotFit(_:_:)`` or ``KeyError/signingFailed(_:)``.
  public func sign(
    _ message: Span<UInt8>, by algorithm: SignatureAlgorithm, using random: inout some RandomSource
  ) throws(KeyError) -> [UInt8] {
    switch (publicKey, algorithm) {
    case (.ecdsa(let curve, _), .ecdsa(let hash)):
      let digest = Hash.digest(hash, of: message)
      var fresh = [66 of UInt8](repeating: 0)
      var freshSpan = fresh.mutableSpan
      var freshUsed = freshSpan._mutatingExtracting(0..<curve.scalarByteCount)
      random.fill(&freshUsed)
      defer { wipe(&freshUsed) }
      var raw = [132 of UInt8](repeating: 0)
      var rawSpan = raw.mutableSpan
      var rawUsed = rawSpan._mutatingExtracting(0..<2 * curve.scalarByteCount)
      do {
        try ECDSA.sign(
          curve, digest: digest.bytes, hash: hash, privateKey: secret.bytes,
          randomness: freshUsed.span, into: &rawUsed)
      } catch { throw .signingFailed("\(error)") }
      return ECDSA.derSignature(rawUsed.span)
    case (.ed25519(let key), .ed25519):
      return Ed25519.sign(message, seed: secret.bytes, publicKey: key.span)
    case (.ed448(let key), .ed448):
      return Ed448.sign(message, seed: secret.bytes, publicKey: key.span)
    case (.mldsa(let set, _), .mldsa(let wanted)) where set == wanted:
      guard let mldsa else { throw .algorithmDoesNotFit(algorithm, type) }
      let none: [UInt8] = []
      do { return try mldsa.key.sign(message, context: none.span, using: &random) } catch {
        throw .signingFailed("\(error)")
      }
    case (.rsa, .rsaPSS(let hash)):
      let digest = Hash.digest(hash, of: message)
      let salt = random.bytes(hash.digestByteCount)
      guard let rsa else { throw .algorithmDoesNotFit(algorithm, type) }
      do {
        return try rsa.key.signPSS(
          digest: digest.bytes, hash: hash, salt: salt.span, using: &random)
      } catch { throw .signingFailed("\(error)") }
    case (.rsa, .rsaPKCS1v15(let hash)):
      let digest = Hash.digest(hash, of: message)
      guard let rsa else { throw .algorithmDoesNotFit(algorithm, type) }
      do {
        return try rsa.key.signPKCS1v15(digest: digest.bytes, hash: hash, using: &random)
      } catch { throw .signingFailed("\(error)") }
    case (.ecdsa, _), (.ed25519, _), (.ed448, _), (.mldsa, _), (.rsa, _):
      throw .algorithmDoesNotFit(algorithm, type)
    }
  }
}

/// Keeps the one copy of an RSA key in place.
private final class RSAKeyHolder: Sendable {
  let key: RSAPrivateKey
  init(_ key: consuming RSAPrivateKey) { self.key = key }
}

/// Keeps the one copy of an ML-DSA key in place.
private final class MLDSAKeyHolder: Sendable {
  let key: MLDSAPrivateKey
  init(_ key: consuming MLDSAPrivateKey) { self.key = key }
}
