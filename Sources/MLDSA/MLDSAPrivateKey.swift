public import Bytes
internal import Hashing

/// The private half of a key of ML-DSA (FIPS 204), with the public one.
public struct MLDSAPrivateKey: ~Copyable, Sendable {
  /// The public half.
  public let publicKey: MLDSAPublicKey
  /// Whether the key was made of a seed, or only came in its expanded form.
  public let hasSeed: Bool
  /// ξ; without a seed zeros.
  private let seedMemory: SecretBytes
  /// ρ ‖ K ‖ tr ‖ s₁ ‖ s₂ ‖ t₀.
  private let expandedMemory: SecretBytes
  /// ŝ₁, ŝ₂ and t̂₀: ℓ, k and k polynomials.
  let secrets: Polynomials

  /// The parameter set.
  public var parameterSet: MLDSAParameterSet { publicKey.parameterSet }

  /// ML-DSA.KeyGen (FIPS 204, Algorithm 1): a new key.
  public init(_ parameterSet: MLDSAParameterSet, using random: inout some RandomSource) {
    self.init(parameterSet, ownedSeed: random.secret(MLDSAParameterSet.seedByteCount))
  }

  /// ML-DSA.KeyGen_internal (FIPS 204, Algorithm 6): the key of a seed ξ, 32 bytes.
  ///
  /// - Throws: ``MLDSAError/wrongLength(expected:actual:)``.
  public init(_ parameterSet: MLDSAParameterSet, seed: Span<UInt8>) throws(MLDSAError) {
    guard seed.count == MLDSAParameterSet.seedByteCount else {
      throw .wrongLength(expected: MLDSAParameterSet.seedByteCount, actual: seed.count)
    }
    self.init(parameterSet, ownedSeed: SecretBytes(copying: seed))
  }

  private init(_ set: MLDSAParameterSet, ownedSeed seed: consuming SecretBytes) {
    // (ρ, ρ', K) is H(ξ ‖ k ‖ ℓ).
    let none: [UInt8] = []
    let domain = [UInt8(truncatingIfNeeded: set.rows), UInt8(truncatingIfNeeded: set.columns)]
    let seeds = SecretBytes(byteCount: 128) { output in
      SHA3.shake256(seed.bytes, domain.span, none.span, into: &output)
    }
    let secrets = Polynomials(count: set.columns + 2 * set.rows)
    let publicKey = Self.generate(set, seeds.bytes, secrets)
    expandedMemory = SecretBytes(byteCount: set.privateKeyByteCount) { output in
      for index in 0..<32 {
        output[index] = seeds.bytes[index]
        output[32 + index] = seeds.bytes[96 + index]
      }
      for index in 0..<64 { output[64 + index] = publicKey.hash[index] }
      KeyArithmetic.pack(set, secrets, into: &output)
    }
    KeyArithmetic.transform(secrets)
    self.publicKey = publicKey
    self.secrets = secrets
    seedMemory = seed
    hasSeed = true
  }

  /// Fills `secrets` from ρ and ρ'; the public key of them.
  private static func generate(
    _ set: MLDSAParameterSet, _ seeds: Span<UInt8>, _ secrets: borrowing Polynomials
  ) -> MLDSAPublicKey {
    let rho = seeds.extracting(0..<32)
    declassify(rho)
    let matrix = MLDSAPublicKey.expand(set, rho)
    Sampling.expandSecrets(
      seeds.extracting(32..<96), bound: set.secretBound, count: set.columns + set.rows,
      into: secrets)
    let bytes = KeyArithmetic.makePublicKey(set, seed: rho, matrix, secrets)
    return MLDSAPublicKey(set, bytes: bytes, matrix: matrix)
  }

