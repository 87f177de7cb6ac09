import Bytes
import Ciphers
import Processor
import TestSupport
import Testing

@Suite struct `Beside OpenSSL` {
  static let lengths = Array(0...4_100) + Array(16_370...16_400)

  @Test(arguments: AEADAlgorithm.allCases, testedLevels)
  func `an AEAD seals to the same bytes, at any length and alignment`(
    algorithm: AEADAlgorithm, level: Processor.Level
  ) throws {
    var random = SeededRandom()
    let pool = random.bytes(17_000)
    // The plain code takes its time.
    let step = level == .portable || runsSlowly ? 7 : 1
    for length in Self.lengths where length < 300 || length % step == 0 {
      let key = random.bytes(algorithm.keyByteCount)
      let nonce = random.bytes(12)
      let additionalData = random.bytes(length % 50)
      let start = Int.random(in: 0..<500, using: &random)
      let text = Array(pool[start..<start + length])
      let expected = try OpenSSLAEAD.seal(
        algorithm, key: key, nonce: nonce, additionalData: additionalData, text)
      let aead = AEAD(algorithm, key: key.span, on: Processor(level: level))
      let (before, behind) = (length % 67, length % 61)
      var memory = [UInt8](repeating: 0xA5, count: before + expected.count + behind)
      let split = length % 5 == 0 ? length / 3 : length
      var whole = memory.mutableSpan
      var output = whole._mutatingExtracting(before..<before + expected.count)
      // The text is read where it lies, at any alignment.
      let place = pool.span.extracting(start..<start + length)
      aead.seal(
        place.extracting(..<split), suffix: place.extracting(split...), nonce: nonce.span,
        additionalData: additionalData.span, into: &output)
      let isSame = Array(memory[before..<before + expected.count]) == expected
      #expect(isSame, "seed \(random.seed), length \(length)")
      let isUntouched =
        memory[..<before].allSatisfy { $0 == 0xA5 }
        && memory.suffix(behind).allSatisfy { $0 == 0xA5 }
      #expect(isUntouched, "seed \(random.seed), length \(length)")
      var sealed = memory.mutableSpan
      var message = sealed._mutatingExtracting(before..<before + expected.count)
      try aead.open(&message, nonce: nonce.span, additionalData: additionalData.span)
      let isOpened = Array(memory[before..<before + length]) == text
      #expect(isOpened, "seed \(random.seed), length \(length)")
    }
  }
}
