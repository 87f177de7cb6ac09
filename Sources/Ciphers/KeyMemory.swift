#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What is computed once from a key, in one place on the heap, wiped when its life ends.
@safe struct KeyMemory: ~Copyable, @unchecked Sendable {
  /// Aligned to 64 bytes.
  let base: UnsafeMutableRawPointer
  private let byteCount: Int

  init(byteCount: Int) {
    unsafe base = .allocate(byteCount: byteCount, alignment: 64)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    self.byteCount = byteCount
  }

  deinit {
    unsafe explicit_bzero(base, byteCount)
    unsafe base.deallocate()
  }
}

/// Overwrites memory with zeros, in a way the compiler does not optimise away.
@inline(__always)
func erase(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
  unsafe explicit_bzero(memory, byteCount)
}

/// Overwrites memory with zeros, in a way the compiler does not optimise away.
@inline(__always)
func erase(_ memory: UnsafeMutableRawBufferPointer) {
  guard let base = memory.baseAddress else { return }
  unsafe erase(base, memory.count)
}
