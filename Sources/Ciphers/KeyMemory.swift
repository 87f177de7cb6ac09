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

  /// How many bytes stand behind what is computed.
  private static let attachedByteCount = 12

  init(byteCount: Int) {
    self.byteCount = byteCount + KeyMemory.attachedByteCount
    unsafe base = .allocate(byteCount: self.byteCount, alignment: 64)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: self.byteCount)
  }

  private var end: UnsafeMutableRawPointer {
    unsafe base + (byteCount - KeyMemory.attachedByteCount)
  }

  /// Keeps 12 bytes beside the key.
  func attach(_ bytes: Span<UInt8>) {
    for index in 0..<KeyMemory.attachedByteCount {
      unsafe end.storeBytes(of: bytes[index], toByteOffset: index, as: UInt8.self)
    }
  }

  /// Those 12 bytes.
  var attached: [12 of UInt8] {
    @inline(__always)
    get { unsafe end.loadUnaligned(as: [12 of UInt8].self) }
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
