import Bytes
import Ciphers
import TestSupport
import Testing

@Suite struct `The nonce of a record` {
  static let iv: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

  // RFC 9846, Section 5.3: the sequence number in network byte order, padded on the left, XORed with the IV.
  @Test(
    arguments: [
      (0, "000102030405060708090a0b"), (1, "000102030405060708090a0a"),
      (0x0102_0304_0506_0708, "00010203050705030d0f0d03"),
      (UInt64.max, "00010203fbfaf9f8f7f6f5f4"),
    ] as [(UInt64, String)])
  func `is its number and the static IV`(sequence: UInt64, nonce: String) throws {
    for algorithm in AEADAlgorithm.allCases {
      let key = [UInt8](repeating: 7, count: algorithm.keyByteCount)
      let aead = AEAD(algorithm, key: key.span, staticIV: Self.iv.span)
      let made = aead.nonce(ofRecord: sequence)
      let expected = try #require(Hex.decode(nonce))
      #expect([UInt8](copying: made.span) == expected, "\(algorithm)")
    }
  }

  @Test(arguments: AEADAlgorithm.allCases)
  func `stands beside a key that seals as it does without`(algorithm: AEADAlgorithm) {
    let key = [UInt8](repeating: 7, count: algorithm.keyByteCount)
    let text = [UInt8](repeating: 5, count: 100)
    let none: [UInt8] = []
    func sealed(_ aead: borrowing AEAD) -> [UInt8] {
      var output = [UInt8](repeating: 0, count: text.count + algorithm.tagByteCount)
      var span = output.mutableSpan
      aead.seal(
        text.span, suffix: none.span, nonce: Self.iv.span, additionalData: none.span, into: &span)
      return output
    }
    #expect(
      sealed(AEAD(algorithm, key: key.span, staticIV: Self.iv.span))
        == sealed(AEAD(algorithm, key: key.span)))
  }
}
