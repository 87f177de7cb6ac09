#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  extension AESNI {
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
      var number = unsafe reversed(counter.loadUnaligned(as: Block.self))
      var sum = unsafe reversed(accumulator.loadUnaligned(as: Block.self))
      var done = 0
      while count - done >= 8 {
        var eight = Eight(countingFrom: number)
        number = counted(number, 8)
        unsafe eight.encrypt(memory, rounds)
        unsafe eight.add(input + 16 * done)
        unsafe eight.store(output + 16 * done)
        sum = unsafe eight.hashed(into: sum, memory)
        done += 8
      }
      while done < count {
        let text = unsafe input.loadUnaligned(fromByteOffset: 16 * done, as: Block.self)
        let block = unsafe text ^ encrypted(reversed(number), memory, rounds)
        number = counted(number, 1)
        unsafe output.storeBytes(of: block, toByteOffset: 16 * done, as: Block.self)
        var product = Product()
        unsafe product.add(sum ^ reversed(block), memory, 7)
        sum = product.reduced()
        done += 1
      }
      unsafe counter.storeBytes(of: reversed(number), as: Block.self)
      unsafe accumulator.storeBytes(of: reversed(sum), as: Block.self)
    }

    /// Takes `count` blocks of ciphertext into GHASH and decrypts them in counter mode; the parameters
    /// are those of `seal`.
    public static func open(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer, rounds: Int
    ) {
      var number = unsafe reversed(counter.loadUnaligned(as: Block.self))
      var sum = unsafe reversed(accumulator.loadUnaligned(as: Block.self))
      var done = 0
      while count - done >= 8 {
        let text = unsafe Eight(loading: input + 16 * done)
        sum = unsafe text.hashed(into: sum, memory)
        var eight = Eight(countingFrom: number)
        number = counted(number, 8)
        unsafe eight.encrypt(memory, rounds)
        unsafe eight.add(input + 16 * done)
        unsafe eight.store(output + 16 * done)
        done += 8
      }
      while done < count {
        let text = unsafe input.loadUnaligned(fromByteOffset: 16 * done, as: Block.self)
        var product = Product()
        unsafe product.add(sum ^ reversed(text), memory, 7)
        sum = product.reduced()
        let block = unsafe text ^ encrypted(reversed(number), memory, rounds)
        number = counted(number, 1)
        unsafe output.storeBytes(of: block, toByteOffset: 16 * done, as: Block.self)
        done += 1
      }
      unsafe counter.storeBytes(of: reversed(number), as: Block.self)
      unsafe accumulator.storeBytes(of: reversed(sum), as: Block.self)
    }

    /// The byte-reversed counter block `count` blocks later: its lowest 32 bits count.
    @inline(__always)
    static func counted(_ number: Block, _ count: Int64) -> Block {
      _mm_add_epi32(number, Block(count, 0))
    }
  }

  /// Eight blocks in registers.
  struct Eight {
    typealias Block = SIMD2<Int64>
    var b0, b1, b2, b3, b4, b5, b6, b7: Block

    @inline(__always)
    init(loading bytes: UnsafeRawPointer) {
      unsafe b0 = bytes.loadUnaligned(as: Block.self)
      unsafe b1 = bytes.loadUnaligned(fromByteOffset: 16, as: Block.self)
      unsafe b2 = bytes.loadUnaligned(fromByteOffset: 32, as: Block.self)
      unsafe b3 = bytes.loadUnaligned(fromByteOffset: 48, as: Block.self)
      unsafe b4 = bytes.loadUnaligned(fromByteOffset: 64, as: Block.self)
      unsafe b5 = bytes.loadUnaligned(fromByteOffset: 80, as: Block.self)
      unsafe b6 = bytes.loadUnaligned(fromByteOffset: 96, as: Block.self)
      unsafe b7 = bytes.loadUnaligned(fromByteOffset: 112, as: Block.self)
    }

    /// Counter blocks from a byte-reversed one on.
    @inline(__always)
    init(countingFrom number: Block) {
      b0 = AESNI.reversed(number)
      b1 = AESNI.reversed(AESNI.counted(number, 1))
      b2 = AESNI.reversed(AESNI.counted(number, 2))
      b3 = AESNI.reversed(AESNI.counted(number, 3))
      b4 = AESNI.reversed(AESNI.counted(number, 4))
      b5 = AESNI.reversed(AESNI.counted(number, 5))
      b6 = AESNI.reversed(AESNI.counted(number, 6))
      b7 = AESNI.reversed(AESNI.counted(number, 7))
    }

    @inline(__always)
    mutating func encrypt(_ memory: UnsafeRawPointer, _ rounds: Int) {
      let first = unsafe AESNI.roundKey(memory, 0)
      forEach { $0 ^ first }
      for round in 1..<rounds {
        let key = unsafe AESNI.roundKey(memory, round)
        forEach { _mm_aesenc_si128($0, key) }
      }
      let last = unsafe AESNI.roundKey(memory, rounds)
      forEach { _mm_aesenclast_si128($0, last) }
    }

    @inline(__always)
    mutating func add(_ bytes: UnsafeRawPointer) {
      let other = unsafe Eight(loading: bytes)
      b0 ^= other.b0
      b1 ^= other.b1
      b2 ^= other.b2
      b3 ^= other.b3
      b4 ^= other.b4
      b5 ^= other.b5
      b6 ^= other.b6
      b7 ^= other.b7
    }

    @inline(__always)
    func store(_ bytes: UnsafeMutableRawPointer) {
      unsafe bytes.storeBytes(of: b0, as: Block.self)
      unsafe bytes.storeBytes(of: b1, toByteOffset: 16, as: Block.self)
      unsafe bytes.storeBytes(of: b2, toByteOffset: 32, as: Block.self)
      unsafe bytes.storeBytes(of: b3, toByteOffset: 48, as: Block.self)
      unsafe bytes.storeBytes(of: b4, toByteOffset: 64, as: Block.self)
      unsafe bytes.storeBytes(of: b5, toByteOffset: 80, as: Block.self)
      unsafe bytes.storeBytes(of: b6, toByteOffset: 96, as: Block.self)
      unsafe bytes.storeBytes(of: b7, toByteOffset: 112, as: Block.self)
    }

    /// GHASH of these blocks after `sum`, with one reduction.
    @inline(__always)
    func hashed(into sum: Block, _ memory: UnsafeRawPointer) -> Block {
      var product = AESNI.Product()
      unsafe product.add(sum ^ AESNI.reversed(b0), memory, 0)
      unsafe product.add(AESNI.reversed(b1), memory, 1)
      unsafe product.add(AESNI.reversed(b2), memory, 2)
      unsafe product.add(AESNI.reversed(b3), memory, 3)
      unsafe product.add(AESNI.reversed(b4), memory, 4)
      unsafe product.add(AESNI.reversed(b5), memory, 5)
      unsafe product.add(AESNI.reversed(b6), memory, 6)
      unsafe product.add(AESNI.reversed(b7), memory, 7)
      return product.reduced()
    }

    @inline(__always)
    private mutating func forEach(_ change: (Block) -> Block) {
      b0 = change(b0)
      b1 = change(b1)
      b2 = change(b2)
      b3 = change(b3)
      b4 = change(b4)
      b5 = change(b5)
      b6 = change(b6)
      b7 = change(b7)
    }
  }
#endif
