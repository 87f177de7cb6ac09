/// FIPS 204, Section 7.1: coefficients as strings of d bits, in 32·d bytes.
extension Polynomial {
  /// SimpleBitPack (Algorithm 16), from `offset` on.
  func pack(_ d: Int, into output: inout MutableSpan<UInt8>, at offset: Int) {
    pack(d, minuend: 0, sign: 1, &output, offset)
  }

  /// BitPack (Algorithm 17) of coefficients of which `upper` is the largest.
  func pack(_ d: Int, from upper: Int32, into output: inout MutableSpan<UInt8>, at offset: Int) {
    pack(d, minuend: upper, sign: -1, &output, offset)
  }

  /// SimpleBitUnpack (Algorithm 18), from `offset` on.
  func unpack(_ d: Int, _ input: Span<UInt8>, at offset: Int) {
    unpack(d, minuend: 0, sign: 1, input, offset)
  }

  /// BitUnpack (Algorithm 19) of coefficients of which `upper` is the largest.
  func unpack(_ d: Int, from upper: Int32, _ input: Span<UInt8>, at offset: Int) {
    unpack(d, minuend: upper, sign: -1, input, offset)
  }

  private func pack(
    _ d: Int, minuend: Int32, sign: Int32, _ output: inout MutableSpan<UInt8>, _ offset: Int
  ) {
    switch d {
    case 3: pack(3, 8, minuend, sign, &output, offset)
    case 4: pack(4, 8, minuend, sign, &output, offset)
    case 6: pack(6, 8, minuend, sign, &output, offset)
    case 10: pack(10, 8, minuend, sign, &output, offset)
    case 13: pack(13, 8, minuend, sign, &output, offset)
    case 18: pack(18, 4, minuend, sign, &output, offset)
    default: pack(20, 4, minuend, sign, &output, offset)
    }
  }

  private func unpack(
    _ d: Int, minuend: Int32, sign: Int32, _ input: Span<UInt8>, _ offset: Int
  ) {
    switch d {
    case 3: unpack(3, 8, minuend, sign, input, offset)
    case 4: unpack(4, 8, minuend, sign, input, offset)
    case 6: unpack(6, 8, minuend, sign, input, offset)
    case 10: unpack(10, 8, minuend, sign, input, offset)
    case 13: unpack(13, 8, minuend, sign, input, offset)
    case 18: unpack(18, 4, minuend, sign, input, offset)
    default: unpack(20, 4, minuend, sign, input, offset)
    }
  }

  /// As many coefficients at a time as make whole bytes.
  @inline(__always)
  private func pack(
    _ d: Int, _ group: Int, _ minuend: Int32, _ sign: Int32,
    _ output: inout MutableSpan<UInt8>, _ offset: Int
  ) {
    let byteCount = d * group / 8
    for number in 0..<256 / group {
      var bits: UInt128 = 0
      for index in 0..<group {
        let value = UInt32(bitPattern: minuend &+ sign &* self[group * number + index])
        bits |= UInt128(value & (1 &<< UInt32(d) &- 1)) &<< UInt128(d * index)
      }
      for index in 0..<byteCount {
        output[offset + byteCount * number + index] =
          UInt8(truncatingIfNeeded: bits &>> UInt128(8 * index))
      }
    }
  }

  @inline(__always)
  private func unpack(
    _ d: Int, _ group: Int, _ minuend: Int32, _ sign: Int32, _ input: Span<UInt8>, _ offset: Int
  ) {
    let byteCount = d * group / 8
    for number in 0..<256 / group {
      var bits: UInt128 = 0
      for index in 0..<byteCount {
        bits |= UInt128(input[offset + byteCount * number + index]) &<< UInt128(8 * index)
      }
      for index in 0..<group {
        let value = UInt32(truncatingIfNeeded: bits &>> UInt128(d * index))
        self[group * number + index] =
          minuend &+ sign &* Int32(bitPattern: value & (1 &<< UInt32(d) &- 1))
      }
    }
  }
}
