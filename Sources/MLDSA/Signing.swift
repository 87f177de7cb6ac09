public import Bytes
internal import Hashing

extension MLDSAPrivateKey {
  /// Signs `message` (ML-DSA.Sign, FIPS 204, Algorithm 2), hedged: with fresh randomness, so that neither a
  /// fault nor a bad source of randomness alone gives the key away.
  ///
  /// - Parameter context: What the signature is for, at most 255 bytes.
  /// - Returns: ``MLDSAParameterSet/signatureByteCount`` bytes.
  /// - Throws: ``MLDSAError/contextTooLong(_:)``.
  public func sign(
    _ message: Span<UInt8>, context: Span<UInt8>, using random: inout some RandomSource
  ) throws(MLDSAError) -> [UInt8] {
    let mu = try FormattedMessage.mu(publicKey.hash.span, message, context: context)
    return sign(mu.span, random.secret(32))
  }

  /// Signs `message` without randomness (FIPS 204, Section 3.4): the same signature each time. For where there
  /// is no randomness, and nobody can disturb or measure the computation.
  ///
  /// - Throws: ``MLDSAError/contextTooLong(_:)``.
  public func signDeterministically(
    _ message: Span<UInt8>, context: Span<UInt8>
  ) throws(MLDSAError) -> [UInt8] {
    let mu = try FormattedMessage.mu(publicKey.hash.span, message, context: context)
    return sign(mu.span, SecretBytes(zeroByteCount: 32))
  }

  /// Signs the digest of `message` (HashML-DSA.Sign, FIPS 204, Algorithm 4), hedged.
  ///
  /// - Throws: ``MLDSAError/contextTooLong(_:)``, and ``MLDSAError/preHashTooWeak`` for a digest weaker than
  ///   the key.
  public func sign(
    _ message: Span<UInt8>, context: Span<UInt8>, preHash: MLDSAPreHash,
    using random: inout some RandomSource
  ) throws(MLDSAError) -> [UInt8] {
    let mu = try FormattedMessage.mu(
      publicKey.hash.span, message, context: context, preHash, parameterSet)
    return sign(mu.span, random.secret(32))
  }

  /// Signs the message that `mu`, 64 bytes, stands for; see ``MLDSAPublicKey/mu(of:context:)``. Hedged.
  ///
  /// - Throws: ``MLDSAError/wrongLength(expected:actual:)``.
  public func sign(
    mu: Span<UInt8>, using random: inout some RandomSource
  ) throws(MLDSAError) -> [UInt8] {
    guard mu.count == MLDSAParameterSet.muByteCount else {
      throw .wrongLength(expected: MLDSAParameterSet.muByteCount, actual: mu.count)
    }
    return sign(mu, random.secret(32))
  }

  /// ML-DSA.Sign_internal (FIPS 204, Algorithm 7) of M' as it is with rnd, 32 bytes: for published vectors.
  package func sign(formatted: Span<UInt8>, randomness: Span<UInt8>) -> [UInt8] {
    let mu = FormattedMessage.mu(publicKey.hash.span, formatted: formatted)
    return sign(mu.span, SecretBytes(copying: randomness))
  }

  /// Algorithm 7 from line 7 on.
  private func sign(_ mu: Span<UInt8>, _ randomness: consuming SecretBytes) -> [UInt8] {
    let seed = SecretBytes(byteCount: 64) { output in
      SHA3.shake256(signingSeed, randomness.bytes, mu, into: &output)
    }
    var signature = [UInt8](repeating: 0, count: parameterSet.signatureByteCount)
    var span = signature.mutableSpan
    Polynomials.withScratch { scratch in
      var attempt = Attempt(key: parameterSet, counter: 0)
      // How often it takes another try, and by which of the checks, is independent of the key (Section 3.2
      // and the proof of CRYSTALS-Dilithium): the only thing of a rejected try that shows in the time. Its z,
      // its low bits and its hints never do; its commitment hash does, which is a hash of what has more
      // entropy than anybody can search.
      while !attempt.run(self, mu, seed.bytes, scratch, into: &span) {
        attempt.counter += parameterSet.columns
      }
    }
    declassify(signature.span)
    return signature
  }
}

/// One turn of the loop of Algorithm 7.
struct Attempt {
  let set: MLDSAParameterSet
  /// κ.
  var counter: Int

  init(key set: MLDSAParameterSet, counter: Int) {
    self.set = set
    self.counter = counter
  }

