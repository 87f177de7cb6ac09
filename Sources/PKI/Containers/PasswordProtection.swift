public import PasswordEncryption

/// How a key or a container is put under a password.
public struct PasswordProtection: Sendable, Hashable {
  /// How the password becomes a key.
  public enum KeyDerivation: Sendable, Hashable {
    /// PBKDF2 (RFC 8018, Section 5.2).
    case pbkdf2(PasswordHash, iterations: Int)
    /// scrypt (RFC 7914).
    case scrypt(Scrypt)
  }

  /// AES in cipher block chaining, with keys of so many bits.
  public enum Cipher: String, Sendable, CaseIterable {
    case aes128 = "aes-128-cbc"
    case aes192 = "aes-192-cbc"
    case aes256 = "aes-256-cbc"
  }

  /// How the password becomes a key.
  public var derivation: KeyDerivation
  /// What encrypts.
  public var cipher: Cipher

  /// This protection.
  public init(derivation: KeyDerivation, cipher: Cipher) {
    self.derivation = derivation
    self.cipher = cipher
  }

  /// Iterations of PBKDF2 where nobody asks for another number.
  public static let defaultIterations = 600_000
  /// The most iterations that a file is read or written with; they take some seconds.
  public static let maximumIterations = 10_000_000

  /// PBKDF2 with HMAC-SHA-256 and 600,000 iterations, AES-256-CBC.
  public static let modern = PasswordProtection(
    derivation: .pbkdf2(.sha256, iterations: defaultIterations), cipher: .aes256)
}
