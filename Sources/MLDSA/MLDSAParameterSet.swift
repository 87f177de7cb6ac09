/// The parameter sets of ML-DSA (FIPS 204, Section 4, Table 1).
public enum MLDSAParameterSet: Sendable, Hashable, CaseIterable {
  /// ML-DSA-44, security category 2.
  case mldsa44
  /// ML-DSA-65, security category 3.
  case mldsa65
  /// ML-DSA-87, security category 5.
  case mldsa87

  /// Length of a public key in bytes: 1312, 1952 or 2592.
  public var publicKeyByteCount: Int { 32 + 320 * rows }

  /// Length of a private key in its expanded form in bytes: 2560, 4032 or 4896.
  public var privateKeyByteCount: Int {
    128 + 32 * (secretBitCount * (rows + columns) + 13 * rows)
  }

  /// Length of a signature in bytes: 2420, 3309 or 4627.
  public var signatureByteCount: Int {
    challengeByteCount + 32 * maskBitCount * columns + hintCount + rows
  }

  /// Length of the seed ξ in bytes.
  public static var seedByteCount: Int { 32 }

  /// Length of μ, which stands for a message, in bytes.
  public static var muByteCount: Int { 64 }

  /// The longest context string in bytes.
  public static var longestContextByteCount: Int { 255 }

  /// k.
  var rows: Int {
    switch self {
    case .mldsa44: 4
    case .mldsa65: 6
    case .mldsa87: 8
    }
  }

  /// ℓ.
  var columns: Int {
    switch self {
    case .mldsa44: 4
    case .mldsa65: 5
    case .mldsa87: 7
    }
  }

  /// η: the largest coefficient of a secret.
  var secretBound: Int32 { self == .mldsa65 ? 4 : 2 }

  /// bitlen(2η).
  var secretBitCount: Int { self == .mldsa65 ? 4 : 3 }

  /// τ: how many coefficients of the challenge are not zero.
  var challengeWeight: Int {
    switch self {
    case .mldsa44: 39
    case .mldsa65: 49
    case .mldsa87: 60
    }
  }

  /// λ/4: bytes of the commitment hash.
  var challengeByteCount: Int {
    switch self {
    case .mldsa44: 32
    case .mldsa65: 48
    case .mldsa87: 64
    }
  }

  /// β = τ·η.
  var slack: Int32 { Int32(challengeWeight) * secretBound }

  /// γ₁: the largest coefficient of the mask.
  var maskBound: Int32 { self == .mldsa44 ? 1 << 17 : 1 << 19 }

  /// 1 + bitlen(γ₁ - 1).
  var maskBitCount: Int { self == .mldsa44 ? 18 : 20 }

  /// γ₂: half the width of what is rounded off.
  var rounding: Rounding { self == .mldsa44 ? .by88 : .by32 }

  /// ω: the most hints there may be.
  var hintCount: Int {
    switch self {
    case .mldsa44: 80
    case .mldsa65: 55
    case .mldsa87: 75
    }
  }
}

extension MLDSAParameterSet: CustomStringConvertible {
  /// As FIPS 204 names it: `ML-DSA-65`.
  public var description: String {
    switch self {
    case .mldsa44: "ML-DSA-44"
    case .mldsa65: "ML-DSA-65"
    case .mldsa87: "ML-DSA-87"
    }
  }
}

/// Why a key is none, or cannot sign what it was given.
public enum MLDSAError: Error, Equatable, Sendable {
  /// A key, a seed or μ has another length.
  case wrongLength(expected: Int, actual: Int)
  /// A context string has more than 255 bytes (FIPS 204, Section 5.2).
  case contextTooLong(Int)
  /// A private key has a coefficient that is not between -η and η (FIPS 204, Algorithm 25).
  case secretOutOfRange
  /// The parts of an expanded private key do not belong together: t₀ or tr is not what the others give.
  case inconsistentKey
  /// A digest is weaker than the parameter set (FIPS 204, Section 5.4).
  case preHashTooWeak
}
