#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// Sixteen blocks in registers.
  struct Sixteen {
    typealias Blocks = VAES.Blocks
    var b0, b1, b2, b3: Blocks

    @inline(__always)
    init(_ b0: Blocks, _ b1: Blocks, _ b2: Blocks, _ b3: Blocks) {
      self.b0 = b0
      self.b1 = b1
      self.b2 = b2
      self.b3 = b3
    }

    @inline(__always)
    init(loading bytes: UnsafeRawPointer) {
      unsafe b0 = bytes.loadUnaligned(as: Blocks.self)
      unsafe b1 = bytes.loadUnaligned(fromByteOffset: 64, as: Blocks.self)
      unsafe b2 = bytes.loadUnaligned(fromByteOffset: 128, as: Blocks.self)
      unsafe b3 = bytes.loadUnaligned(fromByteOffset: 192, as: Blocks.self)
    }

    @inline(__always)
    func store(to bytes: UnsafeMutableRawPointer) {
      unsafe bytes.storeBytes(of: b0, as: Blocks.self)
      unsafe bytes.storeBytes(of: b1, toByteOffset: 64, as: Blocks.self)
      unsafe bytes.storeBytes(of: b2, toByteOffset: 128, as: Blocks.self)
      unsafe bytes.storeBytes(of: b3, toByteOffset: 192, as: Blocks.self)
    }

    @inline(__always)
    func map(_ change: (Blocks) -> Blocks) -> Sixteen {
      Sixteen(change(b0), change(b1), change(b2), change(b3))
    }

    @inline(__always)
    func adding(_ other: Sixteen) -> Sixteen {
      Sixteen(b0 ^ other.b0, b1 ^ other.b1, b2 ^ other.b2, b3 ^ other.b3)
    }
  }

  /// Blocks on their way through counter mode and GHASH.
  @safe struct Run {
    typealias Blocks = VAES.Blocks
    private var input: UnsafeRawPointer
    private var output: UnsafeMutableRawPointer
    private let memory: UnsafeRawPointer
    /// The next four counter blocks, byte-reversed.
    private var number: Blocks
    /// GHASH so far, byte-reversed.
    private var sum: VAES.Block

    @inline(__always)
    init(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer,
      _ counter: UnsafeRawPointer, _ accumulator: UnsafeRawPointer, _ memory: UnsafeRawPointer
    ) {
      unsafe self.input = input
      unsafe self.output = output
      unsafe self.memory = memory
      let first = unsafe VAES.reversed(counter.loadUnaligned(as: VAES.Block.self))
      number = _mm512_add_epi32(
        _mm512_broadcast_i32x4(first), Blocks(0, 0, 1, 0, 2, 0, 3, 0))
      sum = unsafe VAES.reversed(accumulator.loadUnaligned(as: VAES.Block.self))
    }

    @inline(__always)
    func end(_ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer) {
      unsafe counter.storeBytes(
        of: VAES.reversed(_mm512_castsi512_si128(number)), as: VAES.Block.self)
      unsafe accumulator.storeBytes(of: VAES.reversed(sum), as: VAES.Block.self)
    }

    /// Encrypts. The ciphertext of one step of sixteen blocks goes into GHASH beside the encryption of
    /// the next; two steps share a reduction.
    @inline(__always)
    mutating func seal(_ count: Int, rounds: Int) {
      var left = count
      if left >= 16 {
        var previous = step(rounds)
        left -= 16
        while left >= 32 {
          var product = VAES.Product()
          previous.b0 ^= _mm512_zextsi128_si512(sum)
          let next = step(rounds, hashing: previous, 32, into: &product)
          previous = step(rounds, hashing: next, 16, into: &product)
          sum = product.reduced()
          left -= 32
        }
        var product = VAES.Product()
        previous.b0 ^= _mm512_zextsi128_si512(sum)
        if left >= 16 {
          previous = step(rounds, hashing: previous, 32, into: &product)
          left -= 16
        }
        hash(previous, 16, into: &product)
        sum = product.reduced()
      }
      if left > 0 { rest(left, rounds, sealing: true) }
    }

    /// Decrypts; two steps of sixteen blocks share a reduction.
    @inline(__always)
    mutating func open(_ count: Int, rounds: Int) {
      var left = count
      while left >= 16 {
        var product = VAES.Product()
        var text = unsafe Sixteen(loading: input).map(VAES.reversed)
        text.b0 ^= _mm512_zextsi128_si512(sum)
        if left >= 32 {
          _ = step(rounds, hashing: text, 32, into: &product)
          text = unsafe Sixteen(loading: input).map(VAES.reversed)
          left -= 16
        }
        _ = step(rounds, hashing: text, 16, into: &product)
        sum = product.reduced()
        left -= 16
      }
      if left > 0 { rest(left, rounds, sealing: false) }
    }

    /// Encrypts sixteen blocks; returns the output byte-reversed.
    @inline(__always)
    private mutating func step(_ rounds: Int) -> Sixteen {
      var product = VAES.Product()
      let none = Blocks(repeating: 0)
      return step(rounds, hashing: Sixteen(none, none, none, none), 0, into: &product)
    }

    /// Encrypts sixteen blocks, and multiplies sixteen others by H^n and so on, if n is not zero, between
    /// the rounds; returns the output byte-reversed.
    @inline(__always)
    private mutating func step(
      _ rounds: Int, hashing blocks: Sixteen, _ n: Int, into product: inout VAES.Product
    ) -> Sixteen {
      let number1 = _mm512_add_epi32(number, VAES.lanes(4))
      let number2 = _mm512_add_epi32(number, VAES.lanes(8))
      let number3 = _mm512_add_epi32(number, VAES.lanes(12))
      var state = Sixteen(number, number1, number2, number3).map(VAES.reversed)
      number = _mm512_add_epi32(number, VAES.lanes(16))
      let first = unsafe VAES.roundKey(memory, 0)
      state = state.map { $0 ^ first }
      for round in 1..<rounds {
        let key = unsafe VAES.roundKey(memory, round)
        state = state.map { _mm512_aesenc_epi128($0, key) }
        guard n > 0 else { continue }
        if round == 2 { unsafe product.add(blocks.b0, VAES.powers(memory, n)) }
        if round == 4 { unsafe product.add(blocks.b1, VAES.powers(memory, n - 4)) }
        if round == 6 { unsafe product.add(blocks.b2, VAES.powers(memory, n - 8)) }
        if round == 8 { unsafe product.add(blocks.b3, VAES.powers(memory, n - 12)) }
      }
      let last = unsafe VAES.roundKey(memory, rounds)
      state = state.map { _mm512_aesenclast_epi128($0, last) }
      state = unsafe state.adding(Sixteen(loading: input))
      unsafe state.store(to: output)
      advance(16)
      return state.map(VAES.reversed)
    }

    @inline(__always)
    private func hash(_ blocks: Sixteen, _ n: Int, into product: inout VAES.Product) {
      unsafe product.add(blocks.b0, VAES.powers(memory, n))
      unsafe product.add(blocks.b1, VAES.powers(memory, n - 4))
      unsafe product.add(blocks.b2, VAES.powers(memory, n - 8))
      unsafe product.add(blocks.b3, VAES.powers(memory, n - 12))
    }

    /// The last blocks, fewer than sixteen, four at a time, with one reduction.
    @inline(__always)
    private mutating func rest(_ count: Int, _ rounds: Int, sealing: Bool) {
      var product = VAES.Product()
      var left = count
      var before = _mm512_zextsi128_si512(sum)
      while left > 0 {
        let mask = VAES.wordMask(left)
        let text = unsafe _mm512_maskz_loadu_epi64(mask, input)
        var state = unsafe VAES.reversed(number) ^ VAES.roundKey(memory, 0)
        for round in 1..<rounds {
          state = unsafe _mm512_aesenc_epi128(state, VAES.roundKey(memory, round))
        }
        state = unsafe _mm512_aesenclast_epi128(state, VAES.roundKey(memory, rounds)) ^ text
        unsafe _mm512_mask_storeu_epi64(output, mask, state)
        let hashed = sealing ? _mm512_maskz_mov_epi64(mask, state) : text
        unsafe product.add(VAES.reversed(hashed) ^ before, VAES.powers(memory, left))
        before = Blocks(repeating: 0)
        number = _mm512_add_epi32(number, VAES.lanes(Int64(min(4, left))))
        advance(min(4, left))
        left -= 4
      }
      sum = product.reduced()
    }

    @inline(__always)
    private mutating func advance(_ count: Int) {
      unsafe input += 16 * count
      unsafe output += 16 * count
    }
  }

  extension VAES {
    /// `number` in the word that counts of each of four byte-reversed counter blocks.
    @inline(__always)
    static func lanes(_ number: Int64) -> Blocks {
      Blocks(number, 0, number, 0, number, 0, number, 0)
    }
  }
#endif
