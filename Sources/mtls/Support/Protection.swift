import Bytes
import Cryptography
import MutualTLS
import PKI
import PasswordEncryption

/// How keys and containers are written under a password, on the command line.
enum Protection {
  static let options = [
    Option(
      "encrypt", nil, .flag, "put the key under a password, asked for unless an option has it"),
    Option(
      "cipher", nil, .choice(PasswordProtection.Cipher.allCases.map(\.rawValue)),
      "what encrypts it; aes-256-cbc unless named"),
    Option(
      "kdf", nil, .choice(["pbkdf2", "scrypt"]),
      "how the password becomes a key; pbkdf2 unless named"),
    Option(
      "iterations", nil, .number("COUNT"),
      "iterations of pbkdf2; \(PasswordProtection.defaultIterations)"),
  ]

  /// What the options say.
  static func named(_ invocation: Invocation) throws(Explanation) -> PasswordProtection {
    var protection = PasswordProtection.modern
    if let cipher = invocation.value("cipher").flatMap(PasswordProtection.Cipher.init(rawValue:)) {
      protection.cipher = cipher
    }
    let iterations = try invocation.number(
      "iterations", in: 1000...PasswordProtection.maximumIterations)
    if invocation.value("kdf") == "scrypt" {
      guard iterations == nil else {
        throw Explanation(.usage, "scrypt has no iterations", at: "--iterations")
      }
      // 16 MiB: OpenSSL reads no more than 32 unless it is told to.
      guard let parameters = Scrypt(cost: 1 << 14, blockSize: 8, parallelization: 1) else {
        throw Explanation(.internal, "scrypt's parameters are refused")
      }
      protection.derivation = .scrypt(parameters)
    } else if let iterations {
      protection.derivation = .pbkdf2(.sha256, iterations: iterations)
    }
    return protection
  }

  /// Writes a private key that nobody else can read: under a password where `password` is one.
  ///
  /// - Returns: Where the file that was there before is kept.
  static func writeKey(
    _ key: borrowing PrivateKey, to path: String, _ invocation: Invocation,
    password: consuming FilePassword?
  ) throws(Explanation) -> String? {
    guard let password else {
      return try Writing.key(key, to: path, force: invocation.flag("force"))
    }
    let protection = try named(invocation)
    var random = SystemRandom()
    let pem = KeyFile.encryptedPEM(
      key, password: password, protection: protection, using: &random)
    return try write(Array(pem.utf8).span, to: path, invocation)
  }

  /// Writes a file that nobody else can read.
  static func write(
    _ bytes: Span<UInt8>, to path: String, _ invocation: Invocation
  ) throws(Explanation) -> String? {
    guard path != "-" else {
      throw Explanation(
        .usage, "a private key is never printed", at: "--out", next: "name a file: --out FILE")
    }
    do {
      return try Files.write(
        bytes, to: path, mode: Files.privateMode,
        existing: invocation.flag("force") ? .backUp(.now) : .keep)
    } catch { throw Explanation(error) }
  }

  /// The password for a key that is written; nil where it is to have none.
  static func password(
    _ invocation: Invocation, prefix: String, for path: String
  ) throws(Explanation) -> FilePassword? {
    if let source = try PasswordSource.named(invocation, prefix: prefix) {
      return try source.newPassword(for: path)
    }
    guard invocation.flag("encrypt") else { return nil }
    return try PasswordSource(invocation, prefix: prefix).newPassword(for: path)
  }
}
