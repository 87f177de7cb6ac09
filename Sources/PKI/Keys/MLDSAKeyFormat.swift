import Bytes
import Cryptography
import DER

/// What RFC 9881 says of keys of ML-DSA.
extension ObjectIdentifier {
  /// The identifier of a parameter set, of its keys and of its signatures (Section 2).
  init(_ set: MLDSAParameterSet) {
    self =
      switch set {
      case .mldsa44: .mldsa44
      case .mldsa65: .mldsa65
      case .mldsa87: .mldsa87
      }
  }

  /// The parameter set of this identifier; nil for others.
  var mldsaParameterSet: MLDSAParameterSet? {
    switch self {
    case .mldsa44: .mldsa44
    case .mldsa65: .mldsa65
    case .mldsa87: .mldsa87
    default: nil
    }
  }
}

/// ML-DSA-44-PrivateKey, ML-DSA-65-PrivateKey and ML-DSA-87-PrivateKey (RFC 9881, Section 6): a choice of the
/// seed, the expanded key, and both.
enum MLDSAKeyFormat {
  static func read(
    _ set: MLDSAParameterSet, _ reader: inout DERReader
  ) throws(DERError) -> PrivateKey {
    let offset = reader.offset
    func key(
      _ make: () throws(MLDSAError) -> MLDSAPrivateKey
    ) throws(DERError) -> MLDSAPrivateKey {
      do { return try make() } catch {
        throw DERError(
          .contents("is refused: \(error)"), field: "ML-DSA-PrivateKey", offset: offset)
      }
    }
    // RFC 9881 §6: the tag says which form it is, nothing else.
    switch reader.nextTag {
    case .context(0):
      let seed = try reader.value(.context(0), "ML-DSA-PrivateKey.seed").contents
      return PrivateKey(
        mldsa: try key { () throws(MLDSAError) in try MLDSAPrivateKey(set, seed: seed) })
    case .octetString:
      let expanded = try reader.octetString("ML-DSA-PrivateKey.expandedKey")
      return PrivateKey(
        mldsa: try key { () throws(MLDSAError) in try MLDSAPrivateKey(set, expanded: expanded) })
    default:
      var both = try reader.sequence("ML-DSA-PrivateKey.both")
      let seed = try both.octetString("ML-DSA-PrivateKey.both.seed")
      let expanded = try both.octetString("ML-DSA-PrivateKey.both.expandedKey")
      try both.finish("ML-DSA-PrivateKey.both")
      let made = try key { () throws(MLDSAError) in try MLDSAPrivateKey(set, seed: seed) }
      // RFC 9881 §8.2 MUST: what does not belong together is refused.
      guard equalInConstantTime(made.expanded, expanded) else {
        throw DERError(
          .contents("is not the expanded form of the seed beside it"),
          field: "ML-DSA-PrivateKey.both.expandedKey", offset: offset)
      }
      return PrivateKey(mldsa: made)
    }
  }

  /// Appends the seed, which RFC 9881, Section 6 recommends, or, where it is unknown, the expanded key.
  static func write(_ key: borrowing MLDSAPrivateKey, into output: inout [UInt8]) {
    if let seed = key.seed {
      output.writeDER(.context(0)) { output in
        for index in seed.indices { output.append(seed[index]) }
      }
    } else {
      output.writeOctetString(key.expanded)
    }
  }
}
