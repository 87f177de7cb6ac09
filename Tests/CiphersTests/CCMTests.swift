import Bytes
import Processor
import TestSupport
import Testing

@testable import Ciphers

@Suite struct `CCM (SP 800-38C)` {
  struct Case: Decodable, Sendable {
    let id: String
    let key, nonce, aad, message, ciphertext, tag: HexBytes
    let aadRepeat: Int?
  }

  @Test(arguments: levels)
  func `gives the published ciphertexts and tags, and opens them`(level: Processor.Level) throws {
    let engine = AESEngine(on: Processor(level: level))
    let cases: [Case] = try VectorFile.cases("sp800-38c-ccm")
    #expect(cases.count == 4)
    for vector in cases {
      let memory = KeyMemory(byteCount: engine.keyByteCount)
      let key = vector.key.bytes
      unsafe key.withUnsafeBytes { unsafe engine.expand($0, into: memory.base, hashing: false) }
      let ccm = unsafe CCM(
        engine, rounds: 10, memory: memory.base, tagByteCount: vector.tag.bytes.count)
      let count = vector.message.bytes.count
      let additional = (0..<(vector.aadRepeat ?? 1)).flatMap { _ in vector.aad.bytes }
      var output = [UInt8](repeating: 0, count: count + vector.tag.bytes.count)
      let isAuthentic = unsafe vector.message.bytes.withUnsafeBytes { content in
        unsafe vector.nonce.bytes.withUnsafeBytes { nonce in
          unsafe additional.withUnsafeBytes { additional in
            unsafe output.withUnsafeMutableBytes { output in
              guard let base = output.baseAddress else { return false }
              let cut = content.count / 3
              let parts = unsafe SealedParts(
                content: UnsafeRawBufferPointer(rebasing: content[..<cut]),
                suffix: UnsafeRawBufferPointer(rebasing: content[cut...]), nonce: nonce,
                additionalData: additional)
              unsafe ccm.seal(parts, into: base)
              #expect(
                unsafe Array(output) == vector.ciphertext.bytes + vector.tag.bytes, "\(vector.id)")
              return unsafe ccm.open(
                base, count: count, OpenedParts(nonce: nonce, additionalData: additional))
            }
          }
        }
      }
      #expect(isAuthentic, "\(vector.id)")
      #expect(Array(output[..<count]) == vector.message.bytes, "\(vector.id)")
    }
  }
}