  /// The key in its expanded form (FIPS 204, Algorithm 24), ``MLDSAParameterSet/privateKeyByteCount`` bytes.
  ///
  /// - Throws: ``MLDSAError``: for another length, for secrets out of their range, and where the public key
  ///   that they give does not have the hash or the low bits that the rest claims.
  public init(_ set: MLDSAParameterSet, expanded: Span<UInt8>) throws(MLDSAError) {
    guard expanded.count == set.privateKeyByteCount else {
      throw .wrongLength(expected: set.privateKeyByteCount, actual: expanded.count)
    }
    let rho = expanded.extracting(0..<32)
    declassify(rho)
    let matrix = MLDSAPublicKey.expand(set, rho)
    let secrets = Polynomials(count: set.columns + 2 * set.rows)
    guard KeyArithmetic.unpack(set, expanded, into: secrets) else { throw .secretOutOfRange }
    // t₀ is written by this, so that what is packed again shows whether it was right.
    let publicBytes = KeyArithmetic.makePublicKey(set, seed: rho, matrix, secrets)
    let publicKey = MLDSAPublicKey(set, bytes: publicBytes, matrix: matrix)
    let memory = SecretBytes(byteCount: set.privateKeyByteCount) { output in
      for index in 0..<64 { output[index] = expanded[index] }
      for index in 0..<64 { output[64 + index] = publicKey.hash[index] }
      KeyArithmetic.pack(set, secrets, into: &output)
    }
    guard Self.areEqual(memory, expanded) else { throw .inconsistentKey }
    KeyArithmetic.transform(secrets)
    self.publicKey = publicKey
    self.secrets = secrets
    expandedMemory = memory
    seedMemory = SecretBytes(zeroByteCount: MLDSAParameterSet.seedByteCount)
    hasSeed = false
  }

  private static func areEqual(_ memory: borrowing SecretBytes, _ bytes: Span<UInt8>) -> Bool {
    declassified(equalInConstantTime(memory.bytes, bytes))
  }

  /// ξ, 32 bytes: what to keep of the key. Nil where it came in its expanded form.
  public var seed: Span<UInt8>? {
    @_lifetime(borrow self)
    get { hasSeed ? seedMemory.bytes : nil }
  }

  /// The key in its expanded form (FIPS 204, Algorithm 24), ``MLDSAParameterSet/privateKeyByteCount`` bytes.
  public var expanded: Span<UInt8> {
    @_lifetime(borrow self)
    get { expandedMemory.bytes }
  }

  /// K: 32 bytes, of which the randomness of signatures is made.
  var signingSeed: Span<UInt8> {
    @_lifetime(borrow self)
    get { expandedMemory.bytes.extracting(32..<64) }
  }
}

/// What key generation and the reading of keys share.
enum KeyArithmetic {
  /// Algorithm 6, lines 5 to 8: the public key of s₁ and s₂, which are polynomials from 0 on; t₀ is written
  /// behind them.
  static func makePublicKey(
    _ set: MLDSAParameterSet, seed: Span<UInt8>, _ matrix: borrowing Polynomials,
    _ secrets: borrowing Polynomials
  ) -> [UInt8] {
    var bytes = [UInt8](copying: seed)
    bytes.append(contentsOf: repeatElement(0, count: 320 * set.rows))
    var span = bytes.mutableSpan
    Polynomials.withScratch { scratch in
      for column in 0..<set.columns {
        scratch[column].set(secrets[column])
        scratch[column].transform()
      }
      let high = scratch[set.columns]
      for row in 0..<set.rows {
        let value = secrets[set.columns + set.rows + row]
        value.clear()
        for column in 0..<set.columns {
          value.addProduct(matrix[set.columns * row + column], scratch[column])
        }
        value.reduce()
        value.invertTransform()
        value.add(secrets[set.columns + row])
        value.normalize()
        value.roundToPower(high: high)
        high.pack(10, into: &span, at: 32 + 320 * row)
      }
    }
    declassify(bytes.span)
    return bytes
  }

  /// The end of skEncode (Algorithm 24): s₁, s₂ and t₀, from byte 128 on.
  static func pack(
    _ set: MLDSAParameterSet, _ secrets: borrowing Polynomials,
    into output: inout MutableSpan<UInt8>
  ) {
    let size = 32 * set.secretBitCount
    let count = set.columns + set.rows
    for index in 0..<count {
      secrets[index].pack(
        set.secretBitCount, from: set.secretBound, into: &output, at: 128 + size * index)
    }
    for row in 0..<set.rows {
      secrets[count + row].pack(
        13, from: 1 << 12, into: &output, at: 128 + size * count + 416 * row)
    }
  }

  /// The end of skDecode (Algorithm 25) without t₀; whether the coefficients are between -η and η.
  static func unpack(
    _ set: MLDSAParameterSet, _ input: Span<UInt8>, into secrets: borrowing Polynomials
  ) -> Bool {
    let size = 32 * set.secretBitCount
    var excess: Int32 = 0
    for index in 0..<set.columns + set.rows {
      secrets[index].unpack(
        set.secretBitCount, from: set.secretBound, input, at: 128 + size * index)
      excess |= secrets[index].excess(over: set.secretBound + 1)
    }
    return declassified(excess >= 0)
  }

  /// Takes all of a key's secrets into the domain where they are multiplied.
  static func transform(_ secrets: borrowing Polynomials) {
    for index in 0..<secrets.count { secrets[index].transform() }
  }
}
