public import Bytes
internal import Hashing

/// A shared secret, and the ciphertext that tells it to the owner of the key.
public struct MLKEMEncapsulation: ~Copyable, Sendable {
  /// 32 bytes.
  public let sharedSecret: SecretBytes
  /// ``MLKEMParameterSet/ciphertextByteCount`` bytes, to be sent.
  public let ciphertext: [UInt8]

  /// Moves the secret out.
  public consuming func takeSharedSecret() -> SecretBytes { sharedSecret }
}

/// The public half of a key of ML-KEM, checked (FIPS 203, Section 7.2) and expanded for use.
public struct MLKEMEncapsulationKey: ~Copyable, Sendable {
  /// The parameter set.
  public let parameterSet: MLKEMParameterSet
  /// ek: ``MLKEMParameterSet/encapsulationKeyByteCount`` bytes.
  public let bytes: [UInt8]
  /// t̂ and Â.
  let matrix: PublicMatrix
  /// H(ek).
  let hash: [32 of UInt8]

  /// The key in `bytes`.
  ///
  /// - Throws: ``MLKEMError/wrongLength(expected:actual:)`` and ``MLKEMError/coefficientOutOfRange``, the
  ///   checks of FIPS 203, Section 7.2.
  public init(_ parameterSet: MLKEMParameterSet, bytes: Span<UInt8>) throws(MLKEMError) {
    let expected = parameterSet.encapsulationKeyByteCount
    guard bytes.count == expected else {
      throw .wrongLength(expected: expected, actual: bytes.count)
    }
    let matrix = PublicMatrix(parameterSet)
    guard matrix.decode(bytes) else { throw .coefficientOutOfRange }
    matrix.expand(bytes.extracting(384 * parameterSet.rank..<expected))
    self.init(matrix, bytes: [UInt8](copying: bytes))
  }

  /// The key of a matrix that has been made already.
  init(_ matrix: consuming PublicMatrix, bytes: [UInt8]) {
    parameterSet = matrix.parameterSet
    self.bytes = bytes
    self.matrix = matrix
    var hash = [32 of UInt8](repeating: 0)
    var span = hash.mutableSpan
    let none: [UInt8] = []
    SHA3.hash(.sha3_256, bytes.span, none.span, into: &span)
    self.hash = hash
  }

  /// ML-KEM.Encaps (FIPS 203, Algorithm 20): a new secret, and its ciphertext.
  public func encapsulate(using random: inout some RandomSource) -> MLKEMEncapsulation {
    var message = [32 of UInt8](repeating: 0)
    var span = message.mutableSpan
    random.fill(&span)
    let result = encapsulate(message: message.span)
    erase(&message)
    return result
  }

  /// ML-KEM.Encaps_internal (FIPS 203, Algorithm 17), for published vectors: `message` is m, 32 bytes, and
  /// a secret that is only as random as m.
  package func encapsulate(message: Span<UInt8>) -> MLKEMEncapsulation {
    var ciphertext = [UInt8](repeating: 0, count: parameterSet.ciphertextByteCount)
    let secret = SecretBytes(byteCount: MLKEMParameterSet.sharedSecretByteCount) { secret in
      var output = [64 of UInt8](repeating: 0)
      derive(message, &output)
      var span = ciphertext.mutableSpan
      KPKE.encrypt(
        matrix, message: message, randomness: output.span.extracting(32..<64), into: &span)
      for index in 0..<32 { secret[index] = output[index] }
      erase(&output)
    }
    declassify(ciphertext.span)
    return MLKEMEncapsulation(sharedSecret: secret, ciphertext: ciphertext)
  }

  /// G(m ‖ H(ek)): the shared secret and the randomness, 32 bytes each.
  func derive(_ message: Span<UInt8>, _ output: inout [64 of UInt8]) {
    var span = output.mutableSpan
    SHA3.hash(.sha3_512, message, hash.span, into: &span)
  }
}
