#if arch(x86_64)
  import CIntrinsics
  import _Builtin_intrinsics.intel

  /// CCM (RFC 3610): the CBC-MAC is one chain of encryptions; the counter mode runs beside it.
  extension AESNI {
    /// Takes `count` blocks into the CBC-MAC `mac`.
    public static func authenticate(
      _ blocks: UnsafeRawPointer, count: Int, _ mac: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer, rounds: Int
    ) {
      var sum = unsafe mac.loadUnaligned(as: Block.self)
      for index in 0..<count {
        sum ^= unsafe blocks.loadUnaligned(fromByteOffset: 16 * index, as: Block.self)
        sum = unsafe encrypted(sum, memory, rounds)
      }
      unsafe mac.storeBytes(of: sum, as: Block.self)
    }

    /// Takes `count` blocks into the CBC-MAC `mac` and encrypts them in counter mode.
    public static func sealCCM(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ counter: UnsafeMutableRawPointer, _ mac: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer, rounds: Int
    ) {
      var number = unsafe reversed(counter.loadUnaligned(as: Block.self))
      var sum = unsafe mac.loadUnaligned(as: Block.self)
      for index in 0..<count {
        let text = unsafe input.loadUnaligned(fromByteOffset: 16 * index, as: Block.self)
        let stream = unsafe encrypted(reversed(number), memory, rounds)
        sum = unsafe encrypted(sum ^ text, memory, rounds)
        number = counted(number, 1)
        unsafe output.storeBytes(of: text ^ stream, toByteOffset: 16 * index, as: Block.self)
      }
      unsafe counter.storeBytes(of: reversed(number), as: Block.self)
      unsafe mac.storeBytes(of: sum, as: Block.self)
    }

    /// Decrypts `count` blocks in counter mode and takes the plaintext into the CBC-MAC `mac`.
    public static func openCCM(
      _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
      _ counter: UnsafeMutableRawPointer, _ mac: UnsafeMutableRawPointer,
      _ memory: UnsafeRawPointer, rounds: Int
    ) {
      var number = unsafe reversed(counter.loadUnaligned(as: Block.self))
      var sum = unsafe mac.loadUnaligned(as: Block.self)
      for index in 0..<count {
        let stream = unsafe encrypted(reversed(number), memory, rounds)
        let text =
          unsafe input.loadUnaligned(fromByteOffset: 16 * index, as: Block.self) ^ stream
        sum = unsafe encrypted(sum ^ text, memory, rounds)
        number = counted(number, 1)
        unsafe output.storeBytes(of: text, toByteOffset: 16 * index, as: Block.self)
      }
      unsafe counter.storeBytes(of: reversed(number), as: Block.self)
      unsafe mac.storeBytes(of: sum, as: Block.self)
    }
  }
#endif
