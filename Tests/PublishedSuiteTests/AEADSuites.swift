import Bytes
import Ciphers
import Processor
import Testing

@Suite struct `AEADs` {
  /// Seals and opens one case; false where either does not come out.
  private func seals(
    _ aead: borrowing AEAD, _ nonce: [UInt8], _ additionalData: [UInt8], _ text: [UInt8],
    to expected: [UInt8]
  ) -> Bool {
    var output = [UInt8](repeating: 0, count: expected.count)
    let none: [UInt8] = []
    var span = output.mutableSpan
    aead.seal(
      text.span, suffix: none.span, nonce: nonce.span, additionalData: additionalData.span,
      into: &span)
    return output == expected
  }

  private func opened(
    _ aead: borrowing AEAD, _ nonce: [UInt8], _ additionalData: [UInt8], _ message: [UInt8]
  ) -> [UInt8]? {
    var memory = message
    var span = memory.mutableSpan
    do {
      try aead.open(&span, nonce: nonce.span, additionalData: additionalData.span)
    } catch { return nil }
    return Array(memory.dropLast(aead.algorithm.tagByteCount))
  }

  @Test(arguments: [128, 256], Processor.Level.allCases)
  func `AES-GCM (CAVP)`(bits: Int, level: Processor.Level) throws {
    let processor = Processor(level: level)
    let algorithm: AEADAlgorithm = bits == 128 ? .aes128GCM : .aes256GCM
    var count = 0
    for direction in ["Decrypt", "EncryptExtIV"] {
      let cases = try PublishedSuite.cases(
        "ciphers/AES/GCM/gcm\(direction)\(bits).rsp", last: "Tag")
      // TLS has nonces of 96 bits and whole tags.
      for one in cases where one["IVlen"] == "96" && one["Taglen"] == "128" {
        let aead = AEAD(algorithm, key: one.bytes("Key").span, on: processor)
        let (nonce, additionalData) = (one.bytes("IV"), one.bytes("AAD"))
        let sealed = one.bytes("CT") + one.bytes("Tag")
        let text = opened(aead, nonce, additionalData, sealed)
        if one.fields["FAIL"] != nil {
          #expect(text == nil, "\(one.fields)")
        } else {
          #expect(text == one.bytes("PT"), "\(one.fields)")
          let isSealed = seals(aead, nonce, additionalData, one.bytes("PT"), to: sealed)
          #expect(isSealed, "\(one.fields)")
        }
        count += 1
      }
    }
    #expect(count == 750)
  }

  @Test(arguments: Processor.Level.allCases)
  func `AES-CCM (CAVP)`(level: Processor.Level) throws {
    var count = 0
    for one in try PublishedSuite.cases("ciphers/AES/CCM/VNT128.rsp", last: "CT")
    where one["Nlen"] == "12" {
      let aead = AEAD(.aes128CCM, key: one.bytes("Key").span, on: Processor(level: level))
      let isSealed = seals(
        aead, one.bytes("Nonce"), one.bytes("Adata"), one.bytes("Payload"), to: one.bytes("CT"))
      #expect(isSealed, "\(one.fields)")
      let text = opened(aead, one.bytes("Nonce"), one.bytes("Adata"), one.bytes("CT"))
      #expect(text == one.bytes("Payload"), "\(one.fields)")
      count += 1
    }
    #expect(count == 10)
  }

  @Test(arguments: Processor.Level.allCases)
  func `ChaCha20-Poly1305 (BoringSSL, OpenSSL)`(level: Processor.Level) throws {
    let boringSSL = try PublishedSuite.cases(
      "ciphers/ChaCha20Poly1305/boringssl.txt", last: "TAG"
    ).map { one in
      (
        one.bytes("KEY"), one.bytes("NONCE"), one.bytes("AD"), one.bytes("IN"),
        one.bytes("CT") + one.bytes("TAG"), true
      )
    }
    let openSSL = try PublishedSuite.cases(
      "ciphers/ChaCha20Poly1305/openssl.txt", last: "Ciphertext"
    ).map { one in
      (
        one.bytes("Key"), one.bytes("IV"), one.bytes("AAD"), one.bytes("Plaintext"),
        one.bytes("Ciphertext") + one.bytes("Tag"), one.fields["Result"] == nil
      )
    }
    var count = 0
    // TLS has nonces of 96 bits and whole tags.
    for (key, nonce, additionalData, text, sealed, isGood) in boringSSL + openSSL
    where nonce.count == 12 && sealed.count == text.count + 16 {
      let aead = AEAD(.chaCha20Poly1305, key: key.span, on: Processor(level: level))
      let isSealed = seals(aead, nonce, additionalData, text, to: sealed)
      #expect(isSealed == isGood)
      #expect(opened(aead, nonce, additionalData, sealed) == (isGood ? text : nil))
      count += 1
    }
    #expect(count == 71)
  }
}
