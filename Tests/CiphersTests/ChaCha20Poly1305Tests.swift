import Bytes
import Processor
import TestSupport
import Testing

@testable import Ciphers

@Suite struct `ChaCha20 and Poly1305 (RFC 8439)` {
  struct Stream: Decodable, Sendable {
    let id: String
    let key, nonce: HexBytes
    let counter: UInt32
    let plaintext, ciphertext: HexBytes
  }
  struct Code: Decodable, Sendable {
    let id: String
    let key, message, tag: HexBytes
  }
  struct Sealed: Decodable, Sendable {
    let id: String
    let key, nonce, aad, message, ciphertext, tag: HexBytes
  }

  @Test(arguments: levels)
  func `ChaCha20 gives the published key streams and ciphertexts`(level: Processor.Level) throws {
    let engine = ChaChaEngine(on: Processor(level: level))
    let streams: [Stream] = try VectorFile.cases("rfc8439-chacha20-poly1305", "chacha20")
    #expect(streams.count == 14)
    for vector in streams {
      let (expected, text) = (vector.ciphertext.bytes, vector.plaintext.bytes)
      var keyStream = [UInt8](repeating: 0, count: 1024)
      var state = [UInt8](repeating: 0, count: 64)
      unsafe vector.key.bytes.withUnsafeBytes { key in
        unsafe vector.nonce.bytes.withUnsafeBytes { nonce in
          unsafe state.withUnsafeMutableBytes { state in
            unsafe keyStream.withUnsafeMutableBytes { keyStream in
              guard let key = key.baseAddress, let nonce = nonce.baseAddress,
                let state = state.baseAddress, let output = keyStream.baseAddress
              else { return }
              unsafe ChaCha20.begin(state, key: key, nonce: nonce, counter: vector.counter)
              unsafe engine.keyStream(output, count: (text.count + 63) / 64, state)
            }
          }
        }
      }
      #expect(!expected.isEmpty)
      #expect(zip(text, keyStream).map { $0 ^ $1 } == expected, "\(vector.id)")
    }
  }

  @Test(arguments: levels)
  func `Poly1305 gives the published tags`(level: Processor.Level) throws {
    let engine = ChaChaEngine(on: Processor(level: level))
    let cases: [Code] = try VectorFile.cases("rfc8439-chacha20-poly1305", "poly1305")
    #expect(cases.count == 12)
    for vector in cases {
      let message = vector.message.bytes
      let tag = unsafe vector.key.bytes.withUnsafeBytes { key in
        unsafe message.withUnsafeBytes { message -> (low: UInt64, high: UInt64) in
          guard let key = key.baseAddress else { return (0, 0) }
          var sum = unsafe Poly1305(key: key)
          if let start = message.baseAddress {
            let whole = message.count / 16
            unsafe engine.authenticate(start, count: whole, &sum)
            let rest = message.count & 15
            if rest > 0 { unsafe sum.update(partial: start + 16 * whole, count: rest) }
          }
          return sum.tag()
        }
      }
      var bytes: [UInt8] = []
      bytes.write(tag.low.byteSwapped)
      bytes.write(tag.high.byteSwapped)
      #expect(bytes == vector.tag.bytes, "\(vector.id)")
    }
  }

  @Test(arguments: levels)
  func `the AEAD gives the published messages, and opens them`(level: Processor.Level) throws {
    let cases: [Sealed] = try VectorFile.cases("rfc8439-chacha20-poly1305", "aead")
    #expect(cases.count == 2)
    for vector in cases {
      let aead = AEAD(
        .chaCha20Poly1305, key: vector.key.bytes.span, on: Processor(level: level))
      let text = vector.message.bytes
      let message = Message(
        content: Array(text[..<(text.count / 3)]), suffix: Array(text[(text.count / 3)...]),
        nonce: vector.nonce.bytes, additionalData: vector.aad.bytes)
      let sealed = message.sealed(by: aead)
      #expect(sealed == vector.ciphertext.bytes + vector.tag.bytes, "\(vector.id)")
      #expect(message.opened(sealed, by: aead) == text, "\(vector.id)")
    }
  }
}
