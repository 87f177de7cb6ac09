/// FIPS 203, Section 4.3. Products are Montgomery's, so one by a plain number divides by 2¹⁶.
extension Polynomial {
  /// NTT (Algorithm 9), in place, from coefficients of absolute value at most q; to ones nearest to zero.
  func transform() {
    var first = 1
    layer(128, &first)
    layer(64, &first)
    layer(32, &first)
    layer(16, &first)
    layer(8, &first)
    layer(4, &first)
    layer(2, &first)
    reduce()
  }

  /// NTT⁻¹ (Algorithm 10), in place, times 2¹⁶: it undoes the division in ``setProduct(_:_:)``.
  func invertTransform() {
    var last = 127
    inverseLayer(2, &last)
    inverseLayer(4, &last)
    inverseLayer(8, &last)
    inverseLayer(16, &last)
    inverseLayer(32, &last)
    inverseLayer(64, &last)
    inverseLayer(128, &last)
    // 2³²/128 mod q.
    for index in 0..<256 { self[index] = Residue.product(self[index], 1_441) }
  }

  /// Each layer adds less than q to the absolute value, so that seven fit in 16 bits.
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

  @inline(__always)
  private func inverseLayer(_ length: Int, _ next: inout Int) {
    var start = 0
    while start < 256 {
      let zeta = Residue.zetas[next]
      next -= 1
      for index in start..<start + length {
        let t = self[index]
        self[index] = Residue.reduced(t &+ self[index + length])
        self[index + length] = Residue.product(self[index + length] &- t, zeta)
      }
      start += 2 * length
    }
  }

  /// Takes each coefficient to the residue nearest to zero.
  func reduce() {
    for index in 0..<256 { self[index] = Residue.reduced(self[index]) }
  }

  /// Adds MultiplyNTTs(a, b)·2⁻¹⁶ (Algorithm 11): to the absolute value at most 2q for each product.
  func addProduct(_ a: borrowing Polynomial, _ b: borrowing Polynomial) {
    for pair in 0..<64 {
      let zeta = Residue.zetas[64 + pair]
      addBaseCase(4 * pair, a, b, zeta)
      addBaseCase(4 * pair + 2, a, b, 0 &- zeta)
    }
  }

  /// BaseCaseMultiply (Algorithm 12).
  @inline(__always)
  private func addBaseCase(
    _ i: Int, _ a: borrowing Polynomial, _ b: borrowing Polynomial, _ zeta: Int16
  ) {
    let odd = Residue.product(Residue.product(a[i + 1], b[i + 1]), zeta)
    self[i] = self[i] &+ Residue.product(a[i], b[i]) &+ odd
    self[i + 1] =
      self[i + 1] &+ Residue.product(a[i], b[i + 1]) &+ Residue.product(a[i + 1], b[i])
  }

  /// Times 2¹⁶: into Montgomery's form.
  func scaleUp() {
    // 2³² mod q.
    for index in 0..<256 { self[index] = Residue.product(self[index], 1_353) }
  }

  func clear() {
    for index in 0..<256 { self[index] = 0 }
  }

  func add(_ other: borrowing Polynomial) {
    for index in 0..<256 { self[index] = self[index] &+ other[index] }
  }

  /// `other` less this, nearest to zero.
  func subtract(from other: borrowing Polynomial) {
    for index in 0..<256 { self[index] = Residue.reduced(other[index] &- self[index]) }
  }
}
