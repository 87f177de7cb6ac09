/// FIPS 203, Section 4.2.1.
extension Polynomial {
  /// ByteEncode₁₂ (Algorithm 5) of residues of absolute value below q: 384 bytes from `offset` on.
  func encode(into output: inout MutableSpan<UInt8>, at offset: Int) {
    for pair in 0..<128 {
      let low = UInt16(bitPattern: Residue.nonnegative(self[2 * pair]))
      let high = UInt16(bitPattern: Residue.nonnegative(self[2 * pair + 1]))
      output[offset + 3 * pair] = UInt8(truncatingIfNeeded: low)
      output[offset + 3 * pair + 1] = UInt8(truncatingIfNeeded: low &>> 8 | high &<< 4)
      output[offset + 3 * pair + 2] = UInt8(truncatingIfNeeded: high &>> 4)
    }
  }

  /// ByteDecode₁₂ (Algorithm 6) of 384 bytes from `offset` on.
  ///
  /// - Returns: Zero if each coefficient is below q (the modulus check of Section 7.2); not a verdict to
  ///   branch on while the coefficients are secret.
  func decode(_ input: Span<UInt8>, at offset: Int) -> UInt16 {
    var excess: UInt16 = 0
    for pair in 0..<128 {
      let (b0, b1, b2) = (
        UInt16(input[offset + 3 * pair]), UInt16(input[offset + 3 * pair + 1]),
        UInt16(input[offset + 3 * pair + 2])
      )
      let low = b0 | (b1 & 15) &<< 8
      let high = b1 &>> 4 | b2 &<< 4
      // 3328 - x borrows into the highest bit where x is not below q.
      excess |= (3_328 &- low) | (3_328 &- high)
      self[2 * pair] = Int16(bitPattern: low)
      self[2 * pair + 1] = Int16(bitPattern: high)
    }
    return excess &>> 15
  }

  /// ByteEncode_d(Compress_d(f)), of residues of absolute value below q: 32·d bytes from `offset` on.
  func compress(_ d: Int, into output: inout MutableSpan<UInt8>, at offset: Int) {
    switch d {
    case 1: compressBits(1, &output, offset)
    case 4: compressBits(4, &output, offset)
    case 5: compressBits(5, &output, offset)
    case 10: compressBits(10, &output, offset)
    default: compressBits(11, &output, offset)
    }
  }

  @inline(__always)
  private func compressBits(_ d: Int, _ output: inout MutableSpan<UInt8>, _ offset: Int) {
    for group in 0..<32 {
      var bits: UInt128 = 0
      for index in 0..<8 {
        let x = UInt64(UInt16(bitPattern: Residue.nonnegative(self[8 * group + index])))
        // Compress_d (4.7): (2^d·x + (q - 1)/2)/q. The quotient of a number below 2²⁴ by q is the upper
        // part of the product by 2³⁶/q, rounded up: a division would take a time of its own.
        let quotient = ((x &<< UInt64(d) &+ 1_664) &* 20_642_679) &>> 36
        bits |= UInt128(quotient & (1 &<< UInt64(d) &- 1)) &<< UInt128(d * index)
      }
      for index in 0..<d {
        output[offset + d * group + index] = UInt8(truncatingIfNeeded: bits &>> UInt128(8 * index))
      }
    }
  }

  /// Decompress_d(ByteDecode_d(bytes)) of 32·d bytes from `offset` on: 0..<q.
  func decompress(_ d: Int, _ input: Span<UInt8>, at offset: Int) {
    switch d {
    case 1: decompressBits(1, input, offset)
    case 4: decompressBits(4, input, offset)
    case 5: decompressBits(5, input, offset)
    case 10: decompressBits(10, input, offset)
    default: decompressBits(11, input, offset)
    }
  }

  @inline(__always)
  private func decompressBits(_ d: Int, _ input: Span<UInt8>, _ offset: Int) {
    for group in 0..<32 {
      var bits: UInt128 = 0
      for index in 0..<d {
        bits |= UInt128(input[offset + d * group + index]) &<< UInt128(8 * index)
      }
      for index in 0..<8 {
        let y = UInt32(truncatingIfNeeded: bits &>> UInt128(d * index)) & (1 &<< UInt32(d) &- 1)
        // Decompress_d (4.8): (q·y + 2^(d-1))/2^d. Of one bit, q/2 rounded up, times the bit: no branch.
        self[8 * group + index] = Int16(
          truncatingIfNeeded: (y &* 3_329 &+ 1 &<< UInt32(d - 1)) &>> UInt32(d))
      }
    }
  }
}
