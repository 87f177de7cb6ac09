import Bytes
import DER
import PasswordEncryption

/// Encryption schemes as AlgorithmIdentifiers (RFC 8018, Appendix A.2 to B.2; RFC 7914, Section 7; RFC 7292, Appendix C).
extension PasswordBasedEncryption {
  /// Reads a scheme.
  init(from reader: inout DERReader) throws(ContainerError) {
    let identifier = try readingContainer { () throws(DERError) in
      try AlgorithmIdentifier(from: &reader, "encryptionAlgorithm")
    }
    guard let parameters = identifier.parameters else {
      throw .unsupported("the encryption algorithm \(identifier.algorithm) has no parameters")
    }
    switch identifier.algorithm {
    case .pbes2: self = try PasswordBasedEncryption.pbes2(parameters)
    case .pbeSHA1TripleDES:
      self = try PasswordBasedEncryption.pkcs12(parameters, .tripleDES)
    case .pbeSHA1RC2With128Bits:
      self = try PasswordBasedEncryption.pkcs12(parameters, .rc2(keyByteCount: 16))
    case .pbeSHA1RC2With40Bits:
      self = try PasswordBasedEncryption.pkcs12(parameters, .rc2(keyByteCount: 5))
    default:
      throw .unsupported("it is encrypted by \(identifier.algorithm), which is not supported")
    }
  }

  private init(_ derivation: KeyDerivation, _ cipher: Cipher, iv: [UInt8]) {
    self.derivation = derivation
    self.cipher = cipher
    self.iv = iv
  }

  /// PBES2-params (RFC 8018, Appendix A.4).
  private static func pbes2(_ parameters: [UInt8]) throws(ContainerError) -> Self {
    let (function, scheme) = try readingContainer { () throws(DERError) in
      var reader = DERReader(parameters.span)
      var sequence = try reader.sequence("PBES2-params")
      try reader.finish("PBES2-params")
      let function = try AlgorithmIdentifier(from: &sequence, "keyDerivationFunc")
      let scheme = try AlgorithmIdentifier(from: &sequence, "encryptionScheme")
      try sequence.finish("PBES2-params")
      return (function, scheme)
    }
    let cipher: Cipher
    switch scheme.algorithm {
    case .aes128CBC: cipher = .aes(keyByteCount: 16)
    case .aes192CBC: cipher = .aes(keyByteCount: 24)
    case .aes256CBC: cipher = .aes(keyByteCount: 32)
    case .tripleDESCBC: cipher = .tripleDES
    default:
      throw .unsupported("it is encrypted by \(scheme.algorithm), which is not supported")
    }
    let iv = try readingContainer { () throws(DERError) in
      let octets = scheme.parameters ?? []
      var reader = DERReader(octets.span)
      let iv = [UInt8](copying: try reader.octetString("encryptionScheme.parameters"))
      try reader.finish("encryptionScheme.parameters")
      return iv
    }
    guard iv.count == cipher.blockByteCount else {
      throw .unsupported("the initialization vector has \(iv.count) bytes")
    }
    let derivation: KeyDerivation
    switch function.algorithm {
    case .pbkdf2: derivation = try pbkdf2(function, keyByteCount: cipher.keyByteCount)
    case .scrypt: derivation = try scrypt(function, keyByteCount: cipher.keyByteCount)
    default:
      throw .unsupported("its key is derived by \(function.algorithm), which is not supported")
    }
    return Self(derivation, cipher, iv: iv)
  }

  /// PBKDF2-params (Appendix A.2).
  static func pbkdf2(
    _ identifier: AlgorithmIdentifier, keyByteCount: Int
  ) throws(ContainerError) -> KeyDerivation {
    let (salt, iterations, length, function) = try readingContainer { () throws(DERError) in
      let parameters = identifier.parameters ?? []
      var reader = DERReader(parameters.span)
      var sequence = try reader.sequence("PBKDF2-params")
      try reader.finish("PBKDF2-params")
      let salt = [UInt8](copying: try sequence.octetString("salt"))
      let iterations = try sequence.smallInteger("iterationCount", maximum: Int.max)
      let length =
        sequence.nextTag == .integer ? try sequence.smallInteger("keyLength") : keyByteCount
      let function =
        sequence.isAtEnd
        ? AlgorithmIdentifier(.hmacWithSHA1) : try AlgorithmIdentifier(from: &sequence, "prf")
      try sequence.finish("PBKDF2-params")
      return (salt, iterations, length, function)
    }
    try check(salt, iterations: iterations)
    guard length == keyByteCount else {
      throw .unsupported("its key has \(length) bytes where the cipher takes \(keyByteCount)")
    }
    guard let hash = PasswordHash.allCases.first(where: { $0.hmacIdentifier == function.algorithm })
    else { throw .unsupported("PBKDF2 with \(function.algorithm) is not supported") }
    return .pbkdf2(salt: salt, iterations: iterations, hash)
  }

