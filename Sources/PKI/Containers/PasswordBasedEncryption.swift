import Bytes
import Cryptography
import DER
import PasswordEncryption

/// An encryption scheme with its parameters, as an AlgorithmIdentifier tells it: PBES2 (RFC 8018, Section 6.2) and, for
/// old files, the schemes of PKCS #12 (RFC 7292, Appendix C).
struct PasswordBasedEncryption: Sendable, Hashable {
  enum KeyDerivation: Sendable, Hashable {
    case pbkdf2(salt: [UInt8], iterations: Int, PasswordHash)
    case scrypt(salt: [UInt8], Scrypt)
    /// With SHA-1. The initialization vector is derived, too.
    case pkcs12(salt: [UInt8], iterations: Int)
  }

  enum Cipher: Sendable, Hashable {
    case aes(keyByteCount: Int)
    case tripleDES
    case rc2(keyByteCount: Int)

    var keyByteCount: Int {
      switch self {
      case .aes(let count), .rc2(let count): count
      case .tripleDES: TripleDES.keyByteCount
      }
    }

    var blockByteCount: Int {
      if case .aes = self { AESCBC.blockByteCount } else { TripleDES.blockByteCount }
    }
  }

  let derivation: KeyDerivation
  let cipher: Cipher
  /// Empty where it is derived.
  let iv: [UInt8]

  /// Salts are a dozen bytes; longer ones than this are refused.
  static let maximumSaltByteCount = 1024

  /// A new scheme with fresh salt and initialization vector.
  init(_ protection: PasswordProtection, using random: inout some RandomSource) {
    let salt = random.bytes(16)
    derivation =
      switch protection.derivation {
      case .pbkdf2(let hash, let iterations):
        .pbkdf2(
          salt: salt,
          iterations: min(max(iterations, 1), PasswordProtection.maximumIterations), hash)
      case .scrypt(let parameters): .scrypt(salt: salt, parameters)
      }
    cipher =
      switch protection.cipher {
      case .aes128: .aes(keyByteCount: 16)
      case .aes192: .aes(keyByteCount: 24)
      case .aes256: .aes(keyByteCount: 32)
      }
    iv = random.bytes(AESCBC.blockByteCount)
  }

  /// pbeWithSHAAnd3-KeyTripleDES-CBC with a fresh salt, for old programs.
  init(tripleDESIterations iterations: Int, using random: inout some RandomSource) {
    derivation = .pkcs12(salt: random.bytes(16), iterations: iterations)
    cipher = .tripleDES
    iv = []
  }

  /// Whether it is read for the sake of old files alone.
  var isLegacy: Bool {
    if case .aes = cipher { false } else { true }
  }

  /// As in `PBES2: PBKDF2 with HMAC-SHA-256, 600000 iterations; AES-256-CBC`.
  var description: String {
    let cipherText =
      switch cipher {
      case .aes(let count): "AES-\(count * 8)-CBC"
      case .tripleDES: "3DES-CBC"
      case .rc2(let count): "RC2-\(count * 8)-CBC"
      }
    switch derivation {
    case .pbkdf2(_, let iterations, let hash):
      return "PBES2: PBKDF2 with HMAC-\(hash.name), \(iterations) iterations; \(cipherText)"
        + (isLegacy ? " (legacy)" : "")
    case .scrypt(_, let parameters):
      return "PBES2: scrypt with N \(parameters.cost), r \(parameters.blockSize), "
        + "p \(parameters.parallelization); \(cipherText)" + (isLegacy ? " (legacy)" : "")
    case .pkcs12(_, let iterations):
      return "PKCS #12 with SHA-1, \(iterations) iterations; \(cipherText) (legacy)"
    }
  }

  // MARK: Encryption

  /// The plaintext. A wrong password is found out by the padding, and not always: by what has to come out, too.
  ///
  /// - Parameter isRight: Whether plaintext is of the form that is expected.
  func decrypt(
    _ ciphertext: Span<UInt8>, password: borrowing FilePassword,
    isRight: (Span<UInt8>) -> Bool = { _ in true }
  ) throws(ContainerError) -> SecretBytes {
    let block = cipher.blockByteCount
    guard ciphertext.count >= block, ciphertext.count.isMultiple(of: block) else {
      throw .unsupported("the ciphertext is no whole number of blocks")
    }
    // RFC 7292, Appendix B.1 gives the empty password two zero bytes; some programs give it none.
    for isWithoutBytes in password.isEmpty ? [false, true] : [false] {
      do { return try decrypt(ciphertext, password, isWithoutBytes, isRight) } catch { continue }
    }
    throw .wrongPassword
  }

