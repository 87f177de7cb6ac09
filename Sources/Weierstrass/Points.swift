/// A point other than infinity by its coordinates, each in Montgomery's form.
struct AffinePoint<let count: Int>: Sendable {
  var x: Limbs<count>
  var y: Limbs<count>
}

extension AffinePoint {
  static func == (a: AffinePoint<count>, b: AffinePoint<count>) -> Bool {
    let field = PrimeField<count>()
    return field.areEqual(a.x, b.x) && field.areEqual(a.y, b.y)
  }
}

/// A Jacobian point, with the powers of Z that an addition needs.
struct CachedPoint<let count: Int>: Sendable {
  var x: Limbs<count>
  var y: Limbs<count>
  var z: Limbs<count>
  var z2: Limbs<count>
  var z3: Limbs<count>

  init(x: Limbs<count>, y: Limbs<count>, z: Limbs<count>, z2: Limbs<count>, z3: Limbs<count>) {
    self.x = x
    self.y = y
    self.z = z
    self.z2 = z2
    self.z3 = z3
  }

  @inline(never)
  init(_ point: JacobianPoint<count>) {
    let field = PrimeField<count>()
    let square = field.square(point.z)
    self.init(
      x: point.x, y: point.y, z: point.z, z2: square, z3: field.multiply(square, point.z))
  }
}

// Look-ups that read every entry of a table, so that the place of the one wanted shows nowhere.
extension AffinePoint {
  @inline(__always)
  static func lookUp(_ index: UInt, in table: Span<AffinePoint<count>>) -> AffinePoint<count> {
    let zero = Limbs<count>(repeating: 0)
    var result = AffinePoint(x: zero, y: zero)
    for entry in table.indices {
      let mask = maskIfEqual(UInt(bitPattern: entry), index)
      // Taken whole: each look at a part of a large entry would copy all of it.
      let point = table[entry]
      for limb in 0..<count {
        result.x[limb] |= point.x[limb] & mask
        result.y[limb] |= point.y[limb] & mask
      }
    }
    return result
  }
}
