internal import Bytes
package import Processor

/// What published vectors test and the interface does not offer: single blocks, other lengths of keys, nonces and
/// tags. It is the code that ``AEAD`` runs; TLS 1.3 has no use for the rest. For vectors alone: it allocates and
/// leaves its results in arrays.
package enum PublishedCiphers {
  /// AES of whole blocks, each for itself (FIPS 197), under a key of 16, 24 or 32 bytes.
  package static func aesBlocks(key: [UInt8], _ blocks: [UInt8], on processor: Processor) -> [UInt8]
  {
    var output = blocks
    unsafe withKey(key, hashing: false, on: processor) { engine, memory, rounds in
      unsafe output.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        for index in 0..<bytes.count / 16 {
          unsafe engine.encrypt(base + 16 * index, memory, rounds: rounds)
        }
      }
    }
    return output
  }

  /// AES in counter mode (SP 800-38A, Section 6.5) of whole blocks, counting in the last 32 bits.
  package static func aesCounter(
    key: [UInt8], counter: [UInt8], _ blocks: [UInt8], on processor: Processor
  ) -> [UInt8] {
    // Counter block, GHASH's block, then the text.
    var state = counter + [UInt8](repeating: 0, count: 16) + blocks
    unsafe withKey(key, hashing: true, on: processor) { engine, memory, rounds in
      unsafe state.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        unsafe engine.seal(
          base + 32, base + 32, count: blocks.count / 16, base, base + 16, memory, rounds: rounds)
      }
    }
    return Array(state[32...])
  }

  /// GCM (SP 800-38D, Section 7.1) under a key of 16, 24 or 32 bytes with a nonce of any length but 0:
  /// ciphertext, then the tag of 16 bytes.
  package static func sealGCM(
    key: [UInt8], nonce: [UInt8], additionalData: [UInt8], _ content: [UInt8],
    on processor: Processor
  ) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: content.count + 16)
    unsafe withKey(key, hashing: true, on: processor) { engine, memory, rounds in
      unsafe seal(content, nonce, additionalData, into: &output) { parts, base in
        unsafe GCM(engine, rounds: rounds, memory: memory).seal(parts, into: base)
      }
    }
    return output
  }

  /// CCM (SP 800-38C) with a nonce of 7 to 13 bytes: ciphertext, then the tag of 4, 6 … 16 bytes.
  package static func sealCCM(
    key: [UInt8], nonce: [UInt8], additionalData: [UInt8], _ content: [UInt8], tagByteCount: Int,
    on processor: Processor
  ) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: content.count + tagByteCount)
    unsafe withKey(key, hashing: false, on: processor) { engine, memory, rounds in
      unsafe seal(content, nonce, additionalData, into: &output) { parts, base in
        unsafe CCM(engine, rounds: rounds, memory: memory, tagByteCount: tagByteCount)
          .seal(parts, into: base)
      }
    }
    return output
  }

  /// Opens what ``sealCCM(key:nonce:additionalData:_:tagByteCount:on:)`` made; nil where it did not.
  package static func openCCM(
    key: [UInt8], nonce: [UInt8], additionalData: [UInt8], _ message: [UInt8], tagByteCount: Int,
    on processor: Processor
  ) -> [UInt8]? {
    guard message.count >= tagByteCount else { return nil }
    var text = message
    let count = message.count - tagByteCount
    var isAuthentic = false
    unsafe withKey(key, hashing: false, on: processor) { engine, memory, rounds in
      unsafe nonce.withUnsafeBytes { nonce in
        unsafe additionalData.withUnsafeBytes { additional in
          unsafe text.withUnsafeMutableBytes { text in
            guard let base = text.baseAddress else { return }
            isAuthentic = unsafe CCM(
              engine, rounds: rounds, memory: memory, tagByteCount: tagByteCount
            ).open(base, count: count, OpenedParts(nonce: nonce, additionalData: additional))
          }
        }
      }
    }
    return isAuthentic ? Array(text[..<count]) : nil
  }

  /// ChaCha20 (RFC 8439, Section 2.4) from this block on, of at most 16 blocks.
  package static func chaCha20(
    key: [UInt8], nonce: [UInt8], counter: UInt32, _ text: [UInt8], on processor: Processor
  ) -> [UInt8] {
    let engine = ChaChaEngine(on: processor)
    var keyStream = [UInt8](repeating: 0, count: 1024)
    var state = [UInt8](repeating: 0, count: 64)
    unsafe key.withUnsafeBytes { key in
      unsafe nonce.withUnsafeBytes { nonce in
        unsafe state.withUnsafeMutableBytes { state in
          unsafe keyStream.withUnsafeMutableBytes { keyStream in
            guard let key = key.baseAddress, let nonce = nonce.baseAddress,
              let state = state.baseAddress, let output = keyStream.baseAddress
            else { return }
            unsafe ChaCha20.begin(state, key: key, nonce: nonce, counter: counter)
            unsafe engine.keyStream(output, count: (text.count + 63) / 64, state)
          }
        }
      }
    }
    return zip(text, keyStream).map { $0 ^ $1 }
  }

  /// Poly1305 (RFC 8439, Section 2.5) under a one-time key of 32 bytes: a tag of 16.
  package static func poly1305(key: [UInt8], _ message: [UInt8], on processor: Processor) -> [UInt8]
  {
    let engine = ChaChaEngine(on: processor)
    let tag = unsafe key.withUnsafeBytes { key in
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
    return bytes
  }

  private static func withKey(
    _ key: [UInt8], hashing: Bool, on processor: Processor,
    _ body: (AESEngine, UnsafeMutableRawPointer, Int) -> Void
  ) {
    precondition([16, 24, 32].contains(key.count), "a key of another length")
    let engine = AESEngine(on: processor)
    let memory = KeyMemory(byteCount: engine.keyByteCount)
    unsafe key.withUnsafeBytes { unsafe engine.expand($0, into: memory.base, hashing: hashing) }
    unsafe body(engine, memory.base, key.count / 4 + 6)
  }

  private static func seal(
    _ content: [UInt8], _ nonce: [UInt8], _ additionalData: [UInt8], into output: inout [UInt8],
    _ body: (SealedParts, UnsafeMutableRawPointer) -> Void
  ) {
    let none: [UInt8] = []
    unsafe content.withUnsafeBytes { content in
      unsafe none.withUnsafeBytes { none in
        unsafe nonce.withUnsafeBytes { nonce in
          unsafe additionalData.withUnsafeBytes { additional in
            unsafe output.withUnsafeMutableBytes { output in
              guard let base = output.baseAddress else { return }
              unsafe body(
                SealedParts(
                  content: content, suffix: none, nonce: nonce, additionalData: additional), base)
            }
          }
        }
      }
    }
  }
}
