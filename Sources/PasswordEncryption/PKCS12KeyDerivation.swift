public import Bytes

/// The key derivation of PKCS #12 (RFC 7292, Appendix B.2), which MACs and old encryption schemes use.
public enum PKCS12KeyDerivation {
  /// What the bytes are for (Appendix B.3).
  public enum Purpose: UInt8, Sendable {
    case key = 1
    case initializationVector = 2
    case macKey = 3
  }

  /// `byteCount` bytes, at least one, from a password in UTF-16, big-endian, with two zero bytes at its end
  /// (Appendix B.1), in `iterations` steps, at least one.
  public static func derive(
    _ purpose: Purpose, password: Span<UInt8>, salt: Span<UInt8>, iterations: Int,
    hash: PasswordHash, byteCount: Int
  ) -> SecretBytes {
    precondition(iterations > 0 && byteCount > 0, "one step and one byte at least")
    let u = hash.digestByteCount
    let v = hash.blockByteCount
    let saltCount = (salt.count + v - 1) / v * v
    let passwordCount = (password.count + v - 1) / v * v
    // Step 5: D ‖ I.
    var message = SecretBytes(byteCount: v + saltCount + passwordCount) { bytes in
      for index in 0..<v { bytes[index] = purpose.rawValue }
      for index in 0..<saltCount { bytes[v + index] = salt[index % salt.count] }
      for index in 0..<passwordCount {
        bytes[v + saltCount + index] = password[index % password.count]
      }
    }
    return SecretBytes(byteCount: byteCount) { output in
      var digest = [64 of UInt8](repeating: 0)
      var span = digest.mutableSpan
      for start in stride(from: 0, to: byteCount, by: u) {
        hash.write(digestOf: message.bytes, into: &span)
        for _ in 1..<iterations {
          var next = [64 of UInt8](repeating: 0)
          var nextSpan = next.mutableSpan
          hash.write(digestOf: span.span.extracting(0..<u), into: &nextSpan)
          for index in 0..<u { span[index] = nextSpan[index] }
        }
        for index in 0..<min(u, byteCount - start) { output[start + index] = span[index] }
        // Step 6 C: each block of I becomes I + B + 1.
        var bytes = message.mutableBytes
        for block in stride(from: v, to: bytes.count, by: v) {
          var carry: UInt16 = 1
          for index in (0..<v).reversed() {
            carry += UInt16(bytes[block + index]) + UInt16(span[index % u])
            bytes[block + index] = UInt8(truncatingIfNeeded: carry)
            carry >>= 8
          }
        }
      }
      wipe(&span)
    }
  }
}
