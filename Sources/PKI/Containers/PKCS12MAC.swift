import Bytes
import DER
import PasswordEncryption

/// What guards a PKCS #12 container against changes: MacData (RFC 7292, Section 4), whose key is derived by PKCS #12's
/// own function, or by PBKDF2 in PBMAC1 (RFC 9579).
struct PKCS12MAC {
  private enum Derivation {
    case pkcs12(salt: [UInt8], iterations: Int)
    case pbkdf2(salt: [UInt8], iterations: Int, PasswordHash, keyByteCount: Int)
  }

  private let derivation: Derivation
  private let hash: PasswordHash
  private let digest: [UInt8]

  init(_ macData: [UInt8]) throws(ContainerError) {
    let (algorithm, digest, salt, iterations) = try readingContainer { () throws(DERError) in
      var reader = DERReader(macData.span)
      var sequence = try reader.sequence("MacData")
      var info = try sequence.sequence("mac")
      let algorithm = try AlgorithmIdentifier(from: &info, "digestAlgorithm")
      let digest = [UInt8](copying: try info.octetString("digest"))
      try info.requireEnd("mac")
      let salt = [UInt8](copying: try sequence.octetString("macSalt"))
      let iterations =
        sequence.isAtEnd ? 1 : try sequence.smallInteger("iterations", maximum: Int.max)
      try sequence.requireEnd("MacData")
      return (algorithm, digest, salt, iterations)
    }
    self.digest = digest
    if algorithm.algorithm == .pbmac1 {
      (derivation, hash) = try PKCS12MAC.pbmac1(algorithm)
      return
    }
    guard let hash = PasswordHash.allCases.first(where: { $0.identifier == algorithm.algorithm })
    else {
      throw .unsupported("its MAC is made with \(algorithm.algorithm), which is not supported")
    }
    try PasswordBasedEncryption.check(salt, iterations: iterations)
    self.hash = hash
    derivation = .pkcs12(salt: salt, iterations: iterations)
  }

  /// PBMAC1-params (RFC 8018, Appendix A.5).
  private static func pbmac1(
    _ algorithm: AlgorithmIdentifier
  ) throws(ContainerError) -> (Derivation, PasswordHash) {
    let (function, scheme, length) = try readingContainer { () throws(DERError) in
      let parameters = algorithm.parameters ?? []
      var reader = DERReader(parameters.span)
      var sequence = try reader.sequence("PBMAC1-params")
      let function = try AlgorithmIdentifier(from: &sequence, "keyDerivationFunc")
      let scheme = try AlgorithmIdentifier(from: &sequence, "messageAuthScheme")
      try sequence.requireEnd("PBMAC1-params")
      // RFC 9579 §3: the length of the key is there.
      let inner = function.parameters ?? []
      var innerReader = DERReader(inner.span)
      var values = try innerReader.sequence("PBKDF2-params")
      _ = try values.value("salt")
      _ = try values.value("iterationCount")
      return (function, scheme, try values.smallInteger("keyLength", maximum: 64))
    }
    guard function.algorithm == .pbkdf2,
      let hash = PasswordHash.allCases.first(where: { $0.hmacIdentifier == scheme.algorithm }),
      // RFC 9579 §5 MUST NOT: keys shorter than 20 octets.
      length >= 20,
      case .pbkdf2(let salt, let iterations, let function) = try PasswordBasedEncryption.pbkdf2(
        function, keyByteCount: length)
    else { throw .unsupported("its PBMAC1 is of a kind that is not supported") }
    return (
      .pbkdf2(salt: salt, iterations: iterations, function, keyByteCount: length), hash
    )
  }

  /// A new MAC about `safe`.
  init(
    about safe: Span<UInt8>, _ hash: PasswordHash, iterations: Int, salt: [UInt8],
    password: borrowing FilePassword
  ) {
    self.hash = hash
    derivation = .pkcs12(salt: salt, iterations: iterations)
    let text = password.utf16()
    let key = PKCS12KeyDerivation.derive(
      .macKey, password: text.bytes, salt: salt.span, iterations: iterations, hash: hash,
      byteCount: hash.digestByteCount)
    digest = PasswordMAC(hash, key: key.bytes).code(for: safe)
  }

  /// Appends MacData.
  func write(into output: inout [UInt8]) {
    guard case .pkcs12(let salt, let iterations) = derivation else { return }
    output.writeSequence { output in
      output.writeSequence { output in
        output.writeSequence { output in
          output.writeObjectIdentifier(hash.identifier)
          output.writeNull()
        }
        output.writeOctetString(digest.span)
      }
      output.writeOctetString(salt.span)
      output.writeInteger(iterations)
    }
  }

  /// Whether it rests on SHA-1.
  var isLegacy: Bool { hash == .sha1 }

  var description: String {
    switch derivation {
    case .pkcs12(_, let iterations):
      "HMAC-\(hash.name), \(iterations) iterations" + (isLegacy ? " (legacy)" : "")
    case .pbkdf2(_, let iterations, let function, _):
      "PBMAC1: PBKDF2 with HMAC-\(function.name), \(iterations) iterations; HMAC-\(hash.name)"
    }
  }

  /// Whether this is the MAC of `safe`; `utf16` is the password as PKCS #12 takes it.
  func isRight(
    for safe: Span<UInt8>, password: borrowing FilePassword, utf16: Span<UInt8>
  ) -> Bool {
    let key =
      switch derivation {
      case .pkcs12(let salt, let iterations):
        PKCS12KeyDerivation.derive(
          .macKey, password: utf16, salt: salt.span, iterations: iterations, hash: hash,
          byteCount: hash.digestByteCount)
      case .pbkdf2(let salt, let iterations, let function, let keyByteCount):
        PBKDF2.deriveKey(
          password: password.text.bytes, salt: salt.span, iterations: iterations, hash: function,
          byteCount: keyByteCount)
      }
    let code = PasswordMAC(hash, key: key.bytes).code(for: safe)
    return equalInConstantTime(code.span, digest.span)
  }
}
