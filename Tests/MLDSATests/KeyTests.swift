import Bytes
import TestSupport
import Testing

@testable import MLDSA

@Suite struct `Keys of ML-DSA` {
  @Test(arguments: MLDSAParameterSet.allCases)
  func `sign what their public halves accept, for this message and context alone`(
    _ set: MLDSAParameterSet
  ) throws {
    var random = SeededRandom()
    for _ in 0..<10 {
      let key = MLDSAPrivateKey(set, using: &random)
      let peer = try MLDSAPublicKey(set, bytes: key.publicKey.bytes.span)
      let message = random.bytes(Int.random(in: 0...300, using: &random))
      let context = random.bytes(Int.random(in: 0...255, using: &random))
      let signature = try key.sign(message.span, context: context.span, using: &random)
      #expect(signature.count == set.signatureByteCount)
      let mu = try peer.mu(of: message.span, context: context.span)
      let results = [
        peer.isValid(signature: signature.span, for: message.span, context: context.span),
        peer.isValid(signature: signature.span, mu: mu.span),
      ]
      #expect(results == [true, true], "seed \(random.seed)")
      let otherMessage = message + [0]
      let otherContext = context.count < 255 ? context + [0] : [UInt8](context.dropLast())
      let other = MLDSAPrivateKey(set, using: &random)
      let wrong = [
        peer.isValid(signature: signature.span, for: otherMessage.span, context: context.span),
        peer.isValid(signature: signature.span, for: message.span, context: otherContext.span),
        other.publicKey.isValid(
          signature: signature.span, for: message.span, context: context.span),
      ]
      #expect(wrong == [false, false, false], "seed \(random.seed)")
      // Hedged: another signature each time, and both are good.
      let second = try key.sign(mu: mu.span, using: &random)
      let isValid = peer.isValid(signature: second.span, for: message.span, context: context.span)
      #expect(isValid && second != signature, "seed \(random.seed)")
    }
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `sign the same from either form`(_ set: MLDSAParameterSet) throws {
    var random = SeededRandom()
    let key = MLDSAPrivateKey(set, using: &random)
    let expanded = try MLDSAPrivateKey(set, expanded: key.expanded)
    var seed: [UInt8] = []
    if let bytes = key.seed { seed = copy(bytes) }
    let again = try MLDSAPrivateKey(set, seed: seed.span)
    let known = [key.hasSeed, expanded.hasSeed, again.hasSeed]
    #expect(known == [true, false, true])
    let message: [UInt8] = [1, 2, 3]
    let none: [UInt8] = []
    let signatures = [
      try key.signDeterministically(message.span, context: none.span),
      try expanded.signDeterministically(message.span, context: none.span),
      try again.signDeterministically(message.span, context: none.span),
    ]
    #expect(Set(signatures).count == 1, "seed \(random.seed)")
  }

  @Test func `have the lengths of FIPS 204, Table 2`() {
    let sets = MLDSAParameterSet.allCases
    #expect(sets.map(\.privateKeyByteCount) == [2_560, 4_032, 4_896])
    #expect(sets.map(\.publicKeyByteCount) == [1_312, 1_952, 2_592])
    #expect(sets.map(\.signatureByteCount) == [2_420, 3_309, 4_627])
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `of another length are refused`(_ set: MLDSAParameterSet) {
    for wrong in [0, 1, 31, 33, set.publicKeyByteCount - 1, set.privateKeyByteCount + 1] {
      let bytes = [UInt8](repeating: 0, count: wrong)
      #expect(throws: MLDSAError.wrongLength(expected: set.publicKeyByteCount, actual: wrong)) {
        _ = try MLDSAPublicKey(set, bytes: bytes.span)
      }
      #expect(throws: MLDSAError.wrongLength(expected: set.privateKeyByteCount, actual: wrong)) {
        _ = try MLDSAPrivateKey(set, expanded: bytes.span)
      }
      #expect(throws: MLDSAError.wrongLength(expected: 32, actual: wrong)) {
        _ = try MLDSAPrivateKey(set, seed: bytes.span)
      }
    }
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `whose parts do not belong together are refused`(_ set: MLDSAParameterSet) throws {
    var random = SeededRandom()
    let key = MLDSAPrivateKey(set, using: &random)
    let good = copy(key.expanded)
    // ρ, tr at both ends, t₀ at both ends.
    let start = 128 + 32 * set.secretBitCount * (set.rows + set.columns)
    for place in [0, 64, 127, start, good.count - 1] {
      var bytes = good
      bytes[place] ^= 1
      #expect(throws: MLDSAError.inconsistentKey, "byte \(place), seed \(random.seed)") {
        _ = try MLDSAPrivateKey(set, expanded: bytes.span)
      }
    }
    // A secret coefficient of -η - 1 or less.
    var bytes = good
    bytes[128] = 0xFF
    #expect(throws: MLDSAError.secretOutOfRange) {
      _ = try MLDSAPrivateKey(set, expanded: bytes.span)
    }
  }

  @Test func `refuse a context of 256 bytes and a μ of 63`() throws {
    var random = SeededRandom()
    let key = MLDSAPrivateKey(.mldsa44, using: &random)
    let none: [UInt8] = []
    let long = [UInt8](repeating: 0, count: 256)
    let short = [UInt8](repeating: 0, count: 63)
    #expect(throws: MLDSAError.contextTooLong(256)) {
      _ = try key.sign(none.span, context: long.span, using: &random)
    }
    #expect(throws: MLDSAError.contextTooLong(256)) {
      _ = try key.signDeterministically(none.span, context: long.span)
    }
    #expect(throws: MLDSAError.contextTooLong(256)) {
      _ = try key.publicKey.mu(of: none.span, context: long.span)
    }
    #expect(throws: MLDSAError.wrongLength(expected: 64, actual: 63)) {
      _ = try key.sign(mu: short.span, using: &random)
    }
    let signature = try key.sign(none.span, context: none.span, using: &random)
    let results = [
      key.publicKey.isValid(signature: signature.span, for: none.span, context: long.span),
      key.publicKey.isValid(signature: signature.span, mu: short.span),
      key.publicKey.isValid(signature: signature.span, for: none.span, context: none.span),
    ]
    #expect(results == [false, false, true])
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `sign digests, unless they are too weak`(_ set: MLDSAParameterSet) throws {
    var random = SeededRandom()
    let key = MLDSAPrivateKey(set, using: &random)
    let message: [UInt8] = [1, 2, 3]
    let context: [UInt8] = [4, 5]
    var accepted = 0
    for preHash in MLDSAPreHash.allCases {
      guard preHash.digestByteCount >= set.challengeByteCount else {
        #expect(throws: MLDSAError.preHashTooWeak) {
          _ = try key.sign(message.span, context: context.span, preHash: preHash, using: &random)
        }
        continue
      }
      let signature = try key.sign(
        message.span, context: context.span, preHash: preHash, using: &random)
      // M' as Algorithm 4, line 23 writes it.
      let formatted =
        [1, 2] + context + preHash.identifier + preHash.digest(message.span)
      let results = [
        key.publicKey.isValid(
          signature: signature.span, for: message.span, context: context.span, preHash: preHash),
        key.publicKey.isValid(signature: signature.span, formatted: formatted.span),
        key.publicKey.isValid(
          signature: signature.span, for: message.span, context: context.span),
      ]
      #expect(results == [true, true, false], "\(preHash), seed \(random.seed)")
      accepted += 1
    }
    #expect(accepted == [5, 3, 2][MLDSAParameterSet.allCases.firstIndex(of: set) ?? 0])
  }
}