  /// scrypt-params (RFC 7914, Section 7.1).
  private static func scrypt(
    _ identifier: AlgorithmIdentifier, keyByteCount: Int
  ) throws(ContainerError) -> KeyDerivation {
    let (salt, cost, blockSize, parallelization, length) = try readingContainer {
      () throws(DERError) in
      let parameters = identifier.parameters ?? []
      var reader = DERReader(parameters.span)
      var sequence = try reader.sequence("scrypt-params")
      try reader.finish("scrypt-params")
      let salt = [UInt8](copying: try sequence.octetString("salt"))
      let cost = try sequence.smallInteger("costParameter", maximum: Int.max)
      let blockSize = try sequence.smallInteger("blockSize")
      let parallelization = try sequence.smallInteger("parallelizationParameter")
      let length = sequence.isAtEnd ? keyByteCount : try sequence.smallInteger("keyLength")
      try sequence.finish("scrypt-params")
      return (salt, cost, blockSize, parallelization, length)
    }
    try check(salt, iterations: 1)
    guard length == keyByteCount else {
      throw .unsupported("its key has \(length) bytes where the cipher takes \(keyByteCount)")
    }
    guard
      let parameters = Scrypt(
        cost: cost, blockSize: blockSize, parallelization: parallelization)
    else {
      throw .tooCostly(
        "scrypt with N \(cost), r \(blockSize), p \(parallelization) is not defined or takes more than the "
          + "256 MiB of memory and 4 GiB of mixing that will be spent")
    }
    return .scrypt(salt: salt, parameters)
  }

  /// pkcs-12PbeParams (RFC 7292, Appendix C).
  private static func pkcs12(
    _ parameters: [UInt8], _ cipher: Cipher
  ) throws(ContainerError) -> Self {
    let (salt, iterations) = try readingContainer { () throws(DERError) in
      var reader = DERReader(parameters.span)
      var sequence = try reader.sequence("pkcs-12PbeParams")
      try reader.finish("pkcs-12PbeParams")
      let salt = [UInt8](copying: try sequence.octetString("salt"))
      let iterations = try sequence.smallInteger("iterations", maximum: Int.max)
      try sequence.finish("pkcs-12PbeParams")
      return (salt, iterations)
    }
    try check(salt, iterations: iterations)
    return Self(.pkcs12(salt: salt, iterations: iterations), cipher, iv: [])
  }

  /// Bounds what a file may ask for.
  static func check(_ salt: [UInt8], iterations: Int) throws(ContainerError) {
    guard (1...maximumSaltByteCount).contains(salt.count) else {
      throw .unsupported("its salt has \(salt.count) bytes")
    }
    guard iterations > 0 else { throw .unsupported("it has no iterations") }
    guard iterations <= PasswordProtection.maximumIterations else {
      throw .tooCostly(
        "\(iterations) iterations are more than the \(PasswordProtection.maximumIterations) that will be made"
      )
    }
  }

  // MARK: Writing

  /// Appends the AlgorithmIdentifier.
  func write(into output: inout [UInt8]) {
    output.writeSequence { output in
      guard case .pkcs12(let salt, let iterations) = derivation else {
        output.writeObjectIdentifier(.pbes2)
        output.writeSequence { output in
          writeDerivation(into: &output)
          output.writeSequence { output in
            output.writeObjectIdentifier(cipherIdentifier)
            output.writeOctetString(iv.span)
          }
        }
        return
      }
      output.writeObjectIdentifier(cipherIdentifier)
      output.writeSequence { output in
        output.writeOctetString(salt.span)
        output.writeInteger(iterations)
      }
    }
  }

  private func writeDerivation(into output: inout [UInt8]) {
    output.writeSequence { output in
      switch derivation {
      case .pbkdf2(let salt, let iterations, let hash):
        output.writeObjectIdentifier(.pbkdf2)
        output.writeSequence { output in
          output.writeOctetString(salt.span)
          output.writeInteger(iterations)
          // X.690 §11.5: the default is left out.
          guard hash != .sha1 else { return }
          output.writeSequence { output in
            output.writeObjectIdentifier(hash.hmacIdentifier)
            output.writeNull()
          }
        }
      case .scrypt(let salt, let parameters):
        output.writeObjectIdentifier(.scrypt)
        output.writeSequence { output in
          output.writeOctetString(salt.span)
          output.writeInteger(parameters.cost)
          output.writeInteger(parameters.blockSize)
          output.writeInteger(parameters.parallelization)
        }
      case .pkcs12: break
      }
    }
  }

  private var cipherIdentifier: ObjectIdentifier {
    switch (cipher, derivation) {
    case (.aes(16), _): .aes128CBC
    case (.aes(24), _): .aes192CBC
    case (.aes, _): .aes256CBC
    case (.tripleDES, .pkcs12): .pbeSHA1TripleDES
    case (.tripleDES, _): .tripleDESCBC
    case (.rc2(5), _): .pbeSHA1RC2With40Bits
    case (.rc2, _): .pbeSHA1RC2With128Bits
    }
  }
}
