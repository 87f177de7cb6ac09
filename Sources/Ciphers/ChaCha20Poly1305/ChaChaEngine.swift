internal import Processor

#if arch(x86_64)
  internal import AVX2
  internal import VAES
#endif

/// Which code does ChaCha20 and Poly1305; chosen once, when an AEAD is made.
///
/// `state` is the 64 bytes of RFC 8439, Section 2.3, whose counter is left where the next block starts.
enum ChaChaEngine: Sendable {
  case portable
  #if arch(x86_64)
    case avx2, avx512
  #endif

  init(on processor: Processor) {
    #if arch(x86_64)
      if processor.hasVAES && processor.hasIFMA {
        self = .avx512
      } else {
        self = processor.hasAVX2 ? .avx2 : .portable
      }
    #else
      self = .portable
    #endif
  }

  /// Blocks of 64 bytes that `encrypt` takes at once.
  var strideBlockCount: Int {
    switch self {
    case .portable: 1
    #if arch(x86_64)
      case .avx2: 8
      case .avx512: 16
    #endif
    }
  }

  /// Encrypts `count` blocks of 64 bytes, a multiple of `strideBlockCount` (RFC 8439, Section 2.4), and
  /// takes ciphertext into `sum`, from the byte `hashed` on, where it is known to be worth it beside the
  /// encryption; `hashed` is left behind what was taken. `done` bytes stand before `output`.
  func seal(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int, done: Int,
    _ state: UnsafeMutableRawPointer, _ sum: inout Poly1305, _ hashed: inout Int
  ) {
    switch self {
    case .portable: unsafe ChaCha20.encrypt(input, output, count: count, state)
    #if arch(x86_64)
      case .avx2:
        let start = unsafe UnsafeRawPointer(output) - (done - hashed)
        var next = unsafe start
        unsafe (sum.h0, sum.h1, sum.h2) = AVX2ChaCha20Poly1305.seal(
          input, output, count: count / 8, state, (sum.h0, sum.h1, sum.h2), (sum.r0, sum.r1),
          from: &next)
        unsafe hashed += next - start
      case .avx512:
        guard done - hashed >= 128 else {
          return unsafe AVX512ChaCha20.encrypt(input, output, count: count / 16, state)
        }
        unsafe (sum.h0, sum.h1, sum.h2) = AVX512ChaCha20Poly1305.seal(
          input, output, count: count / 16, state, (sum.h0, sum.h1, sum.h2), (sum.r0, sum.r1),
          from: output - (done - hashed))
        hashed += (done + 64 * count - hashed) & ~127
    #endif
    }
  }

  /// Takes `count` blocks of 64 bytes, a multiple of `strideBlockCount`, into `sum` and decrypts them in
  /// place.
  func open(
    _ message: UnsafeMutableRawPointer, count: Int, _ state: UnsafeMutableRawPointer,
    _ sum: inout Poly1305
  ) {
    switch self {
    case .portable:
      unsafe sum.update(message, count: 4 * count)
      unsafe ChaCha20.encrypt(message, message, count: count, state)
    #if arch(x86_64)
      case .avx2:
        unsafe (sum.h0, sum.h1, sum.h2) = AVX2ChaCha20Poly1305.open(
          message, count: count / 8, state, (sum.h0, sum.h1, sum.h2), (sum.r0, sum.r1))
      case .avx512:
        unsafe (sum.h0, sum.h1, sum.h2) = AVX512ChaCha20Poly1305.open(
          message, count: count / 16, state, (sum.h0, sum.h1, sum.h2), (sum.r0, sum.r1))
    #endif
    }
  }

  /// Writes the key stream of `count` blocks, at most 16, or more than those, to `output`, which has
  /// room for 1,024 bytes.
  func keyStream(
    _ output: UnsafeMutableRawPointer, count: Int, _ state: UnsafeMutableRawPointer
  ) {
    switch self {
    case .portable:
      unsafe output.initializeMemory(as: UInt8.self, repeating: 0, count: 64 * count)
      unsafe ChaCha20.encrypt(output, output, count: count, state)
    #if arch(x86_64)
      case .avx2:
        unsafe AVX2ChaCha20.keyStream(output, state)
        // Not more than is wanted, or the counter would run ahead of the bytes.
        if count > 8 { unsafe AVX2ChaCha20.keyStream(output + 512, state) }
      case .avx512: unsafe AVX512ChaCha20.keyStream(output, state)
    #endif
    }
  }

  /// Writes a key stream like `keyStream`, and takes ciphertext, of which `waiting` bytes from `text` on are not yet in
  /// `sum`, beside it where that is known to be worth it.
  ///
  /// - Returns: Bytes taken.
  func keyStream(
    _ output: UnsafeMutableRawPointer, count: Int, _ state: UnsafeMutableRawPointer,
    _ sum: inout Poly1305, beside text: UnsafeRawPointer, waiting: Int
  ) -> Int {
    #if arch(x86_64)
      if self == .avx2, count <= 8 {
        var next = unsafe text
        unsafe (sum.h0, sum.h1, sum.h2) = AVX2ChaCha20Poly1305.keyStream(
          output, state, (sum.h0, sum.h1, sum.h2), (sum.r0, sum.r1), from: &next, count: waiting)
        return unsafe next - text
      }
    #endif
    unsafe keyStream(output, count: count, state)
    return 0
  }

  /// Takes `count` blocks of 16 bytes into `sum` (Section 2.5).
  func authenticate(_ blocks: UnsafeRawPointer, count: Int, _ sum: inout Poly1305) {
    var done = 0
    #if arch(x86_64)
      // Fewer blocks are not worth the powers of the key.
      if self == .avx512, count >= 32 {
        done = count & ~7
        unsafe (sum.h0, sum.h1, sum.h2) = AVX512Poly1305.update(
          (sum.h0, sum.h1, sum.h2), (sum.r0, sum.r1), blocks, count: count / 8)
      } else if self == .avx2, count >= 16 {
        done = count & ~3
        unsafe (sum.h0, sum.h1, sum.h2) = AVX2Poly1305.update(
          (sum.h0, sum.h1, sum.h2), (sum.r0, sum.r1), blocks, count: count / 4)
      }
    #endif
    unsafe sum.update(blocks + 16 * done, count: count - done)
  }
}
