internal import Processor

#if arch(x86_64)
  internal import AESNI
  internal import VAES
  internal import VAES256
#endif

/// Which code does AES and GHASH; chosen once, when an AEAD is made.
///
/// All engines work on the same terms. `memory` is what `expand` filled. `counter` is a block whose last
/// 32 bits count, big-endian, wrapping (NIST SP 800-38D, Section 6.2); it is left where the next block
/// starts. `accumulator` is GHASH's block so far. Input and output may be the same memory.
enum AESEngine: Sendable {
  case portable
  #if arch(x86_64)
    case aesni, vaes256, vaes
  #endif

  init(on processor: Processor) {
    #if arch(x86_64)
      if !processor.hasAESNI {
        self = .portable
      } else if processor.hasVAES {
        self = .vaes
      } else {
        self = processor.hasVAES256 ? .vaes256 : .aesni
      }
    #else
      self = .portable
    #endif
  }

  /// Length in bytes of `memory`.
  var keyByteCount: Int {
    switch self {
    case .portable: PortableAES.keyByteCount
    #if arch(x86_64)
      case .aesni: AESNI.keyByteCount
      case .vaes256: VAES256.keyByteCount
      case .vaes: VAES.keyByteCount
    #endif
    }
  }

  /// Expands a key of 16, 24 or 32 bytes (FIPS 197, Section 5.2), and `hashing` GHASH's key.
  func expand(
    _ key: UnsafeRawBufferPointer, into memory: UnsafeMutableRawPointer, hashing: Bool
  ) {
    switch self {
    case .portable: unsafe PortableAES.expand(key, into: memory, hashing: hashing)
    #if arch(x86_64)
      case .aesni:
        guard let start = key.baseAddress else { return }
        unsafe AESNI.expand(start, count: key.count, into: memory)
        if hashing { unsafe AESNI.expandHashKey(memory, rounds: key.count / 4 + 6) }
      case .vaes256:
        guard let start = key.baseAddress else { return }
        unsafe AESNI.expand(start, count: key.count, into: memory)
        if hashing { unsafe VAES256.expandHashKey(memory, rounds: key.count / 4 + 6) }
      case .vaes:
        guard let start = key.baseAddress else { return }
        unsafe AESNI.expand(start, count: key.count, into: memory)
        if hashing { unsafe VAES.expandHashKey(memory, rounds: key.count / 4 + 6) }
    #endif
    }
  }

  /// Encrypts one block in place.
  func encrypt(
    _ block: UnsafeMutableRawPointer, _ memory: UnsafeRawPointer, rounds: Int
  ) {
    switch self {
    case .portable: unsafe PortableAES.encrypt(block, memory, rounds: rounds)
    #if arch(x86_64)
      case .aesni, .vaes256, .vaes: unsafe AESNI.encrypt(block, memory, rounds: rounds)
    #endif
    }
  }

  /// Takes `count` blocks into GHASH.
  func hash(
    _ blocks: UnsafeRawPointer, count: Int, _ accumulator: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer
  ) {
    switch self {
    case .portable: unsafe PortableAES.hash(blocks, count: count, accumulator, memory)
    #if arch(x86_64)
      case .aesni: unsafe AESNI.hash(blocks, count: count, accumulator, memory)
      case .vaes256: unsafe VAES256.hash(blocks, count: count, accumulator, memory)
      case .vaes: unsafe VAES.hash(blocks, count: count, accumulator, memory)
    #endif
    }
  }

  /// Encrypts `count` blocks in counter mode and takes the ciphertext into GHASH.
  func seal(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    switch self {
    case .portable:
      unsafe PortableAES.seal(
        input, output, count: count, counter, accumulator, memory, rounds: rounds)
    #if arch(x86_64)
      case .aesni:
        unsafe AESNI.seal(
          input, output, count: count, counter, accumulator, memory, rounds: rounds)
      case .vaes256:
        unsafe VAES256.seal(
          input, output, count: count, counter, accumulator, memory, rounds: rounds)
      case .vaes:
        unsafe VAES.seal(
          input, output, count: count, counter, accumulator, memory, rounds: rounds)
    #endif
    }
  }

  /// Takes `count` blocks of ciphertext into GHASH and decrypts them in counter mode.
  func open(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    switch self {
    case .portable:
      unsafe PortableAES.open(
        input, output, count: count, counter, accumulator, memory, rounds: rounds)
    #if arch(x86_64)
      case .aesni:
        unsafe AESNI.open(
          input, output, count: count, counter, accumulator, memory, rounds: rounds)
      case .vaes256:
        unsafe VAES256.open(
          input, output, count: count, counter, accumulator, memory, rounds: rounds)
      case .vaes:
        unsafe VAES.open(
          input, output, count: count, counter, accumulator, memory, rounds: rounds)
    #endif
    }
  }

  /// Takes `count` blocks into the CBC-MAC `mac`.
  func authenticate(
    _ blocks: UnsafeRawPointer, count: Int, _ mac: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    switch self {
    case .portable:
      unsafe PortableAES.authenticate(blocks, count: count, mac, memory, rounds: rounds)
    #if arch(x86_64)
      case .aesni, .vaes256, .vaes:
        unsafe AESNI.authenticate(blocks, count: count, mac, memory, rounds: rounds)
    #endif
    }
  }

  /// Takes `count` blocks into the CBC-MAC `mac` and encrypts them in counter mode.
  func sealCCM(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ counter: UnsafeMutableRawPointer, _ mac: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    switch self {
    case .portable:
      unsafe PortableAES.sealCCM(input, output, count: count, counter, mac, memory, rounds: rounds)
    #if arch(x86_64)
      case .aesni, .vaes256, .vaes:
        unsafe AESNI.sealCCM(input, output, count: count, counter, mac, memory, rounds: rounds)
    #endif
    }
  }

  /// Decrypts `count` blocks in counter mode and takes the plaintext into the CBC-MAC `mac`.
  func openCCM(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ counter: UnsafeMutableRawPointer, _ mac: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    switch self {
    case .portable:
      unsafe PortableAES.openCCM(input, output, count: count, counter, mac, memory, rounds: rounds)
    #if arch(x86_64)
      case .aesni, .vaes256, .vaes:
        unsafe AESNI.openCCM(input, output, count: count, counter, mac, memory, rounds: rounds)
    #endif
    }
  }
}
