internal import Processor

/// Which code does ChaCha20 and Poly1305; chosen once, when an AEAD is made.
enum ChaChaEngine: Sendable {
  case portable

  init(on processor: Processor) {
    self = .portable
  }

  /// Adds the key stream of `count` blocks of 64 bytes (RFC 8439, Section 2.4). `state` is the 64 bytes
  /// of Section 2.3, whose counter is left where the next block starts. Input and output may be the
  /// same memory.
  func encrypt(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ state: UnsafeMutableRawPointer
  ) {
    switch self {
    case .portable: unsafe ChaCha20.encrypt(input, output, count: count, state)
    }
  }

  /// Takes `count` blocks of 16 bytes into `state` (Section 2.5).
  func authenticate(
    _ blocks: UnsafeRawPointer, count: Int, _ state: inout Poly1305
  ) {
    switch self {
    case .portable: unsafe state.update(blocks, count: count)
    }
  }
}
