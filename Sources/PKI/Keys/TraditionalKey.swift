public import Bytes
public import Cryptography
import DER

/// The forms that keys had before PKCS #8, for programs that want them.
extension KeyFile {
  /// The key as `EC PRIVATE KEY` (RFC 5915) or `RSA PRIVATE KEY` (RFC 8017, Appendix A.1.2) in PEM; nil for a key of a
  /// kind that never had such a form.
  public static func traditionalPEM(_ key: borrowing PrivateKey) -> SecretBytes? {
    guard let label = traditionalLabel(key), let der = traditionalDER(key) else { return nil }
    return PEM.encode(der.bytes, label: label)
  }

  /// The same in DER.
  public static func traditionalDER(_ key: borrowing PrivateKey) -> SecretBytes? {
    guard traditionalLabel(key) != nil else { return nil }
    var der = PrivateKeyWriter.traditional(key)
    defer { wipe(&der) }
    return SecretBytes(copying: der.span)
  }

  private static func traditionalLabel(_ key: borrowing PrivateKey) -> String? {
    switch key.publicKey {
    case .ecdsa: "EC PRIVATE KEY"
    case .rsa: "RSA PRIVATE KEY"
    case .ed25519, .ed448, .mldsa: nil
    }
  }
}
