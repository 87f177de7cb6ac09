/// AES's key expansion (FIPS 197, Section 5.2), without tables.
enum AESKeySchedule {
  /// Fills the first `4 (rounds + 1)` words, as they lie in memory, from a key of 16, 24 or 32 bytes.
  static func expand(_ key: UnsafeRawBufferPointer, into words: inout [60 of UInt32]) {
    let keyWordCount = key.count / 4
    for index in 0..<keyWordCount {
      words[index] = unsafe UInt32(
        littleEndian: key.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    }
    var roundConstant: UInt32 = 1
    for index in keyWordCount..<4 * (keyWordCount + 7) {
      var word = words[index - 1]
      if index % keyWordCount == 0 {
        word = substituted(word &>> 8 | word &<< 24) ^ roundConstant
        roundConstant = roundConstant << 1 ^ (roundConstant >> 7) * 0x11B
      } else if keyWordCount > 6, index % keyWordCount == 4 {
        word = substituted(word)
      }
      words[index] = words[index - keyWordCount] ^ word
    }
    for index in words.indices { words[index] = words[index].littleEndian }
  }

  /// SubWord, by the circuit.
  private static func substituted(_ word: UInt32) -> UInt32 {
    var bytes = [8 of UInt64](repeating: 0)
    bytes[0] = UInt64(word).littleEndian
    var span = bytes.mutableSpan
    unsafe span.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      var state = unsafe BitslicedState(loading: base)
      state.substitute()
      unsafe state.store(to: base)
    }
    return UInt32(truncatingIfNeeded: UInt64(littleEndian: bytes[0]))
  }
}
