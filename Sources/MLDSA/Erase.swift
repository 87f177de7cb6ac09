internal import Bytes
internal import Hashing

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Overwrites a value on the stack with zeros, in a way the compiler does not optimise away.
func erase<Value: BitwiseCopyable>(_ value: inout Value) {
  unsafe withUnsafeMutableBytes(of: &value) { bytes in
    guard let base = bytes.baseAddress else { return }
    unsafe explicit_bzero(base, bytes.count)
  }
}

extension SHA3 {
  /// H of FIPS 204, Section 3.7, of parts one behind the other; fills `output`.
  static func shake256(
    _ first: Span<UInt8>, _ second: Span<UInt8>, _ third: Span<UInt8>,
    into output: inout MutableSpan<UInt8>
  ) {
    var sponge = SHA3(.shake256)
    sponge.update(first)
    sponge.update(second)
    sponge.update(third)
    sponge.squeeze(into: &output)
    sponge.erase()
  }
}
