#if arch(x86_64)
  /// ChaCha20 and Poly1305 side by side: the rounds keep the vector units busy, and leave the authentication, in plain
  /// integers, the others.
  public enum AVX2ChaCha20Poly1305 {
    /// Fewer bytes of ciphertext are not worth their place beside the rounds.
    private static var leastByteCount: Int { 256 }

    /// Encrypts `512 * count` bytes, and takes ciphertext, from `next` on, into the sum `h` under the key r: up to 512 bytes
    /// at a time, beside the encryption of others that are not among them.
    ///
    /// - Parameter next: Where ciphertext that is not yet in the sum begins, in front of `output` or there. It is left
    ///   behind what was taken.
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
        let waiting = unsafe UnsafeRawPointer(output) + 512 * index - block
        if waiting >= leastByteCount {
          unsafe eightBlocks(state, &sum, r, &block, waiting, encrypt)
        } else {
          unsafe AVX2ChaCha20.eightBlocks(state, encrypt)
        }
      }
      unsafe next = block
      return sum
    }

    /// Writes the key stream of eight blocks, 512 bytes, and takes up to 512 of `count` bytes of ciphertext, from `next` on,
    /// into the sum `h`, if they are worth it; `next` is left behind what was taken.
    public static func keyStream(
      _ output: UnsafeMutableRawPointer, _ state: UnsafeMutableRawPointer,
      _ h: AVX2Poly1305.Number, _ r: (UInt64, UInt64), from next: inout UnsafeRawPointer,
      count: Int
    ) -> AVX2Poly1305.Number {
      guard count >= leastByteCount else {
        unsafe AVX2ChaCha20.keyStream(output, state)
        return h
      }
      var sum = h
      unsafe eightBlocks(state, &sum, r, &next, count) { offset, stream in
        unsafe output.storeBytes(of: stream, toByteOffset: offset, as: AVX2ChaCha20.Bits.self)
      }
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
        unsafe eightBlocks(state, &sum, r, &block, 512, decrypt)
      }
      return sum
    }

    /// Hands `use` the key stream of eight blocks, and before that takes up to 512 of `count` bytes, 32 blocks of Poly1305,
    /// into the sum: two ahead of the rounds, and thirty beside them.
    @inline(__always)
    private static func eightBlocks(
      _ state: UnsafeMutableRawPointer, _ sum: inout AVX2Poly1305.Number, _ r: (UInt64, UInt64),
      _ block: inout UnsafeRawPointer, _ count: Int,
      _ use: (_ offset: Int, _ stream: AVX2ChaCha20.Bits) -> Void
    ) {
      // The rounds' own variables, or else they would live in memory.
      var h = sum
      var next = unsafe block
      let end = unsafe next + min(count & ~15, 512)
      @inline(__always)
      func step() {
        guard unsafe next < end else { return }
        h = unsafe AVX2Poly1305.step(h, r, next)
        unsafe next += 16
      }
      step()
      step()
      unsafe AVX2ChaCha20.eightBlocks(state, beside: step, use)
      sum = h
      unsafe block = next
    }
  }
#endif
