internal import Bytes
internal import Hashing

/// The public half of a key, expanded: t̂ in the polynomials from 0 on, and behind them Â, row by row.
struct PublicMatrix: ~Copyable, Sendable {
  let parameterSet: MLKEMParameterSet
  let polynomials: Polynomials

  init(_ parameterSet: MLKEMParameterSet) {
    self.parameterSet = parameterSet
    polynomials = Polynomials(count: parameterSet.rank * (parameterSet.rank + 1))
  }

  /// t̂[row].
  func value(_ row: Int) -> Int { row }

  /// Â[row, column].
  func entry(_ row: Int, _ column: Int) -> Int {
    parameterSet.rank + parameterSet.rank * row + column
  }

  /// Fills t̂ from the first 384·k bytes of `bytes`.
  ///
  /// - Returns: Whether each coefficient is below q.
  func decode(_ bytes: Span<UInt8>) -> Bool {
    var excess: UInt16 = 0
    for row in 0..<parameterSet.rank {
      excess |= polynomials[value(row)].decode(bytes, at: 384 * row)
    }
    return excess == 0
  }

  /// Writes t̂ as 384·k bytes.
  func encode(into output: inout MutableSpan<UInt8>) {
    for row in 0..<parameterSet.rank {
      polynomials[value(row)].encode(into: &output, at: 384 * row)
    }
  }

  /// Fills Â from ρ, 32 bytes.
  func expand(_ seed: Span<UInt8>) {
    Sampling.expandMatrix(
      seed, rank: parameterSet.rank, into: polynomials, at: parameterSet.rank)
  }
}

/// K-PKE (FIPS 203, Section 5), the encryption inside ML-KEM: never used on its own.
enum KPKE {
  /// K-PKE.KeyGen (Algorithm 13) from σ, where Â is there already: makes ŝ, and t̂ in `matrix`.
  static func generate(
    _ matrix: borrowing PublicMatrix, noiseSeed: Span<UInt8>, into secret: borrowing Polynomials
  ) {
    let rank = matrix.parameterSet.rank
    let width = matrix.parameterSet.secretNoise
    Polynomials.withScratch { scratch in
      // s in the polynomials from 0 on, e behind it.
      Sampling.sampleNoise(
        width, seed: noiseSeed, nonce: 0, into: scratch, at: 0, count: 2 * rank)
      for index in 0..<2 * rank { scratch[index].transform() }
      for row in 0..<rank {
        secret[row].clear()
        secret[row].add(scratch[row])
        let value = matrix.polynomials[matrix.value(row)]
        value.clear()
        for column in 0..<rank {
          value.addProduct(matrix.polynomials[matrix.entry(row, column)], scratch[column])
        }
        value.scaleUp()
        value.add(scratch[rank + row])
        value.reduce()
      }
    }
  }

  /// K-PKE.Encrypt (Algorithm 14) of 32 bytes with the randomness r, 32 bytes; the
  /// ciphertext goes to the front of `ciphertext`.
  static func encrypt(
    _ matrix: borrowing PublicMatrix, message: Span<UInt8>, randomness: Span<UInt8>,
    into ciphertext: inout MutableSpan<UInt8>
  ) {
    let set = matrix.parameterSet
    let rank = set.rank
    Polynomials.withScratch { scratch in
      // ŷ from 0 on, e₁ behind it, then e₂, and what is being computed.
      Sampling.sampleNoise(
        set.secretNoise, seed: randomness, nonce: 0, into: scratch, at: 0, count: rank)
      Sampling.sampleNoise(
        .two, seed: randomness, nonce: rank, into: scratch, at: rank, count: rank + 1)
      for index in 0..<rank { scratch[index].transform() }
      let sum = scratch[2 * rank + 1]
      for row in 0..<rank {
        sum.clear()
        for column in 0..<rank {
          // Of the transpose of Â.
          sum.addProduct(matrix.polynomials[matrix.entry(column, row)], scratch[column])
        }
        sum.reduce()
        sum.invertTransform()
        sum.add(scratch[rank + row])
        sum.reduce()
        let d = set.ciphertextVectorBitCount
        sum.compress(d, into: &ciphertext, at: 32 * d * row)
      }
      sum.clear()
      for column in 0..<rank {
        sum.addProduct(matrix.polynomials[matrix.value(column)], scratch[column])
      }
      sum.reduce()
      sum.invertTransform()
      sum.add(scratch[2 * rank])
      let mu = scratch[2 * rank + 2]
      mu.decompress(1, message, at: 0)
      sum.add(mu)
      sum.reduce()
      sum.compress(
        set.ciphertextValueBitCount, into: &ciphertext, at: 32 * set.ciphertextVectorBitCount * rank
      )
    }
  }

  /// K-PKE.Decrypt (Algorithm 15): fills `message`, 32 bytes.
  static func decrypt(
    _ set: MLKEMParameterSet, secret: borrowing Polynomials, ciphertext: Span<UInt8>,
    into message: inout [32 of UInt8]
  ) {
    let rank = set.rank
    let d = set.ciphertextVectorBitCount
    Polynomials.withScratch { scratch in
      let sum = scratch[0]
      let part = scratch[1]
      for row in 0..<rank {
        part.decompress(d, ciphertext, at: 32 * d * row)
        part.transform()
        sum.addProduct(secret[row], part)
      }
      sum.reduce()
      sum.invertTransform()
      part.decompress(set.ciphertextValueBitCount, ciphertext, at: 32 * d * rank)
      sum.subtract(from: part)
      var span = message.mutableSpan
      sum.compress(1, into: &span, at: 0)
    }
  }
}
