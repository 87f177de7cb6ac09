import Bytes
import Processor
import TestSupport
import Testing

@testable import Ciphers

@Suite struct `AES (FIPS 197, SP 800-38A)` {
  struct Case: Decodable, Sendable {
    let name, mode: String
    let key, plaintext, ciphertext: HexBytes
    let initial_counter: HexBytes?
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
      if var counter = vector.initial_counter?.bytes {
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
        #expect(counter[15] == vector.initial_counter.map { $0.bytes[15] &+ UInt8(count) })
      } else {
        unsafe text.withUnsafeMutableBytes { bytes in
          guard let base = bytes.baseAddress else { return }
          for index in 0..<count {
            unsafe engine.encrypt(base + 16 * index, memory.base, rounds: rounds)
          }
        }
      }
      #expect(text == vector.ciphertext.bytes, "\(vector.name)")
    }
  }
}
