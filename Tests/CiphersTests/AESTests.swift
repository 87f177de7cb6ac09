import Bytes
import Processor
import TestSupport
import Testing

@testable import Ciphers

@Suite struct `AES (FIPS 197, SP 800-38A)` {
  struct Case: Decodable, Sendable {
    let id: String
    let key, plaintext, ciphertext: HexBytes
    let counter: HexBytes?
  }

  @Test(arguments: levels)
  func `gives the published ciphertexts`(level: Processor.Level) throws {
    let engine = AESEngine(on: Processor(level: level))
    let cases: [Case] = try VectorFile.cases("aes-block")
    #expect(cases.count == 10)
    for vector in cases {
      let memory = KeyMemory(byteCount: engine.keyByteCount)
      let rounds = vector.key.bytes.count / 4 + 6
      unsafe vector.key.bytes.withUnsafeBytes {
        unsafe engine.expand($0, into: memory.base, hashing: true)
      }
      var text = vector.plaintext.bytes
      let count = text.count / 16
      if var counter = vector.counter?.bytes {
        var accumulator = [UInt8](repeating: 0, count: 16)
        unsafe text.withUnsafeMutableBytes { bytes in
          unsafe counter.withUnsafeMutableBytes { counter in
            unsafe accumulator.withUnsafeMutableBytes { accumulator in
              guard let bytes = bytes.baseAddress, let counter = counter.baseAddress,
                let accumulator = accumulator.baseAddress
              else { return }
              unsafe engine.seal(
                bytes, bytes, count: count, counter, accumulator, memory.base, rounds: rounds)
            }
          }
        }
        #expect(counter[15] == vector.counter.map { $0.bytes[15] &+ UInt8(count) })
      } else {
        unsafe text.withUnsafeMutableBytes { bytes in
          guard let base = bytes.baseAddress else { return }
          for index in 0..<count {
            unsafe engine.encrypt(base + 16 * index, memory.base, rounds: rounds)
          }
        }
      }
      #expect(text == vector.ciphertext.bytes, "\(vector.id)")
    }
  }

  @Test(arguments: levels.dropFirst())
  func `counters wrap in their 32 bits as in the plain code`(level: Processor.Level) {
    var random = SeededRandom()
    let key = random.bytes(32)
    for count in 1...70 {
      let text = random.bytes(16 * count)
      let start = random.bytes(12) + [0xFF, 0xFF, 0xFF, 0xFF - UInt8(count / 2)]
      var results: [[UInt8]] = []
      for engine in [AESEngine.portable, AESEngine(on: Processor(level: level))] {
        let memory = KeyMemory(byteCount: engine.keyByteCount)
        unsafe key.withUnsafeBytes { unsafe engine.expand($0, into: memory.base, hashing: true) }
        // Counter block, GHASH's block, then the text.
        var bytes = start + [UInt8](repeating: 0, count: 16) + text
        unsafe bytes.withUnsafeMutableBytes { bytes in
          guard let base = bytes.baseAddress else { return }
          unsafe engine.seal(
            base + 32, base + 32, count: count, base, base + 16, memory.base, rounds: 14)
        }
        results.append(bytes)
      }
      #expect(results[0] == results[1], "seed \(random.seed), count \(count)")
    }
  }
}