@Suite struct `A signature of ML-DSA` {
  /// One signature, and where its parts begin.
  private struct Fixture: ~Copyable {
    let key: MLDSAPrivateKey
    let signature: [UInt8]
    let message: [UInt8]
    let hintsAt: Int

    init(_ set: MLDSAParameterSet, _ random: inout SeededRandom) throws {
      let none: [UInt8] = []
      let message: [UInt8] = [7]
      let key = MLDSAPrivateKey(set, using: &random)
      signature = try key.sign(message.span, context: none.span, using: &random)
      self.key = key
      self.message = message
      hintsAt = set.signatureByteCount - set.hintCount - set.rows
    }

    func accepts(_ signature: [UInt8]) -> Bool {
      let none: [UInt8] = []
      return key.publicKey.isValid(
        signature: signature.span, for: message.span, context: none.span)
    }
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `is refused in another length`(_ set: MLDSAParameterSet) throws {
    var random = SeededRandom()
    let fixture = try Fixture(set, &random)
    let results = [
      fixture.accepts(fixture.signature), fixture.accepts([]),
      fixture.accepts(fixture.signature + [0]),
      fixture.accepts([UInt8](fixture.signature.dropLast())),
    ]
    #expect(results == [true, false, false, false])
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `is refused with any part changed`(_ set: MLDSAParameterSet) throws {
    var random = SeededRandom()
    let fixture = try Fixture(set, &random)
    for place in stride(from: 0, to: set.signatureByteCount, by: 37) {
      var changed = fixture.signature
      changed[place] ^= 1 << UInt8(place % 8)
      let isAccepted = fixture.accepts(changed)
      #expect(!isAccepted, "byte \(place), seed \(random.seed)")
    }
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `is refused with hints that are not written the one way`(_ set: MLDSAParameterSet) throws {
    var random = SeededRandom()
    let fixture = try Fixture(set, &random)
    let (start, ends) = (fixture.hintsAt, fixture.hintsAt + set.hintCount)
    let total = Int(fixture.signature[ends + set.rows - 1])
    try #require(total >= 2 && total < set.hintCount, "seed \(random.seed)")
    func refuses(_ fault: String, _ change: (inout [UInt8]) -> Void) {
      var changed = fixture.signature
      change(&changed)
      let hints = [UInt8](changed[start...])
      let results = [Hints.areCanonical(hints.span, set), fixture.accepts(changed)]
      #expect(results == [false, false], "\(fault), seed \(random.seed)")
    }
    refuses("a place behind the last") { $0[start + set.hintCount - 1] = 1 }
    refuses("more places than ω") { $0[ends + set.rows - 1] = UInt8(set.hintCount + 1) }
    refuses("an end that falls") { bytes in
      bytes[ends] = UInt8(total)
      bytes[ends + 1] = UInt8(total - 1)
    }
    refuses("a place twice") { bytes in
      for row in 0..<set.rows { bytes[ends + row] = UInt8(total) }
      bytes[start + 1] = bytes[start]
    }
    refuses("places that fall") { bytes in
      for row in 0..<set.rows { bytes[ends + row] = 2 }
      for index in start..<ends { bytes[index] = 0 }
      bytes[start] = 9
      bytes[start + 1] = 8
    }
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `is refused with a response that is too large`(_ set: MLDSAParameterSet) throws {
    var random = SeededRandom()
    let fixture = try Fixture(set, &random)
    var changed = fixture.signature
    // γ₁, which is 0 as it is packed.
    for index in 0..<3 { changed[set.challengeByteCount + index] = 0 }
    let isAccepted = fixture.accepts(changed)
    #expect(!isAccepted)
  }
}