  private func decrypt(
    _ ciphertext: Span<UInt8>, _ password: borrowing FilePassword, _ isWithoutBytes: Bool,
    _ isRight: (Span<UInt8>) -> Bool
  ) throws(ContainerError) -> SecretBytes {
    let block = cipher.blockByteCount
    var plain = SecretBytes(copying: ciphertext)
    withKey(password, isWithoutBytes: isWithoutBytes) { key, iv in
      var bytes = plain.mutableBytes
      switch cipher {
      case .aes: AESCBC(key: key).decrypt(&bytes, iv: iv)
      case .tripleDES: TripleDES(key: key).decrypt(&bytes, iv: iv)
      case .rc2: RC2(key: key).decrypt(&bytes, iv: iv)
      }
    }
    // RFC 8018 §6.1.1: as many octets as their value says.
    let last = plain.bytes[plain.count - 1]
    var wrong: UInt8 = last == 0 || Int(last) > block ? 1 : 0
    for distance in 1...block {
      let isPadding: UInt8 = distance <= Int(last) ? 0xFF : 0
      wrong |= (plain.bytes[plain.count - distance] ^ last) & isPadding
    }
    guard wrong == 0, isRight(plain.bytes.extracting(0..<plain.count - Int(last))) else {
      throw .wrongPassword
    }
    return SecretBytes(copying: plain.bytes.extracting(0..<plain.count - Int(last)))
  }

  /// The ciphertext, up to one block longer than the plaintext.
  func encrypt(_ plaintext: Span<UInt8>, password: borrowing FilePassword) -> [UInt8] {
    let block = cipher.blockByteCount
    let padding = block - plaintext.count % block
    var padded = SecretBytes(byteCount: plaintext.count + padding) { bytes in
      for index in plaintext.indices { bytes[index] = plaintext[index] }
      for index in plaintext.count..<plaintext.count + padding { bytes[index] = UInt8(padding) }
    }
    withKey(password) { key, iv in
      var bytes = padded.mutableBytes
      switch cipher {
      case .aes: AESCBC(key: key).encrypt(&bytes, iv: iv)
      case .tripleDES: TripleDES(key: key).encrypt(&bytes, iv: iv)
      case .rc2: preconditionFailure("RC2 is only read")
      }
    }
    return [UInt8](copying: padded.bytes)
  }

  private func withKey(
    _ password: borrowing FilePassword, isWithoutBytes: Bool = false,
    _ body: (borrowing SecretBytes, Span<UInt8>) -> Void
  ) {
    let count = cipher.keyByteCount
    switch derivation {
    case .pbkdf2(let salt, let iterations, let hash):
      let key = PBKDF2.deriveKey(
        password: password.text.bytes, salt: salt.span, iterations: iterations, hash: hash,
        byteCount: count)
      body(key, iv.span)
    case .scrypt(let salt, let parameters):
      let key = parameters.deriveKey(
        password: password.text.bytes, salt: salt.span, byteCount: count)
      body(key, iv.span)
    case .pkcs12(let salt, let iterations):
      let text = isWithoutBytes ? SecretBytes(copying: [UInt8]().span) : password.utf16()
      let key = PKCS12KeyDerivation.derive(
        .key, password: text.bytes, salt: salt.span, iterations: iterations, hash: .sha1,
        byteCount: count)
      let iv = PKCS12KeyDerivation.derive(
        .initializationVector, password: text.bytes, salt: salt.span, iterations: iterations,
        hash: .sha1, byteCount: cipher.blockByteCount)
      body(key, iv.bytes)
    }
  }
}

extension PasswordHash {
  /// As standards spell it.
  var name: String {
    switch self {
    case .sha1: "SHA-1"
    case .sha256: "SHA-256"
    case .sha384: "SHA-384"
    case .sha512: "SHA-512"
    }
  }

  /// The identifier of HMAC with it.
  var hmacIdentifier: ObjectIdentifier {
    switch self {
    case .sha1: .hmacWithSHA1
    case .sha256: .hmacWithSHA256
    case .sha384: .hmacWithSHA384
    case .sha512: .hmacWithSHA512
    }
  }

  /// Its own identifier.
  var identifier: ObjectIdentifier {
    switch self {
    case .sha1: .sha1
    case .sha256: .sha256
    case .sha384: .sha384
    case .sha512: .sha512
    }
  }
}
