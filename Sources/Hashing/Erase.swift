#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Overwrites memory with zeros, in a way the compiler does not optimise away.
@inline(__always)
func eraseBytes(_ bytes: UnsafeMutableRawBufferPointer) {
  guard let base = bytes.baseAddress else { return }
  unsafe explicit_bzero(base, bytes.count)
}
