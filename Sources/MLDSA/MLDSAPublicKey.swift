internal import Bytes
internal import Hashing

/// The public half of a key of ML-DSA (FIPS 204), expanded for use.
public struct MLDSAPublicKey: ~Copyable, Sendable {
  /// The parameter set.
  public let parameterSet: MLDSAParameterSet
  /// pk: ``MLDSAParameterSet/publicKeyByteCount`` bytes.
  public let bytes: [UInt8]
  /// Â, row by row.
  let matrix: Polynomials
  /// NTT(t₁·2^d).
  private let value: Polynomials
  /// tr: H(pk).
  let hash: [64 of UInt8]

  /// The key in `bytes`. Every string of the right length is one (Algorithm 23).
  ///
  /// - Throws: ``MLDSAError/wrongLength(expected:actual:)``.
  public init(_ parameterSet: MLDSAParameterSet, bytes: Span<UInt8>) throws(MLDSAError) {
    guard bytes.count == parameterSet.publicKeyByteCount else {
      throw .wrongLength(expected: parameterSet.publicKeyByteCount, actual: bytes.count)
    }
    self.init(
      parameterSet, bytes: [UInt8](copying: bytes),
      matrix: Self.expand(parameterSet, bytes.extracting(0..<32)))
  }

  init(_ parameterSet: MLDSAParameterSet, bytes: [UInt8], matrix: consuming Polynomials) {
    self.parameterSet = parameterSet
    self.bytes = bytes
    self.matrix = matrix
    let value = Polynomials(count: parameterSet.rows)
    Self.unpack(bytes.span, into: value)
    self.value = value
    var hash = [64 of UInt8](repeating: 0)
    let none: [UInt8] = []
    do {
      var span = hash.mutableSpan
      SHA3.shake256(bytes.span, none.span, none.span, into: &span)
    }
    self.hash = hash
  }

  /// Fills `value` with NTT(t₁·2^d) of pk.
  private static func unpack(_ bytes: Span<UInt8>, into value: borrowing Polynomials) {
    for row in 0..<value.count {
      let polynomial = value[row]
      polynomial.unpack(10, bytes, at: 32 + 320 * row)
      for index in 0..<256 { polynomial[index] &<<= 13 }
      polynomial.transform()
    }
  }

  /// Â of ρ, 32 bytes.
  static func expand(_ set: MLDSAParameterSet, _ seed: Span<UInt8>) -> Polynomials {
    let matrix = Polynomials(count: set.rows * set.columns)
    Sampling.expandMatrix(seed, rows: set.rows, columns: set.columns, into: matrix)
    return matrix
  }

  /// Whether `signature` is one of `message` under this key (ML-DSA.Verify, FIPS 204, Algorithm 3).
  ///
  /// - Parameter context: What the signature is for, at most 255 bytes; with more there is none.
  public func isValid(
    signature: Span<UInt8>, for message: Span<UInt8>, context: Span<UInt8>
  ) -> Bool {
    guard let mu = try? FormattedMessage.mu(hash.span, message, context: context) else {
      return false
    }
    return verify(signature, mu.span)
  }

  /// Whether `signature` is one of the digest of `message` (HashML-DSA.Verify, FIPS 204, Algorithm 5). False,
  /// too, where the digest is weaker than the key.
  public func isValid(
    signature: Span<UInt8>, for message: Span<UInt8>, context: Span<UInt8>,
    preHash: MLDSAPreHash
  ) -> Bool {
    guard
      let mu = try? FormattedMessage.mu(
        hash.span, message, context: context, preHash, parameterSet)
    else { return false }
    return verify(signature, mu.span)
  }

  /// Whether `signature` is one of the message that `mu` stands for; see ``mu(of:context:)``.
  public func isValid(signature: Span<UInt8>, mu: Span<UInt8>) -> Bool {
    guard mu.count == MLDSAParameterSet.muByteCount else { return false }
    return verify(signature, mu)
  }

  /// ML-DSA.Verify_internal (FIPS 204, Algorithm 8) of M' as it is, for published vectors.
  package func isValid(signature: Span<UInt8>, formatted: Span<UInt8>) -> Bool {
    let mu = FormattedMessage.mu(hash.span, formatted: formatted)
    return verify(signature, mu.span)
  }

  /// μ of a message, 64 bytes: what is signed where the message is not at hand (FIPS 204, Algorithm 7,
  /// line 6).
  ///
  /// - Throws: ``MLDSAError/contextTooLong(_:)``.
  public func mu(of message: Span<UInt8>, context: Span<UInt8>) throws(MLDSAError) -> [UInt8] {
    let mu = try FormattedMessage.mu(hash.span, message, context: context)
    return [UInt8](copying: mu.span)
  }

  /// Algorithm 8 from line 2 on. All of it is public.
  private func verify(_ signature: Span<UInt8>, _ mu: Span<UInt8>) -> Bool {
    let set = parameterSet
    guard signature.count == set.signatureByteCount else { return false }
    let challengeEnd = set.challengeByteCount
    let responseByteCount = 32 * set.maskBitCount
    let hints = signature.extracting((challengeEnd + set.columns * responseByteCount)...)
    guard Hints.areCanonical(hints, set) else { return false }
    return Polynomials.withScratch { scratch in
      // ẑ from 0 on, then ĉ, a row, and what its bits are.
      var excess: Int32 = 0
      for column in 0..<set.columns {
        let z = scratch[column]
        z.unpack(
          set.maskBitCount, from: set.maskBound, signature,
          at: challengeEnd + column * responseByteCount)
        excess |= z.excess(over: set.maskBound - set.slack)
        z.transform()
      }
      guard excess >= 0 else { return false }
      let challenge = scratch[set.columns]
      Sampling.sampleInBallVariableTime(
        signature.extracting(0..<challengeEnd), weight: set.challengeWeight, into: challenge)
      challenge.transform()
      let row = scratch[set.columns + 1]
      let hint = scratch[set.columns + 2]
      var sponge = SHA3(.shake256)
      sponge.update(mu)
      for index in 0..<set.rows {
        row.clear()
        for column in 0..<set.columns {
          row.addProduct(matrix[set.columns * index + column], scratch[column])
        }
        hint.setProduct(challenge, value[index])
        row.subtract(hint)
        row.reduce()
        row.invertTransform()
        row.normalize()
        Hints.unpack(hints, row: index, set, into: hint)
        for place in 0..<256 {
          row[place] = set.rounding.useHintVariableTime(hint[place] != 0, row[place])
        }
        row.absorb(set.rounding, into: &sponge)
      }
      var computed = [64 of UInt8](repeating: 0)
      var span = computed.mutableSpan
      sponge.squeeze(into: &span)
      return equalVariableTime(
        computed.span.extracting(0..<challengeEnd), signature.extracting(0..<challengeEnd))
    } ?? false
  }
}

extension Polynomial {
  /// Hashes w1Encode (Algorithm 28) of one row of w₁.
  func absorb(_ rounding: Rounding, into sponge: inout SHA3) {
    var bytes = [192 of UInt8](repeating: 0)
    do {
      var span = bytes.mutableSpan
      pack(rounding.highBitCount, into: &span, at: 0)
    }
    sponge.update(bytes.span.extracting(0..<32 * rounding.highBitCount))
    erase(&bytes)
  }
}
