import Bytes
import Cryptography

/// A secret from which others are derived (RFC 9846, Section 7.1). What HMAC makes of it is computed once, when the value
/// is made; the secret itself is not kept.
struct DerivingSecret: ~Copyable {
  let hash: HashAlgorithm
  private let key: HMAC

  /// HKDF-Extract.
  init(_ hash: HashAlgorithm, salt: Span<UInt8>, inputKeyMaterial: Span<UInt8>) {
    self.hash = hash
    var bytes = [64 of UInt8](repeating: 0)
    var span = bytes.mutableSpan
    HKDF.extract(hash, salt: salt, inputKeyMaterial: inputKeyMaterial, into: &span)
    key = HMAC(hash, key: span.span.extracting(0..<hash.digestByteCount))
    wipe(&span)
  }

  /// Derive-Secret over a transcript whose hash is `context`.
  func derive(_ label: StaticString, _ context: Span<UInt8>) -> SecretBytes {
    SecretBytes(byteCount: hash.digestByteCount) { output in
      HKDFLabel.expand(key, label, context: context, into: &output)
    }
  }

  /// A traffic secret over a transcript whose hash is `context`.
  func traffic(_ label: StaticString, _ context: Span<UInt8>) -> TrafficSecret {
    TrafficSecret(hash, derive(label, context))
  }

  /// The secret of the next stage: HKDF-Extract with Derive-Secret(this, "derived", "") as salt.
  func next(_ inputKeyMaterial: Span<UInt8>) -> DerivingSecret {
    var salt = [64 of UInt8](repeating: 0)
    var span = salt.mutableSpan
    var used = span._mutatingExtracting(0..<hash.digestByteCount)
    HKDFLabel.expand(key, "derived", context: EmptyHash.of(hash).span, into: &used)
    let next = DerivingSecret(hash, salt: used.span, inputKeyMaterial: inputKeyMaterial)
    wipe(&used)
    return next
  }
}

/// Hashes of no bytes, and zeros, which the key schedule takes where there is nothing to take.
enum EmptyHash {
  private static let sha256 = digest(.sha256)
  private static let sha384 = digest(.sha384)
  private static let sha512 = digest(.sha512)

  /// The hash of no bytes.
  static func of(_ hash: HashAlgorithm) -> [UInt8] {
    switch hash {
    case .sha256: sha256
    case .sha384: sha384
    case .sha512: sha512
    }
  }

  private static func digest(_ hash: HashAlgorithm) -> [UInt8] {
    let none: [UInt8] = []
    let digest = Hash.digest(hash, of: none.span)
    return [UInt8](copying: digest.bytes)
  }
}
