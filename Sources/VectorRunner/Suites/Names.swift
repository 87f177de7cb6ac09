internal import Hashing
internal import MLDSA
internal import MLKEM
internal import Weierstrass

/// Algorithms by the names that the sources give them: `SHA-256`, `SHA2-256`, `sha256`.
enum Names {
  /// Letters and digits alone, small.
  static func normal(_ name: String) -> String {
    String(
      name.lowercased().unicodeScalars.filter {
        ("a"..."z").contains($0) || ("0"..."9").contains($0)
      })
  }

  /// A hash for signatures, codes and derivations.
  static func hash(_ name: String) throws(CaseProblem) -> HashAlgorithm {
    switch name {
    case "SHA-512/224", "SHA-512/256", "SHA512/224", "SHA512/256", "SHA2-512/224", "SHA2-512/256":
      throw .skip("the hash \(name) is not supported")
    default: break
    }
    switch normal(name) {
    case "sha256", "sha2256": return .sha256
    case "sha384", "sha2384": return .sha384
    case "sha512", "sha2512": return .sha512
    default: throw .skip("the hash \(name) is not supported")
    }
  }

  /// A function of FIPS 202; nil for another name.
  static func sha3(_ name: String) -> SHA3.Function? {
    switch normal(name) {
    case "sha3224": .sha3_224
    case "sha3256": .sha3_256
    case "sha3384": .sha3_384
    case "sha3512": .sha3_512
    case "shake128": .shake128
    case "shake256": .shake256
    default: nil
    }
  }

  /// A curve of NIST's.
  static func curve(_ name: String) throws(CaseProblem) -> Curve {
    switch normal(name) {
    case "secp256r1", "p256", "prime256v1": return .p256
    case "secp384r1", "p384": return .p384
    case "secp521r1", "p521": return .p521
    default: throw .skip("the curve \(name) is not supported")
    }
  }

  static func mlkem(_ name: String) throws(CaseProblem) -> MLKEMParameterSet {
    switch normal(name) {
    case "mlkem512": return .mlkem512
    case "mlkem768": return .mlkem768
    case "mlkem1024": return .mlkem1024
    default: throw .skip("the parameter set \(name) is not supported")
    }
  }

  static func mldsa(_ name: String) throws(CaseProblem) -> MLDSAParameterSet {
    switch normal(name) {
    case "mldsa44": return .mldsa44
    case "mldsa65": return .mldsa65
    case "mldsa87": return .mldsa87
    default: throw .skip("the parameter set \(name) is not supported")
    }
  }
}
