import Bytes
import Processor
import TestSupport
import Testing

@testable import Ciphers

@Suite struct `GCM (McGrew and Viega)` {
  struct Case: Decodable, Sendable {
    let name: String
    let key, iv, aad, plaintext, ciphertext, tag: HexBytes
  }

  /// The interface takes nonces of 12 bytes and two lengths of key; below it the others run too.
  @Test(arguments: levels)
  func `gives the published ciphertexts and tags, and opens them`(level: Processor.Level) throws {
    let engine = AESEngine(on: Processor(level: level))
    let cases: [Case] = try VectorFile.cases(
      "gcm-spec", renaming: ["id": "name", "nonce": "iv", "message": "plaintext"])
    #expect(cases.count == 18)
    for vector in cases {
      let memory = KeyMemory(byteCount: engine.keyByteCount)
      let key = vector.key.bytes
      unsafe key.withUnsafeBytes { unsafe engine.expand($0, into: memory.base, hashing: true) }
      let gcm = unsafe GCM(engine, rounds: key.count / 4 + 6, memory: memory.base)
      var output = [UInt8](repeating: 0, count: vector.plaintext.bytes.count + 16)
      let count = vector.plaintext.bytes.count
      let isAuthentic = unsafe vector.plaintext.bytes.withUnsafeBytes { content in
        unsafe vector.iv.bytes.withUnsafeBytes { nonce in
          unsafe vector.aad.bytes.withUnsafeBytes { additional in
            unsafe output.withUnsafeMutableBytes { output in
              guard let base = output.baseAddress else { return false }
              // The content is cut in two at an uneven place.
              let cut = content.count / 3
              let parts = unsafe SealedParts(
                content: UnsafeRawBufferPointer(rebasing: content[..<cut]),
                suffix: UnsafeRawBufferPointer(rebasing: content[cut...]), nonce: nonce,
                additionalData: additional)
              unsafe gcm.seal(parts, into: base)
              #expect(
                unsafe Array(output) == vector.ciphertext.bytes + vector.tag.bytes,
                "\(vector.name)")
              return unsafe gcm.open(
                base, count: count, OpenedParts(nonce: nonce, additionalData: additional))
            }
          }
        }
      }
      #expect(isAuthentic, "\(vector.name)")
      #expect(Array(output[..<count]) == vector.plaintext.bytes, "\(vector.name)")
    }
  }
}