  // Where in the scratch memory things stand: y, then z; w₀, then the hints; w₁; ĉ; ŷ, then what is computed.
  private var maskAt: Int { 0 }
  private var lowAt: Int { self.set.columns }
  private var highAt: Int { self.set.columns + set.rows }
  private var challengeAt: Int { self.set.columns + 2 * set.rows }
  private var productAt: Int { challengeAt + 1 }

  /// Whether this turn gave a signature, which is in `signature` then.
  func run(
    _ key: borrowing MLDSAPrivateKey, _ mu: Span<UInt8>, _ seed: Span<UInt8>,
    _ scratch: borrowing Polynomials, into signature: inout MutableSpan<UInt8>
  ) -> Bool {
    Sampling.expandMask(seed, counter: counter, set, into: scratch)
    commit(key, mu, scratch, into: &signature)
    return respond(key, scratch) && giveHints(key, scratch, into: &signature)
  }

  /// Lines 12 to 17: w and its halves, c̃ at the front of the signature, and ĉ.
  private func commit(
    _ key: borrowing MLDSAPrivateKey, _ mu: Span<UInt8>, _ scratch: borrowing Polynomials,
    into signature: inout MutableSpan<UInt8>
  ) {
    for column in 0..<set.columns {
      scratch[productAt + column].set(scratch[maskAt + column])
      scratch[productAt + column].transform()
    }
    var sponge = SHA3(.shake256)
    sponge.update(mu)
    for row in 0..<set.rows {
      let low = scratch[lowAt + row]
      low.clear()
      for column in 0..<set.columns {
        low.addProduct(
          key.publicKey.matrix[set.columns * row + column], scratch[productAt + column])
      }
      low.reduce()
      low.invertTransform()
      low.normalize()
      let high = scratch[highAt + row]
      low.decompose(set.rounding, high: high)
      high.absorb(set.rounding, into: &sponge)
    }
    var hash = [64 of UInt8](repeating: 0)
    do {
      var span = hash.mutableSpan
      sponge.squeeze(into: &span)
    }
    sponge.erase()
    let front = hash.span.extracting(0..<set.challengeByteCount)
    declassify(front)
    for index in front.indices { signature[index] = front[index] }
    let challenge = scratch[challengeAt]
    Sampling.sampleInBallVariableTime(front, weight: set.challengeWeight, into: challenge)
    challenge.transform()
  }

  /// Lines 18 to 23: z, and w - cs₂, whose low bits are w₀ - cs₂ where the check holds.
  private func respond(
    _ key: borrowing MLDSAPrivateKey, _ scratch: borrowing Polynomials
  ) -> Bool {
    let challenge = scratch[challengeAt]
    let product = scratch[productAt]
    var excess: Int32 = 0
    for column in 0..<set.columns {
      product.setProduct(challenge, key.secrets[column])
      product.invertTransform()
      let z = scratch[maskAt + column]
      z.add(product)
      z.reduce()
      excess |= z.excess(over: set.maskBound - set.slack)
    }
    guard declassified(excess >= 0) else { return false }
    for row in 0..<set.rows {
      product.setProduct(challenge, key.secrets[set.columns + row])
      product.invertTransform()
      let low = scratch[lowAt + row]
      low.subtract(product)
      low.reduce()
      excess |= low.excess(over: set.rounding.bound - set.slack)
    }
    return declassified(excess >= 0)
  }

  /// Lines 25 to 33: the hints, and the signature.
  private func giveHints(
    _ key: borrowing MLDSAPrivateKey, _ scratch: borrowing Polynomials,
    into signature: inout MutableSpan<UInt8>
  ) -> Bool {
    let challenge = scratch[challengeAt]
    let product = scratch[productAt]
    var excess: Int32 = 0
    var count: Int32 = 0
    for row in 0..<set.rows {
      product.setProduct(challenge, key.secrets[set.columns + set.rows + row])
      product.invertTransform()
      product.reduce()
      excess |= product.excess(over: set.rounding.bound)
      let low = scratch[lowAt + row]
      low.add(product)
      count &+= low.makeHints(set.rounding, high: scratch[highAt + row])
    }
    guard declassified(excess >= 0), declassified(count <= Int32(set.hintCount)) else {
      return false
    }
    let size = 32 * set.maskBitCount
    for column in 0..<set.columns {
      scratch[maskAt + column].pack(
        set.maskBitCount, from: set.maskBound, into: &signature,
        at: set.challengeByteCount + size * column)
    }
    // The hints are part of the signature that goes out now.
    scratch.declassifyPolynomials(lowAt..<lowAt + set.rows)
    Hints.packVariableTime(
      scratch, from: lowAt, set, into: &signature,
      at: set.challengeByteCount + size * set.columns)
    return true
  }
}
