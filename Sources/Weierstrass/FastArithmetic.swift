#if arch(x86_64)
  import BMI2
  import Processor

  /// Formulas in code for BMI2, where the processor has it.
  enum FastArithmetic {
    static let exists = Processor.current.hasAVX2
  }

  /// a·b / 2^256 modulo the prime of P-256.
  func fastProductP256(_ a: Limbs<4>, _ b: Limbs<4>) -> Limbs<4> {
    unsafe withResult { result in
      unsafe withLimbs(of: a) { a in
        unsafe withLimbs(of: b) { b in unsafe P256Arithmetic.multiply(a, b, into: result) }
      }
    }
  }

  /// a² / 2^256 modulo the prime of P-256.
  func fastSquareP256(_ a: Limbs<4>) -> Limbs<4> {
    unsafe withResult { result in
      unsafe withLimbs(of: a) { unsafe P256Arithmetic.square($0, into: result) }
    }
  }

  /// Each returns false, and does nothing, where there is no fast code for the curve, or at this level.
  extension JacobianPoint {
    @inline(__always)
    mutating func fastDouble(times: Int, regardlessOfLevel: Bool = false) -> Bool {
      guard count == 4, regardlessOfLevel || FastArithmetic.exists else { return false }
      unsafe withLimbs { unsafe P256Arithmetic.double($0, times: times) }
      return true
    }

    @inline(__always)
    mutating func fastAdd(
      _ q: borrowing AffinePoint<count>, regardlessOfLevel: Bool = false
    ) -> Bool {
      guard count == 4, regardlessOfLevel || FastArithmetic.exists else { return false }
      let q = copy q
      unsafe withLimbs { point in
        unsafe Weierstrass.withLimbs(of: q) { unsafe P256Arithmetic.add(affine: $0, to: point) }
      }
      return true
    }

    @inline(__always)
    mutating func fastAdd(
      _ q: borrowing CachedPoint<count>, regardlessOfLevel: Bool = false
    ) -> Bool {
      guard count == 4, regardlessOfLevel || FastArithmetic.exists else { return false }
      let q = copy q
      unsafe withLimbs { point in
        unsafe Weierstrass.withLimbs(of: q) { unsafe P256Arithmetic.add(cached: $0, to: point) }
      }
      return true
    }

    @inline(__always)
    mutating func fastAddCompletely(
      _ q: AffinePoint<count>, b: Limbs<count>, regardlessOfLevel: Bool = false
    ) -> Bool {
      guard count == 4, regardlessOfLevel || FastArithmetic.exists else { return false }
      unsafe withLimbs { point in
        unsafe Weierstrass.withLimbs(of: q) { q in
          unsafe Weierstrass.withLimbs(of: b) { b in
            unsafe P256Arithmetic.addCompletely(affine: q, b: b, to: point)
          }
        }
      }
      return true
    }

    /// The coordinates' limbs, X, Y and Z one after the other.
    @inline(__always)
    private mutating func withLimbs(_ body: (UnsafeMutablePointer<UInt>) -> Void) {
      unsafe withUnsafeMutableBytes(of: &self) { bytes in
        unsafe body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt.self))
      }
    }
  }

  extension AffinePoint {
    /// The same as `lookUp`, where `count` is four.
    @inline(__always)
    static func fastLookUp(
      _ index: UInt, in table: Span<AffinePoint<count>>
    ) -> AffinePoint<count> {
      let zero = Limbs<count>(repeating: 0)
      var entry = AffinePoint(x: zero, y: zero)
      unsafe withUnsafeMutableBytes(of: &entry) { entry in
        let entry = unsafe entry.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt.self)
        unsafe table.withUnsafeBufferPointer { table in
          let limbs = unsafe UnsafeRawPointer(table.baseAddress.unsafelyUnwrapped)
          unsafe P256Arithmetic.lookUp(
            index, in: limbs.assumingMemoryBound(to: UInt.self), count: table.count, into: entry)
        }
      }
      return entry
    }
  }

  /// The limbs of a number, or of a point's coordinates one after the other.
  @inline(__always)
  private func withLimbs<Value: BitwiseCopyable>(
    of value: Value, _ body: (UnsafePointer<UInt>) -> Void
  ) {
    unsafe withUnsafeBytes(of: value) { bytes in
      unsafe body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt.self))
    }
  }

  /// The number that `body` writes.
  @inline(__always)
  private func withResult(_ body: (UnsafeMutablePointer<UInt>) -> Void) -> Limbs<4> {
    var result = Limbs<4>(repeating: 0)
    unsafe withUnsafeMutableBytes(of: &result) { bytes in
      unsafe body(bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt.self))
    }
    return result
  }
#endif
