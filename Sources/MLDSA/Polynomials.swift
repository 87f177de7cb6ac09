internal import Bytes

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// Polynomials of degree 255 in one piece of memory, wiped when its life ends.
@safe struct Polynomials: ~Copyable, @unchecked Sendable {
  let count: Int
  private let coefficients: UnsafeMutablePointer<Int32>
  private let isOwned: Bool

  /// Memory of a key's own: `count` zeros.
  init(count: Int) {
    self.count = count
    unsafe coefficients = .allocate(capacity: 256 * count)
    unsafe coefficients.initialize(repeating: 0, count: 256 * count)
    isOwned = true
  }

  private init(
    borrowing memory: UnsafeMutableBufferPointer<Int32>, _ base: UnsafeMutablePointer<Int32>
  ) {
    count = memory.count / 256
    unsafe coefficients = base
    isOwned = false
  }

  /// Lends `body` thirty-two polynomials on the stack.
  static func withScratch<R: ~Copyable>(_ body: (borrowing Polynomials) -> R) -> R? {
    var memory = [8_192 of Int32](repeating: 0)
    var span = memory.mutableSpan
    return unsafe span.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      return unsafe body(Polynomials(borrowing: buffer, base))
    }
  }

  /// Polynomial `index`. Who writes to it is its only user: scratch, or a key that is being made.
  subscript(index: Int) -> Polynomial {
    @_lifetime(borrow self)
    @inline(__always)
    get {
      precondition(index >= 0 && index < count)
      return unsafe _overrideLifetime(Polynomial(coefficients + 256 * index), borrowing: self)
    }
  }

  /// Says that the polynomials in `range` are no secret any more.
  func declassifyPolynomials(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let start = unsafe UnsafeBufferPointer(
      start: coefficients + 256 * range.lowerBound, count: 256 * range.count)
    unsafe declassify(Span(_unsafeElements: start))
  }

  deinit {
    unsafe explicit_bzero(coefficients, 1_024 * count)
    if isOwned { unsafe coefficients.deallocate() }
  }
}

/// A view of the 256 coefficients of a polynomial, which cannot outlive them.
///
/// Coefficients are residues modulo q = 8380417, signed, of an absolute value that each function names.
@safe struct Polynomial: ~Escapable {
  private let base: UnsafeMutablePointer<Int32>

  @_lifetime(immortal)
  init(_ base: UnsafeMutablePointer<Int32>) { unsafe self.base = base }

  /// The coefficient of X^`index`. The index is one of a loop's from 0 to 255, never data.
  subscript(index: Int) -> Int32 {
    @inline(__always) get {
      assert(index >= 0 && index < 256)
      return unsafe base[index]
    }
    @inline(__always) nonmutating set {
      assert(index >= 0 && index < 256)
      unsafe base[index] = newValue
    }
  }
}
