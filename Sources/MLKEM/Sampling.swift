internal import Hashing

/// η: how wide the noise is.
enum NoiseWidth {
  case two, three
}

/// FIPS 203, Section 4.2.2.
enum Sampling {
  /// The matrix (Algorithm 13, lines 3-7): entry (i, j) becomes polynomial k·i + j of `matrix`, made of
  /// ρ ‖ j ‖ i. All of this is public: the rejection's time says nothing.
  static func expandMatrix(
    _ seed: Span<UInt8>, rank: Int, into matrix: borrowing Polynomials, at first: Int
  ) {
    var entry = 0
    while entry < rank * rank {
      // The last of the four at a time go to waste where k·k is odd.
      var nonces = SIMD4<UInt16>()
      for lane in 0..<4 {
        let (row, column) = (entry + lane).quotientAndRemainder(dividingBy: rank)
        nonces[lane] = UInt16(truncatingIfNeeded: column | row << 8)
      }
      var sponges = SHAKE4(.shake128, seed: seed, nonces: nonces, nonceByteCount: 2)
      let lanes = min(4, rank * rank - entry)
      var counts = SIMD4<Int>(repeating: 0)
      var missing = lanes
      while missing > 0 {
        sponges.nextBlock()
        missing = 0
        for lane in 0..<lanes where counts[lane] < 256 {
          let polynomial = matrix[first + entry + lane]
          counts[lane] = sampleVariableTime(polynomial, from: counts[lane], sponges, lane)
          missing += counts[lane] < 256 ? 1 : 0
        }
      }
      entry += 4
    }
  }

  /// SampleNTT (Algorithm 7), as far as one block of SHAKE128 goes: what number of coefficients there is.
  private static func sampleVariableTime(
    _ polynomial: borrowing Polynomial, from start: Int, _ sponges: borrowing SHAKE4, _ lane: Int
  ) -> Int {
    var count = start
    var index = 0
    while index < 21 {
      let a = sponges.word(index, lane: lane)
      let b = sponges.word(index + 1, lane: lane)
      let c = sponges.word(index + 2, lane: lane)
      index += 3
      // 192 bits are 16 candidates of 12.
      let words: (UInt64, UInt64, UInt64, UInt64) = (
        a, a >> 48 | b << 16, b >> 32 | c << 32, c >> 16
      )
      take(words.0, polynomial, &count)
      take(words.1, polynomial, &count)
      take(words.2, polynomial, &count)
      take(words.3, polynomial, &count)
    }
    return count
  }

  @inline(__always)
  private static func take(_ word: UInt64, _ polynomial: borrowing Polynomial, _ count: inout Int) {
    for shift in 0..<4 {
      let candidate = Int16(truncatingIfNeeded: (word &>> UInt64(12 * shift)) & 0xFFF)
      guard count < 256 else { return }
      // Written in any case, kept where it is below q: a branch that nobody can foretell costs more.
      polynomial[count] = candidate
      count += Int(truncatingIfNeeded: (candidate &- Residue.q) &>> 15) & 1
    }
  }

  /// `count` polynomials of noise: SamplePolyCBD(PRF(seed, N)) for N from `nonce` on.
  static func sampleNoise(
    _ width: NoiseWidth, seed: Span<UInt8>, nonce: Int, into noise: borrowing Polynomials,
    at first: Int, count: Int
  ) {
    var done = 0
    while done < count {
      var nonces = SIMD4<UInt16>()
      for lane in 0..<4 { nonces[lane] = UInt16(truncatingIfNeeded: nonce + done + lane) }
      var sponges = SHAKE4(.shake256, seed: seed, nonces: nonces, nonceByteCount: 1)
      sponges.nextBlock()
      let lanes = min(4, count - done)
      switch width {
      case .two:
        for lane in 0..<lanes { sampleTwo(noise[first + done + lane], sponges, lane) }
      case .three:
        var words = [24 of SIMD4<UInt64>](repeating: .zero)
        for index in 0..<17 { words[index] = sponges.words(index) }
        sponges.nextBlock()
        for index in 17..<24 { words[index] = sponges.words(index - 17) }
        for lane in 0..<lanes { sampleThree(noise[first + done + lane], words.span, lane) }
        erase(&words)
      }
      sponges.erase()
      done += 4
    }
  }

  /// SamplePolyCBD₂ (Algorithm 8) of 128 bytes.
  private static func sampleTwo(
    _ polynomial: borrowing Polynomial, _ sponges: borrowing SHAKE4, _ lane: Int
  ) {
    let fives: UInt64 = 0x5555_5555_5555_5555
    for index in 0..<16 {
      let word = sponges.word(index, lane: lane)
      // Sums of two bits beside each other, in fields of two bits.
      let sums = (word & fives) &+ (word &>> 1 & fives)
      for offset in 0..<16 {
        let pair = Int16(truncatingIfNeeded: sums &>> UInt64(4 * offset))
        polynomial[16 * index + offset] = (pair & 3) &- (pair &>> 2 & 3)
      }
    }
  }

  /// SamplePolyCBD₃ (Algorithm 8) of 192 bytes, 24 words.
  private static func sampleThree(
    _ polynomial: borrowing Polynomial, _ words: Span<SIMD4<UInt64>>, _ lane: Int
  ) {
    let mask: UInt128 = 0x2492_4924_9249_2492_4924_9249
    for group in 0..<16 {
      // 12 bytes: sixteen fields of six bits.
      let half = group & 1
      let index = group >> 1 * 3 + half
      let low = UInt128(words[index][lane]) | UInt128(words[index + 1][lane]) << 64
      let word = (low >> UInt128(32 * half)) & ((1 << 96) - 1)
      let sums = (word & mask) &+ (word >> 1 & mask) &+ (word >> 2 & mask)
      for offset in 0..<16 {
        let pair = Int16(truncatingIfNeeded: sums >> UInt128(6 * offset))
        polynomial[16 * group + offset] = (pair & 7) &- (pair >> 3 & 7)
      }
    }
  }
}
