import Bytes
import TestSupport
import Testing

@testable import MLKEM

@Suite struct `Keys of ML-KEM` {
  @Test(arguments: MLKEMParameterSet.allCases)
  func `agree on what was encapsulated, in either form`(_ set: MLKEMParameterSet) throws {
    var random = SeededRandom()
    for _ in 0..<50 {
      let key = MLKEMDecapsulationKey(set, using: &random)
      let expanded = key.expanded()
      let second = try MLKEMDecapsulationKey(set, expanded: expanded.bytes)
      var seed: [UInt8] = []
      if let bytes = key.seed { seed = copy(bytes) }
      let third = try MLKEMDecapsulationKey(set, seed: seed.span)
      let peer = try MLKEMEncapsulationKey(set, bytes: key.encapsulationKey.bytes.span)
      let made = peer.encapsulate(using: &random)
      #expect(made.ciphertext.count == set.ciphertextByteCount)
      let expected = copy(made.sharedSecret.bytes)
      let first = try key.decapsulate(made.ciphertext.span)
      let again = try second.decapsulate(made.ciphertext.span)
      let more = try third.decapsulate(made.ciphertext.span)
      let results = [copy(first.bytes), copy(again.bytes), copy(more.bytes)]
      #expect(results == [expected, expected, expected], "seed \(random.seed)")
      let known = [key.hasSeed, second.hasSeed, third.hasSeed]
      #expect(known == [true, false, true])
      let copied = second.expanded()
      let (left, right) = (copy(expanded.bytes), copy(copied.bytes))
      #expect(left == right, "seed \(random.seed)")
    }
  }

  @Test func `have the lengths of FIPS 203, Table 3`() {
    let sets = MLKEMParameterSet.allCases
    #expect(sets.map(\.encapsulationKeyByteCount) == [800, 1_184, 1_568])
    #expect(sets.map(\.decapsulationKeyByteCount) == [1_632, 2_400, 3_168])
    #expect(sets.map(\.ciphertextByteCount) == [768, 1_088, 1_568])
  }

  @Test(arguments: MLKEMParameterSet.allCases)
  func `of another length are refused`(_ set: MLKEMParameterSet) throws {
    var random = SeededRandom()
    let key = MLKEMDecapsulationKey(set, using: &random)
    for wrong in [0, 1, 31, 32, 63, 65, set.encapsulationKeyByteCount - 1, 4_000] {
      let bytes = random.bytes(wrong)
      #expect(
        throws: MLKEMError.wrongLength(expected: set.encapsulationKeyByteCount, actual: wrong)
      ) { _ = try MLKEMEncapsulationKey(set, bytes: bytes.span) }
      #expect(
        throws: MLKEMError.wrongLength(expected: set.decapsulationKeyByteCount, actual: wrong)
      ) { _ = try MLKEMDecapsulationKey(set, expanded: bytes.span) }
      #expect(throws: MLKEMError.wrongLength(expected: 64, actual: wrong)) {
        _ = try MLKEMDecapsulationKey(set, seed: bytes.span)
      }
      let error = #expect(throws: MLKEMError.self) { _ = try key.decapsulate(bytes.span) }
      #expect(error == .wrongLength(expected: set.ciphertextByteCount, actual: wrong))
    }
  }

  @Test(arguments: MLKEMParameterSet.allCases)
  func `that are damaged are refused by the checks of Section 7.3`(
    _ set: MLKEMParameterSet
  ) throws {
    var random = SeededRandom()
    let key = MLKEMDecapsulationKey(set, using: &random)
    let form = key.expanded()
    let good = copy(form.bytes)
    let hash = 768 * set.rank + 32
    for place in [hash, hash + 31, hash - 1, hash - 32] {
      var bytes = good
      bytes[place] ^= 1
      #expect(throws: MLKEMError.hashMismatch) {
        _ = try MLKEMDecapsulationKey(set, expanded: bytes.span)
      }
    }
    // A coefficient of ŝ, and one of t̂.
    for place in [0, 384 * set.rank] {
      var bytes = good
      bytes[place] = 0xFF
      bytes[place + 1] |= 0x0F
      #expect(throws: MLKEMError.coefficientOutOfRange) {
        _ = try MLKEMDecapsulationKey(set, expanded: bytes.span)
      }
    }
  }

  @Test(arguments: MLKEMParameterSet.allCases)
  func `reject a ciphertext that was changed by another secret, always the same`(
    _ set: MLKEMParameterSet
  ) throws {
    var random = SeededRandom()
    let key = MLKEMDecapsulationKey(set, using: &random)
    let made = key.encapsulationKey.encapsulate(using: &random)
    let expected = copy(made.sharedSecret.bytes)
    var seen: Set<[UInt8]> = [expected]
    for place in stride(from: 0, to: set.ciphertextByteCount, by: 61) {
      var changed = made.ciphertext
      changed[place] ^= 1 << UInt8(place % 8)
      let first = try key.decapsulate(changed.span)
      let second = try key.decapsulate(changed.span)
      let (left, right) = (copy(first.bytes), copy(second.bytes))
      #expect(left == right)
      #expect(seen.insert(left).inserted, "seed \(random.seed), byte \(place)")
    }
  }

  @Test func `of different parameter sets come from different expansions of a seed`() throws {
    let seed = [UInt8](repeating: 7, count: 64)
    let small = try MLKEMDecapsulationKey(.mlkem512, seed: seed.span)
    let large = try MLKEMDecapsulationKey(.mlkem768, seed: seed.span)
    let rho = small.encapsulationKey.bytes.suffix(32)
    #expect(rho != large.encapsulationKey.bytes.suffix(32))
  }
}

