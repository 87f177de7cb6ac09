/// The parameter sets of ML-KEM (FIPS 203, Section 8, Table 2).
public enum MLKEMParameterSet: Sendable, Hashable, CaseIterable {
  /// ML-KEM-512, security category 1.
  case mlkem512
  /// ML-KEM-768, security category 3.
  case mlkem768
  /// ML-KEM-1024, security category 5.
  case mlkem1024

  /// Length of an encapsulation key in bytes: 800, 1184 or 1568.
  public var encapsulationKeyByteCount: Int { 384 * rank + 32 }

  /// Length of a decapsulation key in its expanded form in bytes: 1632, 2400 or 3168.
  public var decapsulationKeyByteCount: Int { 768 * rank + 96 }

  /// Length of a ciphertext in bytes: 768, 1088 or 1568.
  public var ciphertextByteCount: Int {
    32 * (ciphertextVectorBitCount * rank + ciphertextValueBitCount)
  }

  /// Length of the seed (d, z) in bytes.
  public static var seedByteCount: Int { 64 }

  /// Length of a shared secret in bytes.
  public static var sharedSecretByteCount: Int { 32 }

  /// k: the dimension of the matrix.
  var rank: Int {
    switch self {
    case .mlkem512: 2
    case .mlkem768: 3
    case .mlkem1024: 4
    }
  }

  /// η₁: the width of the noise in secrets. η₂ is 2 in all sets.
  var secretNoise: NoiseWidth { self == .mlkem512 ? .three : .two }

  /// d_u: bits of a coefficient in the first part of a ciphertext.
  var ciphertextVectorBitCount: Int { self == .mlkem1024 ? 11 : 10 }

  /// d_v: bits of a coefficient in the second part of a ciphertext.
  var ciphertextValueBitCount: Int { self == .mlkem1024 ? 5 : 4 }
}

/// Why a key or a ciphertext is none.
public enum MLKEMError: Error, Equatable, Sendable {
  /// The type checks of FIPS 203, Sections 7.2 and 7.3.
  case wrongLength(expected: Int, actual: Int)
  /// The modulus check of FIPS 203, Section 7.2: a coefficient is not below 3329.
  case coefficientOutOfRange
  /// The hash check of FIPS 203, Section 7.3: the key's hash is not that of the encapsulation key in it.
  case hashMismatch
}
