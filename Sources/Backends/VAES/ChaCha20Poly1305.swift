#if arch(x86_64)
  /// ChaCha20 and Poly1305 side by side: the rounds leave multipliers idle that the authentication uses.
  public enum AVX512ChaCha20Poly1305 {
    /// Encrypts `1024 * count` bytes, at least 1,024, and takes the ciphertext from `start` to their end
    /// into the sum `h` under the key r, as far as it makes whole runs of 128 bytes.
    ///
    /// - Parameter start: At least 128 bytes before `output`, where the ciphertext before it stands.
    public static func seal(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ state: UnsafeMutableRawPointer, _ h: AVX512Poly1305.Number, _ r: (UInt64, UInt64),
      from start: UnsafeRawPointer
    ) -> AVX512Poly1305.Number {
      let powers = AVX512Poly1305.Powers(r)
      var sum = AVX512Poly1305.Sum(first: h)
      unsafe sum.add(start)
      var next = unsafe start + 128
      for index in 0..<count {
        // Ten runs, if as many stand before the bytes that are encrypted now.
        let isBehind = unsafe UnsafeRawPointer(output) + 1024 * index - next >= 1280
        unsafe AVX512ChaCha20.sixteenBlocks(
          state,
          beside: {
            guard isBehind else { return }
            sum.multiply(by: powers.eight)
            unsafe sum.add(next)
            unsafe next += 128
          }
        ) { block, stream in
          let offset = 1024 * index + 64 * block
          let text = unsafe input.loadUnaligned(
            fromByteOffset: offset, as: AVX512ChaCha20.Bits.self)
          unsafe output.storeBytes(
            of: text ^ stream, toByteOffset: offset, as: AVX512ChaCha20.Bits.self)
        }
      }
      let limit = unsafe UnsafeRawPointer(output) + (1024 * count - 128)
      while unsafe next <= limit {
        sum.multiply(by: powers.eight)
        unsafe sum.add(next)
        unsafe next += 128
      }
      sum.multiply(by: powers.last)
      return sum.total()
    }

    /// Takes `1024 * count` bytes of ciphertext, at least 1,024, into the sum `h` under the key r, and
    /// decrypts them in place.
    public static func open(
      _ message: UnsafeMutableRawPointer, count: Int, _ state: UnsafeMutableRawPointer,
      _ h: AVX512Poly1305.Number, _ r: (UInt64, UInt64)
    ) -> AVX512Poly1305.Number {
      let powers = AVX512Poly1305.Powers(r)
      var sum = AVX512Poly1305.Sum(first: h)
      unsafe sum.add(message)
      // Always ahead of the decryption.
      var next = unsafe UnsafeRawPointer(message) + 128
      let limit = unsafe UnsafeRawPointer(message) + (1024 * count - 128)
      for index in 0..<count {
        // As a closure, it would be called for each block.
        @inline(__always)
        func decrypt(_ block: Int, _ stream: AVX512ChaCha20.Bits) {
          let offset = 1024 * index + 64 * block
          let text = unsafe message.loadUnaligned(
            fromByteOffset: offset, as: AVX512ChaCha20.Bits.self)
          unsafe message.storeBytes(
            of: text ^ stream, toByteOffset: offset, as: AVX512ChaCha20.Bits.self)
        }
        unsafe AVX512ChaCha20.sixteenBlocks(
          state,
          beside: {
            guard unsafe next <= limit else { return }
            sum.multiply(by: powers.eight)
            unsafe sum.add(next)
            unsafe next += 128
          }, decrypt)
      }
      sum.multiply(by: powers.last)
      return sum.total()
    }
  }
#endif
