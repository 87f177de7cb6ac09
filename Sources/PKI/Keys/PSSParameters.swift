public import Cryptography
import DER

/// `RSASSA-PSS-params` (RFC 4055, Section 3.1), where one hash serves everything and the salt is as
/// long as its digest.
enum PSSParameters {
  private static func identifier(_ hash: HashAlgorithm) -> ObjectIdentifier {
    switch hash {
    case .sha256: .sha256
    case .sha384: .sha384
    case .sha512: .sha512
    }
  }

  /// The hash of parameters of that kind; nil for others.
  static func hash(of parameters: [UInt8]) -> HashAlgorithm? {
    // RFC 4055 §2.1: the hash's own parameters may be NULL or absent.
    HashAlgorithm.allCases.first {
      encoded($0) == parameters || encoded($0, withNull: false) == parameters
    }
  }

  /// The parameters in DER.
  static func encoded(_ hash: HashAlgorithm, withNull: Bool = true) -> [UInt8] {
    func writeHash(into output: inout [UInt8]) {
      output.writeSequence { output in
        output.writeObjectIdentifier(identifier(hash))
        if withNull { output.writeNull() }
      }
    }
    var output: [UInt8] = []
    output.writeSequence { output in
      output.writeExplicit(0) { output in writeHash(into: &output) }
      output.writeExplicit(1) { output in
        output.writeSequence { output in
          output.writeObjectIdentifier(.mgf1)
          writeHash(into: &output)
        }
      }
      output.writeExplicit(2) { output in output.writeInteger(hash.digestByteCount) }
    }
    return output
  }
}

/// What an RSA key of the algorithm id-RSASSA-PSS may sign with: PSS alone, and where its parameters name a hash, that
/// hash alone (RFC 4055, Section 3.3).
public struct PSSRestriction: Sendable, Hashable {
  /// The one hash; nil for any.
  public let hash: HashAlgorithm?

  /// Nil for another algorithm, or parameters other than those of one hash.
  init?(_ identifier: AlgorithmIdentifier) {
    guard identifier.algorithm == .rsassaPSS else { return nil }
    guard let parameters = identifier.parameters else {
      hash = nil
      return
    }
    guard let hash = PSSParameters.hash(of: parameters) else { return nil }
    self.hash = hash
  }

  /// Whether such a key may sign so.
  public func allows(_ algorithm: SignatureAlgorithm) -> Bool {
    guard case .rsaPSS(let used) = algorithm else { return false }
    return hash.map { $0 == used } ?? true
  }
}

extension SubjectPublicKeyInfo {
  /// Whether the key may have made a signature of this algorithm; nil stands for one that is not known here.
  func allows(_ algorithm: SignatureAlgorithm?) -> Bool {
    guard let pss else { return true }
    return algorithm.map(pss.allows) ?? false
  }
}
