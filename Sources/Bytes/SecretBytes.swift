#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A secret of which one copy exists, wiped when its life ends.
///
/// It lives on the heap and never moves: a value that moves leaves its old bytes behind. It has no
/// description and no `==`, so that it cannot reach a log or be compared in variable time.
@safe public struct SecretBytes: ~Copyable, @unchecked Sendable {
  private let storage: UnsafeMutableBufferPointer<UInt8>

  /// Lets `fill` write the secret in place into `byteCount` zero bytes.
  ///
  /// - Throws: What `fill` throws; what it had written is wiped.
  public init<E: Error>(
    byteCount: Int, fill: (inout MutableSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: byteCount)
    unsafe memory.initialize(repeating: 0)
    unsafe storage = memory
    var span = unsafe MutableSpan(_unsafeElements: memory)
    try fill(&span)
  }

  /// A copy of `bytes`, which stay where they are and are the caller's to wipe.
  public init(copying bytes: Span<UInt8>) {
    self.init(byteCount: bytes.count) { (span) in
      for index in bytes.indices { span[index] = bytes[index] }
    }
  }

  /// `byteCount` zero bytes, the input of RFC 9846, Section 7.1, where there is no secret.
  public init(zeroByteCount byteCount: Int) {
    self.init(byteCount: byteCount) { _ in }
  }

  /// Length in bytes.
  public var count: Int { unsafe storage.count }

  /// A view that cannot outlive the secret.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let view = unsafe Span(_unsafeElements: UnsafeBufferPointer(storage))
      return unsafe _overrideLifetime(view, borrowing: self)
    }
  }

  /// A view through which the secret is changed in place.
  public var mutableBytes: MutableSpan<UInt8> {
    @_lifetime(&self)
    mutating get {
      let view = unsafe MutableSpan(_unsafeElements: storage)
      return unsafe _overrideLifetime(view, mutating: &self)
    }
  }

  /// Another secret with the same bytes, for a derivation that uses its input up.
  public func copy() -> SecretBytes { SecretBytes(copying: bytes) }

  deinit {
    if let base = unsafe storage.baseAddress { unsafe explicit_bzero(base, storage.count) }
    unsafe storage.deallocate()
  }
}

/// Overwrites numbers with zeros, in a way the compiler does not optimise away.
@inlinable
public func wipe<Element: BitwiseCopyable>(_ elements: inout MutableSpan<Element>) {
  unsafe elements.withUnsafeMutableBytes { unsafe wipe($0) }
}

@usableFromInline
func wipe(_ memory: UnsafeMutableRawBufferPointer) {
  if let base = memory.baseAddress { unsafe explicit_bzero(base, memory.count) }
}

/// Overwrites the bytes of an array with zeros. Only what this array alone holds is reached.
public func wipe(_ bytes: inout [UInt8]) {
  unsafe bytes.withUnsafeMutableBytes { unsafe wipe($0) }
}
