#if arch(x86_64)
  internal import _Builtin_intrinsics.intel

  extension P256Arithmetic {
    /// Copies the entry of this index out of a table of affine points, of which every one is read, so that the place of the
    /// one wanted shows nowhere.
    ///
    /// - Parameter table: `count` points of eight limbs.
    @inline(never)
    public static func lookUp(
      _ index: UInt, in table: UnsafePointer<UInt>, count: Int,
      into entry: UnsafeMutablePointer<UInt>
    ) {
      let wanted = SIMD4<Int64>(repeating: Int64(truncatingIfNeeded: index))
      var place = SIMD4<Int64>(repeating: 0)
      var x = SIMD4<Int64>(repeating: 0)
      var y = SIMD4<Int64>(repeating: 0)
      let entries = unsafe UnsafeRawPointer(table)
      for offset in stride(from: 0, to: 64 &* count, by: 64) {
        let mask = _mm256_cmpeq_epi64(place, wanted)
        place &+= 1
        unsafe x |= entries.loadUnaligned(fromByteOffset: offset, as: SIMD4<Int64>.self) & mask
        unsafe y |=
          entries.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD4<Int64>.self) & mask
      }
      let result = UnsafeMutableRawPointer(entry)
      unsafe result.storeBytes(of: x, as: SIMD4<Int64>.self)
      unsafe result.storeBytes(of: y, toByteOffset: 32, as: SIMD4<Int64>.self)
    }
  }
#endif
