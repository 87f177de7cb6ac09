#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  extension VAES256 {
    /// Encrypts `count` blocks in counter mode and takes the ciphertext into GHASH.
    ///
    /// - Parameters:
    ///   - counter: The first block's counter block; left behind the last one's.
    ///   - accumulator: GHASH's block so far.
    public static func seal(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer, rounds: Int
    ) {
      var run = unsafe Run(input, output, counter, accumulator, memory)
      // A constant number of rounds is unrolled.
      switch rounds {
      case 10: run.seal(count, rounds: 10)
      case 14: run.seal(count, rounds: 14)
      default: run.seal(count, rounds: rounds)
      }
      unsafe run.end(counter, accumulator)
    }

    /// Takes `count` blocks of ciphertext into GHASH and decrypts them in counter mode; the parameters
    /// are those of `seal`.
    public static func open(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer, rounds: Int
    ) {
      var run = unsafe Run(input, output, counter, accumulator, memory)
      switch rounds {
      case 10: run.open(count, rounds: 10)
      case 14: run.open(count, rounds: 14)
      default: run.open(count, rounds: rounds)
      }
      unsafe run.end(counter, accumulator)
    }
  }

  /// Blocks on their way through counter mode and GHASH.
  @safe struct Run {
    typealias Blocks = VAES256.Blocks
    private var input: UnsafeRawPointer
    private var output: UnsafeMutableRawPointer
    private let memory: UnsafeRawPointer
    /// The next two counter blocks, byte-reversed.
    private var number: Blocks
    /// GHASH so far, byte-reversed.
    private var sum: VAES256.Block

    @inline(__always)
    init(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer,
      _ counter: UnsafeRawPointer, _ accumulator: UnsafeRawPointer, _ memory: UnsafeRawPointer
    ) {
      unsafe self.input = input
      unsafe self.output = output
      unsafe self.memory = memory
      let first = unsafe VAES256.reversed(counter.loadUnaligned(as: VAES256.Block.self))
      number = _mm256_add_epi32(_mm256_broadcastsi128_si256(first), Blocks(0, 0, 1, 0))
      sum = unsafe VAES256.reversed(accumulator.loadUnaligned(as: VAES256.Block.self))
    }

    @inline(__always)
    func end(_ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer) {
      unsafe counter.storeBytes(of: VAES256.reversed(number.lowHalf), as: VAES256.Block.self)
      unsafe accumulator.storeBytes(of: VAES256.reversed(sum), as: VAES256.Block.self)
    }

    /// Encrypts. The ciphertext of one step of sixteen blocks goes into GHASH beside the encryption of
    /// the next.
    @inline(__always)
    mutating func seal(_ count: Int, rounds: Int) {
      var left = count
      if left >= 16 {
        unsafe step(rounds, hashing: nil)
        left -= 16
        while left >= 16 {
          unsafe step(rounds, hashing: UnsafeRawPointer(output) - 256)
          left -= 16
        }
        var product = VAES256.Product()
        for pair in 0..<8 {
          unsafe hash(pair, of: UnsafeRawPointer(output) - 256, into: &product)
        }
        sum = product.reduced()
      }
      if left > 0 { rest(left, rounds, sealing: true) }
    }

    /// Decrypts; the ciphertext goes into GHASH beside the encryption of its counter blocks.
    @inline(__always)
    mutating func open(_ count: Int, rounds: Int) {
      var left = count
      while left >= 16 {
        unsafe step(rounds, hashing: input)
        left -= 16
      }
      if left > 0 { rest(left, rounds, sealing: false) }
    }

    /// Encrypts sixteen blocks, and takes sixteen others, if there are any, into GHASH between the
    /// rounds.
    @inline(__always)
    private mutating func step(_ rounds: Int, hashing blocks: UnsafeRawPointer?) {
      var product = VAES256.Product()
      let key = unsafe VAES256.roundKey(memory, 0)
      var state = Sixteen(countingFrom: number)
      number = _mm256_add_epi32(number, VAES256.lanes(16))
      state.forEach { $0 ^ key }
      // Written out, since the compiler does not unroll so long a loop. The first pair needs the sum so
      // far, so it comes last.
      unsafe state.encrypt(memory, 1)
      if let blocks = unsafe blocks { unsafe hash(1, of: blocks, into: &product) }
      unsafe state.encrypt(memory, 2)
      if let blocks = unsafe blocks { unsafe hash(2, of: blocks, into: &product) }
      unsafe state.encrypt(memory, 3)
      if let blocks = unsafe blocks { unsafe hash(3, of: blocks, into: &product) }
      unsafe state.encrypt(memory, 4)
      if let blocks = unsafe blocks { unsafe hash(4, of: blocks, into: &product) }
      unsafe state.encrypt(memory, 5)
      if let blocks = unsafe blocks { unsafe hash(5, of: blocks, into: &product) }
      unsafe state.encrypt(memory, 6)
      if let blocks = unsafe blocks { unsafe hash(6, of: blocks, into: &product) }
      unsafe state.encrypt(memory, 7)
      if let blocks = unsafe blocks { unsafe hash(7, of: blocks, into: &product) }
      unsafe state.encrypt(memory, 8)
      if let blocks = unsafe blocks { unsafe hash(0, of: blocks, into: &product) }
      for round in 9..<rounds { unsafe state.encrypt(memory, round) }
      let last = unsafe VAES256.roundKey(memory, rounds)
      state.forEach { _mm256_aesenclast_epi128($0, last) }
      unsafe state.add(input, output)
      if unsafe blocks != nil { sum = product.reduced() }
      advance(16)
    }

    /// Takes a pair of sixteen blocks, of which they are the first, into GHASH.
    @inline(__always)
    private func hash(
      _ pair: Int, of blocks: UnsafeRawPointer, into product: inout VAES256.Product
    ) {
      var two = unsafe VAES256.reversed(
        blocks.loadUnaligned(fromByteOffset: 32 * pair, as: Blocks.self))
      if pair == 0 { two ^= VAES256.alone(sum) }
      unsafe product.add(two, memory, 16 - 2 * pair)
    }

    /// The last blocks, fewer than sixteen, two at a time, with one reduction.
    @inline(__always)
    private mutating func rest(_ count: Int, _ rounds: Int, sealing: Bool) {
      var product = VAES256.Product()
      var left = count
      var before = VAES256.alone(sum)
      while left > 0 {
        let text = unsafe VAES256.loaded(input, left)
        var state = unsafe VAES256.reversed(number) ^ VAES256.roundKey(memory, 0)
        for round in 1..<rounds {
          state = unsafe _mm256_aesenc_epi128(state, VAES256.roundKey(memory, round))
        }
        state = unsafe _mm256_aesenclast_epi128(state, VAES256.roundKey(memory, rounds)) ^ text
        if left >= 2 {
          unsafe output.storeBytes(of: state, as: Blocks.self)
        } else {
          state = VAES256.alone(state.lowHalf)
          unsafe output.storeBytes(of: state.lowHalf, as: VAES256.Block.self)
        }
        unsafe product.add(VAES256.reversed(sealing ? state : text) ^ before, memory, left)
        before = Blocks(repeating: 0)
        number = _mm256_add_epi32(number, VAES256.lanes(Int64(min(2, left))))
        advance(min(2, left))
        left -= 2
      }
      sum = product.reduced()
    }

    @inline(__always)
    private mutating func advance(_ count: Int) {
      unsafe input += 16 * count
      unsafe output += 16 * count
    }
  }

  /// Sixteen blocks in registers.
  private struct Sixteen {
    typealias Blocks = VAES256.Blocks
    var b0, b1, b2, b3, b4, b5, b6, b7: Blocks

    /// Counter blocks from two byte-reversed ones on.
    @inline(__always)
    init(countingFrom number: Blocks) {
      @inline(__always)
      func pair(_ index: Int64) -> Blocks {
        VAES256.reversed(_mm256_add_epi32(number, VAES256.lanes(2 * index)))
      }
      b0 = pair(0)
      b1 = pair(1)
      b2 = pair(2)
      b3 = pair(3)
      b4 = pair(4)
      b5 = pair(5)
      b6 = pair(6)
      b7 = pair(7)
    }

    /// One round.
    @inline(__always)
    mutating func encrypt(_ memory: UnsafeRawPointer, _ round: Int) {
      let key = unsafe VAES256.roundKey(memory, round)
      forEach { _mm256_aesenc_epi128($0, key) }
    }

    @inline(__always)
    mutating func forEach(_ change: (Blocks) -> Blocks) {
      b0 = change(b0)
      b1 = change(b1)
      b2 = change(b2)
      b3 = change(b3)
      b4 = change(b4)
      b5 = change(b5)
      b6 = change(b6)
      b7 = change(b7)
    }

    /// Writes the sum with 256 bytes of text.
    @inline(__always)
    func add(_ text: UnsafeRawPointer, _ output: UnsafeMutableRawPointer) {
      @inline(__always)
      func add(_ stream: Blocks, _ offset: Int) {
        let sum = unsafe stream ^ text.loadUnaligned(fromByteOffset: offset, as: Blocks.self)
        unsafe output.storeBytes(of: sum, toByteOffset: offset, as: Blocks.self)
      }
      add(b0, 0)
      add(b1, 32)
      add(b2, 64)
      add(b3, 96)
      add(b4, 128)
      add(b5, 160)
      add(b6, 192)
      add(b7, 224)
    }
  }
#endif
