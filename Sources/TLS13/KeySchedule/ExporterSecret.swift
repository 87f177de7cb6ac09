import Bytes
import Cryptography

/// The secret behind exporters (RFC 9846, Section 7.5).
struct ExporterSecret: ~Copyable {
  private let hash: HashAlgorithm
  private let secret: SecretBytes

  init(_ hash: HashAlgorithm, _ secret: consuming SecretBytes) {
    self.hash = hash
    self.secret = secret
  }

  /// The bytes, for a key log that was asked for.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { secret.bytes }
  }

  /// The same secret again.
  func copy() -> ExporterSecret { ExporterSecret(hash, SecretBytes(copying: secret.bytes)) }

  /// TLS-Exporter(label, context, byteCount).
  func export(_ label: [UInt8], context: Span<UInt8>, byteCount: Int) -> SecretBytes {
    let none: [UInt8] = []
    let emptyHash = Hash.digest(hash, of: none.span)
    let derived = HKDFLabel.expand(
      hash, secret.bytes, label: label, context: emptyHash.bytes, hash.digestByteCount)
    let contextHash = Hash.digest(hash, of: context)
    return HKDFLabel.expand(
      hash, derived.bytes, "exporter", context: contextHash.bytes, byteCount)
  }
}
