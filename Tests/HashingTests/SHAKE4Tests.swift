import Bytes
import Processor
import TestSupport
import Testing

@testable import Hashing

@Suite struct `SHAKE four at a time` {
  @Test(arguments: testedLevels)
  func `gives what each sponge gives alone`(level: Processor.Level) {
    var random = SeededRandom()
    let processor = Processor(level: level)
    for function in [SHA3.Function.shake128, .shake256] {
      for (seedByteCount, nonceByteCount) in [(32, 1), (32, 2), (64, 1), (64, 2)] {
        let seed = random.bytes(seedByteCount)
        let limit: UInt16 = nonceByteCount == 1 ? 0xFF : 0xFFFF
        let nonces = SIMD4<UInt16>.random(in: 0...limit, using: &random)
        var four = SHAKE4(
          function, seed: seed.span, nonces: nonces, nonceByteCount: nonceByteCount, on: processor)
        var outputs = [[UInt8]](repeating: [], count: 4)
        for _ in 0..<3 {
          four.nextBlock()
          for lane in 0..<4 {
            for index in 0..<four.wordsPerBlock {
              let word = four.word(index, lane: lane)
              for byte in 0..<8 { outputs[lane].append(UInt8(word >> UInt64(8 * byte) & 0xFF)) }
            }
          }
        }
        for lane in 0..<4 {
          var message = seed + [UInt8(nonces[lane] & 0xFF)]
          if nonceByteCount == 2 { message.append(UInt8(nonces[lane] >> 8)) }
          let expected = SHA3.hash(function, message.span, byteCount: outputs[lane].count)
          #expect(outputs[lane] == expected, "\(function), seed \(random.seed)")
        }
      }
    }
  }
}
