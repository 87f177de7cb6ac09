public import Bytes

/// PBKDF2 (RFC 8018, Section 5.2).
public enum PBKDF2 {
  /// A key of `byteCount` bytes, at least one, made of a password in `iterations` steps, at least one.
  public static func deriveKey(
    password: Span<UInt8>, salt: Span<UInt8>, iterations: Int, hash: PasswordHash, byteCount: Int
  ) -> SecretBytes {
    precondition(iterations > 0 && byteCount > 0, "PBKDF2 makes one step and one byte at least")
    let mac = PasswordMAC(hash, key: password)
    let length = hash.digestByteCount
    return SecretBytes(byteCount: byteCount) { output in
      var first = [UInt8](copying: salt) + [0, 0, 0, 0]
      var step = [64 of UInt8](repeating: 0)
      var sum = [64 of UInt8](repeating: 0)
      var stepSpan = step.mutableSpan
      var sumSpan = sum.mutableSpan
      var block: UInt32 = 0
      for start in stride(from: 0, to: byteCount, by: length) {
        block += 1
        for place in 0..<4 {
          first[salt.count + place] = UInt8(truncatingIfNeeded: block >> UInt32(24 - 8 * place))
        }
        mac.write(codeFor: first.span, into: &stepSpan)
        for index in 0..<length { sumSpan[index] = stepSpan[index] }
        for _ in 1..<iterations {
          var next = [64 of UInt8](repeating: 0)
          var nextSpan = next.mutableSpan
          mac.write(codeFor: stepSpan.span.extracting(0..<length), into: &nextSpan)
          for index in 0..<length {
            stepSpan[index] = nextSpan[index]
            sumSpan[index] ^= nextSpan[index]
          }
        }
        for index in 0..<min(length, byteCount - start) { output[start + index] = sumSpan[index] }
      }
      wipe(&stepSpan)
      wipe(&sumSpan)
    }
  }
}