@Suite struct `Arithmetic of ML-KEM` {
  @Test func `compression rounds as the exact quotient does`() throws {
    for d in [1, 4, 5, 10, 11] {
      for start in stride(from: 0, to: 3_329, by: 256) {
        let store = Polynomials(count: 1)
        var bytes = [UInt8](repeating: 0, count: 32 * d)
        let polynomial = store[0]
        for index in 0..<256 {
          let value = min(3_328, start + index)
          polynomial[index] = Int16(value > 1_664 ? value - 3_329 : value)
        }
        do {
          var span = bytes.mutableSpan
          polynomial.compress(d, into: &span, at: 0)
        }
        for index in 0..<256 {
          let value = min(3_328, start + index)
          let expected = ((value << d) * 2 + 3_329) / (2 * 3_329) % (1 << d)
          var actual = 0
          for bit in 0..<d {
            let place = index * d + bit
            actual |= Int(bytes[place / 8] >> UInt8(place % 8) & 1) << bit
          }
          guard actual == expected else {
            Issue.record("\(value) in \(d) bits is \(actual), not \(expected)")
            return
          }
        }
      }
    }
  }

  @Test func `reductions stay in their ranges and classes`() {
    for a in Int16.min...Int16.max {
      let reduced = Int(Residue.reduced(a))
      let isRight = (Int(a) - reduced) % 3_329 == 0 && abs(reduced) <= 1_664
      guard isRight else {
        Issue.record("\(a) is reduced to \(reduced)")
        return
      }
      for b: Int16 in [-3_328, -1_664, -1, 0, 1, 1_353, 1_664, 3_328] {
        let product = Int(Residue.product(a, b))
        let isProduct = (product << 16 - Int(a) * Int(b)) % 3_329 == 0 && abs(product) < 3_329
        guard isProduct else {
          Issue.record("\(a)·\(b) gives \(product)")
          return
        }
      }
    }
  }

  @Test func `the transform multiplies modulo X²⁵⁶ + 1`() {
    var random = SeededRandom()
    for _ in 0..<20 {
      let store = Polynomials(count: 3)
      var (f, g) = ([Int](), [Int]())
      for _ in 0..<256 {
        f.append(Int.random(in: -1_664...1_664, using: &random))
        g.append(Int.random(in: -1_664...1_664, using: &random))
      }
      let (a, b, c) = (store[0], store[1], store[2])
      for index in 0..<256 {
        a[index] = Int16(f[index])
        b[index] = Int16(g[index])
      }
      a.transform()
      b.transform()
      c.addProduct(a, b)
      c.reduce()
      c.invertTransform()
      var expected = [Int](repeating: 0, count: 256)
      for i in 0..<256 {
        for j in 0..<256 {
          expected[(i + j) % 256] += (i + j < 256 ? 1 : -1) * f[i] * g[j]
        }
      }
      for index in 0..<256 {
        let isRight = (expected[index] - Int(c[index])) % 3_329 == 0
        #expect(isRight, "seed \(random.seed), coefficient \(index)")
      }
    }
  }
}
