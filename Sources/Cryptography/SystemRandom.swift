public import Bytes

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The operating system's random bytes: `getrandom` by way of `getentropy`, which waits until the kernel's generator is seeded,
/// keeps no state in this process, and so is safe across `fork`.
public struct SystemRandom: RandomSource, Sendable {
  /// A source; all are the same.
  public init() {}

  /// Overwrites `bytes`. Ends the process if the kernel refuses: there is no second-best randomness.
  public mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      #if canImport(Darwin)
        unsafe arc4random_buf(base, buffer.count)
      #else
        var filled = 0
        while filled < buffer.count {
          // The call gives at most 256 bytes, and all of them or none.
          let count = min(256, buffer.count - filled)
          guard unsafe getentropy(base + filled, count) == 0 else {
            fatalError("no randomness (errno \(errno)): there is no safe way to go on")
          }
          filled += count
        }
      #endif
    }
  }
}
