public import MLDSA

/// The kinds of signing keys that this package makes and uses.
public enum KeyType: Sendable, Hashable {
  /// ECDSA on secp256r1.
  case p256
  /// ECDSA on secp384r1.
  case p384
  /// ECDSA on secp521r1.
  case p521
  /// Ed25519 (RFC 8032).
  case ed25519
  /// Ed448 (RFC 8032).
  case ed448
  /// ML-DSA (FIPS 204) of one of its parameter sets.
  case mldsa(MLDSAParameterSet)
  /// RSA with a modulus of so many bits.
  case rsa(bitCount: Int)
}

extension KeyType: CustomStringConvertible {
  /// As people write it: `P-256`, `RSA-2048`.
  public var description: String {
    switch self {
    case .p256: "P-256"
    case .p384: "P-384"
    case .p521: "P-521"
    case .ed25519: "Ed25519"
    case .ed448: "Ed448"
    case .mldsa(let set): "\(set)"
    case .rsa(let bitCount): "RSA-\(bitCount)"
    }
  }
}

/// Why a key cannot be made, read or used.
public enum KeyError: Error, Sendable, Equatable {
  /// The bytes are no point of the curve, or no scalar in its range.
  case invalidEllipticCurveKey(String)
  /// The bytes are no Ed25519 key: it has 32.
  case invalidEd25519Key(byteCount: Int)
  /// The bytes are no Ed448 key: it has 57.
  case invalidEd448Key(byteCount: Int)
  /// The bytes are no ML-DSA key.
  case invalidMLDSAKey(MLDSAError)
  /// The numbers are no RSA key that this package accepts.
  case invalidRSAKey(String)
  /// A key of this type cannot sign by this algorithm.
  case algorithmDoesNotFit(SignatureAlgorithm, KeyType)
  /// The result of signing was wrong, as after a fault of the machine, and was not released.
  case signingFailed(String)
}

extension KeyError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .invalidEllipticCurveKey(let reason): "not a key of this curve: \(reason)"
    case .invalidEd25519Key(let count): "an Ed25519 key has 32 bytes, not \(count)"
    case .invalidEd448Key(let count): "an Ed448 key has 57 bytes, not \(count)"
    case .invalidMLDSAKey(let error): "not an ML-DSA key: \(error)"
    case .invalidRSAKey(let reason): "not an acceptable RSA key: \(reason)"
    case .algorithmDoesNotFit(let algorithm, let type): "a \(type) key cannot sign by \(algorithm)"
    case .signingFailed(let reason): "signing failed and gave no signature: \(reason)"
    }
  }
}
