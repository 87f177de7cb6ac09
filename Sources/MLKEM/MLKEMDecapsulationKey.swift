public import Bytes
internal import CIntrinsics
internal import Hashing

/// The private half of a key of ML-KEM (FIPS 203), with the public one.
public struct MLKEMDecapsulationKey: ~Copyable, Sendable {
  /// The public half.
  public let encapsulationKey: MLKEMEncapsulationKey
  /// Whether the key was made of a seed, or only came in its expanded form.
  public let hasSeed: Bool
  /// d ‖ z; without a seed d is zeros.
  private let seedMemory: SecretBytes
  /// ŝ.
  private let secret: Polynomials

  /// The parameter set.
  public var parameterSet: MLKEMParameterSet { encapsulationKey.parameterSet }

  /// ML-KEM.KeyGen (FIPS 203, Algorithm 19): a new key.
  public init(_ parameterSet: MLKEMParameterSet, using random: inout some RandomSource) {
    self.init(parameterSet, ownedSeed: random.secret(MLKEMParameterSet.seedByteCount))
  }

  /// ML-KEM.KeyGen_internal (FIPS 203, Algorithm 16): the key of a seed, d ‖ z, 64 bytes.
  ///
  /// - Throws: ``MLKEMError/wrongLength(expected:actual:)``.
  public init(_ parameterSet: MLKEMParameterSet, seed: Span<UInt8>) throws(MLKEMError) {
    guard seed.count == MLKEMParameterSet.seedByteCount else {
      throw .wrongLength(expected: MLKEMParameterSet.seedByteCount, actual: seed.count)
    }
    self.init(parameterSet, ownedSeed: SecretBytes(copying: seed))
  }

  private init(_ parameterSet: MLKEMParameterSet, ownedSeed seed: consuming SecretBytes) {
    let rank = parameterSet.rank
    let matrix = PublicMatrix(parameterSet)
    secret = Polynomials(count: rank)
    // (ρ, σ) is G(d ‖ k).
    var seeds = [64 of UInt8](repeating: 0)
    let domain = [UInt8(truncatingIfNeeded: rank)]
    do {
      var span = seeds.mutableSpan
      SHA3.hash(.sha3_512, seed.bytes.extracting(0..<32), domain.span, into: &span)
    }
    var bytes = [UInt8](repeating: 0, count: parameterSet.encapsulationKeyByteCount)
    do {
      let rho = seeds.span.extracting(0..<32)
      declassify(rho)
      matrix.expand(rho)
      KPKE.generate(matrix, noiseSeed: seeds.span.extracting(32..<64), into: secret)
      var output = bytes.mutableSpan
      matrix.encode(into: &output)
      for index in 0..<32 { output[384 * rank + index] = rho[index] }
    }
    erase(&seeds)
    declassify(bytes.span)
    encapsulationKey = MLKEMEncapsulationKey(matrix, bytes: bytes)
    seedMemory = seed
    hasSeed = true
  }

  /// The key in its expanded form (FIPS 203, Algorithm 16, line 3),
  /// ``MLKEMParameterSet/decapsulationKeyByteCount`` bytes.
  ///
  /// - Throws: ``MLKEMError``: the checks of FIPS 203, Section 7.3, and that of Section 7.2 for both halves.
  ///   No check finds out whether the halves belong together.
  public init(_ parameterSet: MLKEMParameterSet, expanded: Span<UInt8>) throws(MLKEMError) {
    let expected = parameterSet.decapsulationKeyByteCount
    guard expanded.count == expected else {
      throw .wrongLength(expected: expected, actual: expanded.count)
    }
    let rank = parameterSet.rank
    let publicEnd = 768 * rank + 32
    let publicBytes = expanded.extracting(384 * rank..<publicEnd)
    declassify(publicBytes)
    let publicKey = try MLKEMEncapsulationKey(parameterSet, bytes: publicBytes)
    let stated = expanded.extracting(publicEnd..<publicEnd + 32)
    let computed = publicKey.hash
    guard declassified(equalInConstantTime(stated, computed.span)) else { throw .hashMismatch }
    let secret = Polynomials(count: rank)
    guard Self.decode(expanded, into: secret) else { throw .coefficientOutOfRange }
    self.secret = secret
    encapsulationKey = publicKey
    seedMemory = SecretBytes(byteCount: MLKEMParameterSet.seedByteCount) { memory in
      for index in 0..<32 { memory[32 + index] = expanded[publicEnd + 32 + index] }
    }
    hasSeed = false
  }

