/// FIPS 204, Sections 7.5 and 7.6. Products are Montgomery's: one by a plain number divides by 2³².
extension Polynomial {
  /// NTT (Algorithm 41), in place, from absolute values below q; to ones below 9q.
  func transform() {
    var first = 1
    layer(128, &first)
    layer(64, &first)
    layer(32, &first)
    layer(16, &first)
    layer(8, &first)
    layer(4, &first)
    layer(2, &first)
    layer(1, &first)
  }

  /// NTT⁻¹ (Algorithm 42), in place, times 2³²: it undoes the division in ``addProduct(_:_:)``. From
  /// absolute values below q, to ones below q.
  func invertTransform() {
    var last = 255
    inverseLayer(1, &last)
    inverseLayer(2, &last)
    inverseLayer(4, &last)
    inverseLayer(8, &last)
    inverseLayer(16, &last)
    inverseLayer(32, &last)
    inverseLayer(64, &last)
    inverseLayer(128, &last)
    // 2⁶⁴/256 mod q.
    for index in 0..<256 { self[index] = Residue.product(self[index], 41_978) }
  }

  @inline(__always)
  private func layer(_ length: Int, _ next: inout Int) {
    var start = 0
    while start < 256 {
      let zeta = Residue.zetas[next]
      next += 1
      for index in start..<start + length {
        let t = Residue.product(self[index + length], zeta)
        self[index + length] = self[index] &- t
        self[index] = self[index] &+ t
      }
      start += 2 * length
    }
  }

  /// Each layer doubles the absolute value, so that eight fit in 32 bits.
  @inline(__always)
  private func inverseLayer(_ length: Int, _ next: inout Int) {
    var start = 0
    while start < 256 {
      let zeta = 0 &- Residue.zetas[next]
      next -= 1
      for index in start..<start + length {
        let t = self[index]
        self[index] = t &+ self[index + length]
        self[index + length] = Residue.product(t &- self[index + length], zeta)
      }
      start += 2 * length
    }
  }

  /// Takes each coefficient to an absolute value below q.
  func reduce() {
    for index in 0..<256 { self[index] = Residue.reduced(self[index]) }
  }

  /// Takes each coefficient to 0..<q.
  func normalize() {
    for index in 0..<256 {
      self[index] = Residue.nonnegative(Residue.reduced(self[index]))
    }
  }

  /// MultiplyNTT(a, b)·2⁻³² (Algorithm 45): to the absolute value below q.
  func setProduct(_ a: borrowing Polynomial, _ b: borrowing Polynomial) {
    for index in 0..<256 { self[index] = Residue.product(a[index], b[index]) }
  }

  /// Adds MultiplyNTT(a, b)·2⁻³²: to the absolute value less than q for each product.
  func addProduct(_ a: borrowing Polynomial, _ b: borrowing Polynomial) {
    for index in 0..<256 { self[index] = self[index] &+ Residue.product(a[index], b[index]) }
  }

  func set(_ other: borrowing Polynomial) {
    for index in 0..<256 { self[index] = other[index] }
  }

  func clear() {
    for index in 0..<256 { self[index] = 0 }
  }

  func add(_ other: borrowing Polynomial) {
    for index in 0..<256 { self[index] = self[index] &+ other[index] }
  }

  func subtract(_ other: borrowing Polynomial) {
    for index in 0..<256 { self[index] = self[index] &- other[index] }
  }

  /// Negative if a coefficient's absolute value is `bound` or more (Section 2.3), in a time that does not
  /// tell which. Residues have to be the ones nearest to zero, or nearly so.
  func excess(over bound: Int32) -> Int32 {
    var excess: Int32 = 0
    for index in 0..<256 {
      let value = self[index]
      let sign = value &>> 31
      let absolute = (value ^ sign) &- sign
      excess |= bound &- 1 &- absolute
    }
    return excess
  }
}
