public import Bytes
internal import CGMP

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A secret non-negative integer of a public number of limbs, wiped when its life ends.
///
/// Limbs are 64 bits wide, the least significant one first. The integer lives on the heap and never
/// moves. What is done to it takes a time that depends on numbers of limbs alone.
@safe public struct SecretLimbs: ~Copyable, @unchecked Sendable {
  let base: UnsafeMutablePointer<UInt>
  /// Number of limbs, which is public.
  public let count: Int

  /// Zero, in `count` limbs.
  public init(count: Int) {
    // Vectors of eight limbs are read fastest from whole lines of the cache.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<UInt>.size, alignment: 64)
    unsafe base = memory.initializeMemory(as: UInt.self, repeating: 0, count: max(count, 1))
    self.count = count
  }

  /// The integer whose big-endian bytes are `bytes`, in `count` limbs or as many as the bytes fill.
  public init(bigEndian bytes: Span<UInt8>, count: Int = 0) {
    self.init(count: max(count, (bytes.count + 7) / 8))
    for index in bytes.indices {
      let place = bytes.count - 1 - index
      unsafe base[place >> 3] |= UInt(bytes[index]) << UInt((place & 7) << 3)
    }
  }

  /// A copy, in `count` limbs or as many as it has.
  public init(copying other: borrowing SecretLimbs, count: Int = 0) {
    self.init(count: max(count, other.count))
    unsafe base.update(from: other.base, count: other.count)
  }

  /// The lowest `count` limbs of an integer that has at least as many.
  public init(truncating other: borrowing SecretLimbs, count: Int) {
    self.init(count: count)
    unsafe base.update(from: other.base, count: count)
  }

  /// The limbs, least significant first, as a view that cannot outlive the secret.
  public var limbs: Span<UInt> {
    @_lifetime(borrow self)
    get {
      let view = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
      return unsafe _overrideLifetime(view, borrowing: self)
    }
  }

  /// Writes the integer big-endian over the whole of `bytes`. What does not fit is left out.
  public func write(bigEndianInto bytes: inout MutableSpan<UInt8>) {
    for index in bytes.indices {
      let place = bytes.count - 1 - index
      let limb = place >> 3 < count ? unsafe base[place >> 3] : 0
      bytes[index] = UInt8(truncatingIfNeeded: limb >> UInt((place & 7) << 3))
    }
  }

  /// The integer in `byteCount` big-endian bytes. What does not fit is left out.
  public func bytes(_ byteCount: Int) -> SecretBytes {
    SecretBytes(byteCount: byteCount) { span in write(bigEndianInto: &span) }
  }

  /// Random bits below bit `bitCount`, and zeros above.
  public static func random(
    bitCount: Int, using random: inout some RandomSource
  ) -> SecretLimbs {
    let byteCount = (bitCount + 7) / 8
    let bytes = SecretBytes(byteCount: byteCount) { span in
      random.fill(&span)
      if bitCount & 7 != 0 { span[0] &= (1 << UInt8(bitCount & 7)) - 1 }
    }
    return SecretLimbs(bigEndian: bytes.bytes)
  }

  deinit {
    unsafe explicit_bzero(base, count * MemoryLayout<UInt>.size)
    unsafe UnsafeMutableRawPointer(base).deallocate()
  }
}
