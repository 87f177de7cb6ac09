#if arch(x86_64)
  /// ChaCha20 and Poly1305 side by side: the rounds keep the vector units busy, and leave the authentication, in plain
  /// integers, the others.
  public enum AVX2ChaCha20Poly1305 {
    /// Encrypts `512 * count` bytes, and takes ciphertext, from `next` on, into the sum `h` under the key r: 512 bytes at
    /// a time, beside the encryption of others that are not among them.
    ///
    /// - Parameter next: Where ciphertext that is not yet in the sum begins, in front of `output` or there. It is left
    ///   behind what was taken, at most 1,023 bytes before the end of the output.
    public static func seal(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ state: UnsafeMutableRawPointer, _ h: AVX2Poly1305.Number, _ r: (UInt64, UInt64),
      from next: inout UnsafeRawPointer
    ) -> AVX2Poly1305.Number {
      var sum = h
      var block = unsafe next
      for index in 0..<count {
        @inline(__always)
        func encrypt(_ offset: Int, _ stream: AVX2ChaCha20.Bits) {
          let offset = 512 * index + offset
          let text = unsafe input.loadUnaligned(fromByteOffset: offset, as: AVX2ChaCha20.Bits.self)
          unsafe output.storeBytes(
            of: text ^ stream, toByteOffset: offset, as: AVX2ChaCha20.Bits.self)
        }
        if unsafe UnsafeRawPointer(output) + 512 * index - block >= 512 {
          unsafe eightBlocks(state, &sum, r, &block, encrypt)
        } else {
          unsafe AVX2ChaCha20.eightBlocks(state, encrypt)
        }
      }
      unsafe next = block
      return sum
    }

    /// Takes `512 * count` bytes of ciphertext into the sum `h` under the key r, and decrypts them in place.
    public static func open(
      _ message: UnsafeMutableRawPointer, count: Int, _ state: UnsafeMutableRawPointer,
      _ h: AVX2Poly1305.Number, _ r: (UInt64, UInt64)
    ) -> AVX2Poly1305.Number {
      var sum = h
      var block = UnsafeRawPointer(message)
      for index in 0..<count {
        @inline(__always)
        func decrypt(_ offset: Int, _ stream: AVX2ChaCha20.Bits) {
          let offset = 512 * index + offset
          let text = unsafe message.loadUnaligned(
            fromByteOffset: offset, as: AVX2ChaCha20.Bits.self)
          unsafe message.storeBytes(
            of: text ^ stream, toByteOffset: offset, as: AVX2ChaCha20.Bits.self)
        }
        // The same 512 bytes: they are all taken before the rounds end.
        unsafe eightBlocks(state, &sum, r, &block, decrypt)
      }
      return sum
    }

    /// Hands `use` the key stream of eight blocks, and before that takes 512 bytes, 32 blocks of Poly1305, into the sum: two
    /// ahead of the rounds, and thirty beside them.
    @inline(__always)
    private static func eightBlocks(
      _ state: UnsafeMutableRawPointer, _ sum: inout AVX2Poly1305.Number, _ r: (UInt64, UInt64),
      _ block: inout UnsafeRawPointer, _ use: (_ offset: Int, _ stream: AVX2ChaCha20.Bits) -> Void
    ) {
      // The rounds' own variables, or else they would live in memory.
      var h = sum
      var next = unsafe block
      h = unsafe AVX2Poly1305.step(h, r, next)
      h = unsafe AVX2Poly1305.step(h, r, next + 16)
      unsafe next += 32
      unsafe AVX2ChaCha20.eightBlocks(
        state,
        beside: {
          h = unsafe AVX2Poly1305.step(h, r, next)
          unsafe next += 16
        }, use)
      sum = h
      unsafe block = next
    }
  }
#endif