  /// Fills ŝ from the front of `bytes`; whether each coefficient is below q.
  private static func decode(_ bytes: Span<UInt8>, into secret: borrowing Polynomials) -> Bool {
    var excess: UInt16 = 0
    for row in 0..<secret.count { excess |= secret[row].decode(bytes, at: 384 * row) }
    return declassified(excess == 0)
  }

  /// d ‖ z, 64 bytes: what to keep of the key. Nil where it came in its expanded form.
  public var seed: Span<UInt8>? {
    @_lifetime(borrow self)
    get { hasSeed ? seedMemory.bytes : nil }
  }

  /// The key in its expanded form (FIPS 203, Algorithm 16, line 3),
  /// ``MLKEMParameterSet/decapsulationKeyByteCount`` bytes: ŝ ‖ ek ‖ H(ek) ‖ z.
  public func expanded() -> SecretBytes {
    let rank = parameterSet.rank
    return SecretBytes(byteCount: parameterSet.decapsulationKeyByteCount) { output in
      for row in 0..<rank { secret[row].encode(into: &output, at: 384 * row) }
      let publicBytes = encapsulationKey.bytes.span
      for index in publicBytes.indices { output[384 * rank + index] = publicBytes[index] }
      for index in 0..<32 {
        output[768 * rank + 32 + index] = encapsulationKey.hash[index]
        output[768 * rank + 64 + index] = seedMemory.bytes[32 + index]
      }
    }
  }

  /// ML-KEM.Decaps (FIPS 203, Algorithm 21): the shared secret of a ciphertext, 32 bytes.
  ///
  /// A ciphertext that nobody made with the encapsulation key gives a secret that nobody knows, in the same
  /// time (implicit rejection): what fails then is what the secret is used for.
  ///
  /// - Throws: ``MLKEMError/wrongLength(expected:actual:)``.
  public func decapsulate(_ ciphertext: Span<UInt8>) throws(MLKEMError) -> SecretBytes {
    let expected = parameterSet.ciphertextByteCount
    guard ciphertext.count == expected else {
      throw .wrongLength(expected: expected, actual: ciphertext.count)
    }
    return SecretBytes(byteCount: MLKEMParameterSet.sharedSecretByteCount) { shared in
      // K' and r'.
      var output = [64 of UInt8](repeating: 0)
      var message = [32 of UInt8](repeating: 0)
      KPKE.decrypt(parameterSet, secret: secret, ciphertext: ciphertext, into: &message)
      encapsulationKey.derive(message.span, &output)
      // What the secret is where the ciphertext is rejected: J(z ‖ c).
      SHA3.hash(
        .shake256, seedMemory.bytes.extracting(32..<64), ciphertext, into: &shared)
      var again = [1_568 of UInt8](repeating: 0)
      do {
        var span = again.mutableSpan
        KPKE.encrypt(
          encapsulationKey.matrix, message: message.span,
          randomness: output.span.extracting(32..<64), into: &span)
      }
      var difference: UInt8 = 0
      for index in 0..<expected { difference |= again[index] ^ ciphertext[index] }
      // All ones where both are the same. Nothing is left to tell a compiler that this is a choice.
      let same = UInt8(
        truncatingIfNeeded: mtls_hidden((UInt64(difference) &- 1) &>> 8))
      for index in 0..<32 { shared[index] ^= same & (shared[index] ^ output[index]) }
      erase(&output)
      erase(&message)
      erase(&again)
    }
  }
}
