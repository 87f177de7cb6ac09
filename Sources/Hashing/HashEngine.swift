internal import Processor

#if arch(x86_64)
  internal import AVX2
  internal import SHANI
#endif

/// Which code takes a function's blocks; chosen once, when a hash is made.
enum HashEngine: UInt8, Sendable {
  case portable256, portable512
  #if arch(x86_64)
    case shani, avx2
  #endif

  init(_ algorithm: HashAlgorithm, on processor: Processor) {
    switch algorithm {
    case .sha256:
      #if arch(x86_64)
        self = processor.hasSHANI ? .shani : .portable256
      #else
        self = .portable256
      #endif
    case .sha384, .sha512:
      #if arch(x86_64)
        self = processor.hasAVX2 ? .avx2 : .portable512
      #else
        self = .portable512
      #endif
    }
  }

  /// Works `count` whole blocks into `state`.
  @inline(__always)
  func compress(
    _ state: inout [8 of UInt64], _ blocks: UnsafeRawPointer, count: Int
  ) {
    var span = state.mutableSpan
    unsafe span.withUnsafeMutableBytes { buffer in
      guard let words = buffer.baseAddress else { return }
      switch self {
      case .portable256: unsafe SHA256.compress(words, blocks, count: count)
      case .portable512: unsafe SHA512.compress(words, blocks, count: count)
      #if arch(x86_64)
        case .shani:
          unsafe SHA256.k.span.withUnsafeBytes { constants in
            guard let constants = constants.baseAddress else { return }
            unsafe SHANI.compress(words, blocks, count: count, constants: constants)
          }
        case .avx2:
          unsafe SHA512.k.span.withUnsafeBytes { constants in
            guard let constants = constants.baseAddress else { return }
            unsafe AVX2SHA512.compress(words, blocks, count: count, constants: constants)
          }
      #endif
      }
    }
  }
}
