internal import Bytes
internal import Hashing

/// FIPS 204, Section 7.3.
enum Sampling {
  /// ExpandA (Algorithm 32): entry (r, s) becomes polynomial ℓ·r + s of `matrix`. All of it is public.
  static func expandMatrix(
    _ seed: Span<UInt8>, rows: Int, columns: Int, into matrix: borrowing Polynomials
  ) {
    let total = rows * columns
    var entry = 0
    while entry < total {
      var nonces = SIMD4<UInt16>()
      for lane in 0..<4 {
        let (row, column) = (entry + lane).quotientAndRemainder(dividingBy: columns)
        nonces[lane] = UInt16(truncatingIfNeeded: column | row << 8)
      }
      var sponges = SHAKE4(.shake128, seed: seed, nonces: nonces, nonceByteCount: 2)
      let lanes = min(4, total - entry)
      var counts = SIMD4<Int>(repeating: 0)
      var missing = lanes
      while missing > 0 {
        sponges.nextBlock()
        missing = 0
        for lane in 0..<lanes where counts[lane] < 256 {
          counts[lane] = sampleVariableTime(
            matrix[entry + lane], from: counts[lane], sponges, lane)
          missing += counts[lane] < 256 ? 1 : 0
        }
      }
      entry += 4
    }
  }

  /// RejNTTPoly (Algorithm 30), as far as one block of SHAKE128 goes: what number of coefficients there is.
  private static func sampleVariableTime(
    _ polynomial: borrowing Polynomial, from start: Int, _ sponges: borrowing SHAKE4, _ lane: Int
  ) -> Int {
    var count = start
    var index = 0
    while index < 21 {
      let low = sponges.word(index, lane: lane)
      let middle = sponges.word(index + 1, lane: lane)
      let high = sponges.word(index + 2, lane: lane)
      index += 3
      // 24 bytes are eight candidates of 23 bits (Algorithm 14).
      take(low, 2, polynomial, &count)
      take(low >> 48 | middle << 16, 2, polynomial, &count)
      take(middle >> 32 | high << 32, 2, polynomial, &count)
      take(high >> 16, 2, polynomial, &count)
    }
    return count
  }

  @inline(__always)
  private static func take(
    _ word: UInt64, _ candidates: Int, _ polynomial: borrowing Polynomial, _ count: inout Int
  ) {
    for number in 0..<candidates {
      let candidate = Int32(truncatingIfNeeded: (word &>> UInt64(24 * number)) & 0x7F_FFFF)
      guard count < 256 else { return }
      polynomial[count] = candidate
      count += Int(truncatingIfNeeded: (candidate &- Residue.q) &>> 31) & 1
    }
  }

  /// ExpandS (Algorithm 33): `count` polynomials of secrets, to `secrets` from 0 on.
  static func expandSecrets(
    _ seed: Span<UInt8>, bound: Int32, count: Int, into secrets: borrowing Polynomials
  ) {
    var first = 0
    while first < count {
      var nonces = SIMD4<UInt16>()
      for lane in 0..<4 { nonces[lane] = UInt16(truncatingIfNeeded: first + lane) }
      var sponges = SHAKE4(.shake256, seed: seed, nonces: nonces, nonceByteCount: 2)
      let lanes = min(4, count - first)
      var counts = SIMD4<Int>(repeating: 0)
      var missing = lanes
      while missing > 0 {
        sponges.nextBlock()
        missing = 0
        for lane in 0..<lanes where counts[lane] < 256 {
          counts[lane] = sampleBounded(
            secrets[first + lane], bound, from: counts[lane], sponges, lane)
          missing += counts[lane] < 256 ? 1 : 0
        }
      }
      sponges.erase()
      first += 4
    }
  }

  /// RejBoundedPoly (Algorithm 31), as far as one block of SHAKE256 goes.
  ///
  /// Which half bytes are rejected shows in the time. The standard's rejection sampling is this; where a
  /// rejected one stood says nothing of those that were taken, which are independent of it.
  private static func sampleBounded(
    _ polynomial: borrowing Polynomial, _ bound: Int32, from start: Int,
    _ sponges: borrowing SHAKE4, _ lane: Int
  ) -> Int {
    var count = start
    for index in 0..<17 {
      let word = sponges.word(index, lane: lane)
      let ones: UInt64 = 0x1111_1111_1111_1111
      // 15 where η is 2; 9 to 15 where it is 4.
      let rejected =
        bound == 2
        ? word & word &>> 1 & word &>> 2 & word &>> 3 & ones
        : word &>> 3 & (word | word &>> 1 | word &>> 2) & ones
      var accepted = declassified(~rejected & ones)
      while accepted != 0, count < 256 {
        let shift = UInt64(accepted.trailingZeroBitCount)
        accepted &= accepted &- 1
        let half = Int32(truncatingIfNeeded: word &>> shift & 15)
        // 205/2¹⁰ is 1/5 closely enough.
        let five = half &- (half &* 205) &>> 10 &* 5
        polynomial[count] = bound == 2 ? 2 &- five : 4 &- half
        count += 1
      }
    }
    return count
  }

  /// ExpandMask (Algorithm 34): `columns` polynomials of `d` bits, to `masks` from 0 on.
  static func expandMask(
    _ seed: Span<UInt8>, counter: Int, _ set: MLDSAParameterSet, into masks: borrowing Polynomials
  ) {
    let d = set.maskBitCount
    var first = 0
    while first < set.columns {
      var nonces = SIMD4<UInt16>()
      for lane in 0..<4 { nonces[lane] = UInt16(truncatingIfNeeded: counter + first + lane) }
      var sponges = SHAKE4(.shake256, seed: seed, nonces: nonces, nonceByteCount: 2)
      // 32·d bytes and the rest of a block, and a word behind it to be read with the last.
      var words = [86 of SIMD4<UInt64>](repeating: .zero)
      for block in 0..<5 {
        sponges.nextBlock()
        for index in 0..<17 { words[17 * block + index] = sponges.words(index) }
      }
      for lane in 0..<min(4, set.columns - first) {
        let mask = masks[first + lane]
        for index in 0..<256 {
          let (word, shift) = ((d * index) >> 6, UInt64((d * index) & 63))
          let pair = UInt128(words[word][lane]) | UInt128(words[word + 1][lane]) << 64
          let value = UInt32(truncatingIfNeeded: pair &>> UInt128(shift)) & (1 &<< UInt32(d) &- 1)
          mask[index] = set.maskBound &- Int32(bitPattern: value)
        }
      }
      erase(&words)
      sponges.erase()
      first += 4
    }
  }

  /// SampleInBall (Algorithm 29) of a commitment hash, which is public.
  static func sampleInBallVariableTime(
    _ seed: Span<UInt8>, weight: Int, into challenge: borrowing Polynomial
  ) {
    var sponge = SHA3(.shake256)
    sponge.update(seed)
    var block = [136 of UInt8](repeating: 0)
    var position = 136
    func next() -> UInt8 {
      if position == 136 {
        var span = block.mutableSpan
        sponge.squeeze(into: &span)
        position = 0
      }
      defer { position += 1 }
      return block[position]
    }
    var signs: UInt64 = 0
    for index in 0..<8 { signs |= UInt64(next()) << UInt64(8 * index) }
    challenge.clear()
    for index in 256 - weight..<256 {
      var place = Int(next())
      while place > index { place = Int(next()) }
      challenge[index] = challenge[place]
      challenge[place] = 1 - 2 * Int32(truncatingIfNeeded: signs & 1)
      signs >>= 1
    }
  }
}
