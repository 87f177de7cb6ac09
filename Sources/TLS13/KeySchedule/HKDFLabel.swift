import Bytes
import Cryptography

/// HKDF-Expand-Label (RFC 9846, Section 7.1).
enum HKDFLabel {
  /// The most that HkdfLabel has for labels of the RFC: 2 bytes of length, the label, and a context of 255 bytes.
  private static let limit = 320

  /// `byteCount` bytes from `secret` under `label`, with an empty context.
  static func expand(
    _ hash: HashAlgorithm, _ secret: Span<UInt8>, _ label: StaticString, _ byteCount: Int
  ) -> SecretBytes {
    let none: [UInt8] = []
    return expand(hash, secret, label, context: none.span, byteCount)
  }

  /// `byteCount` bytes from `secret` under `label` and `context`, which has at most 255 bytes.
  static func expand(
    _ hash: HashAlgorithm, _ secret: Span<UInt8>, _ label: StaticString, context: Span<UInt8>,
    _ byteCount: Int
  ) -> SecretBytes {
    SecretBytes(byteCount: byteCount) { output in
      expand(hash, secret, label, context: context, into: &output)
    }
  }

  /// The same; fills `output`.
  static func expand(
    _ hash: HashAlgorithm, _ secret: Span<UInt8>, _ label: StaticString, context: Span<UInt8>,
    into output: inout MutableSpan<UInt8>
  ) {
    var info = [320 of UInt8](repeating: 0)
    let count = write(label, context: context, output.count, into: &info)
    HKDF.expand(
      hash, pseudoRandomKey: secret, info: info.span.extracting(0..<count), into: &output)
  }

  /// Fills `output` from a secret whose pads are hashed, under `label` and `context`, which has at most 255 bytes.
  static func expand(
    _ key: borrowing HMAC, _ label: StaticString, context: Span<UInt8>,
    into output: inout MutableSpan<UInt8>
  ) {
    // In place: a label lives no longer than this call.
    var info = [320 of UInt8](repeating: 0)
    let count = write(label, context: context, output.count, into: &info)
    HKDF.expand(using: key, info: info.span.extracting(0..<count), into: &output)
  }

  /// The same under a label that an application chose, of at most 249 bytes.
  static func expand(
    _ hash: HashAlgorithm, _ secret: Span<UInt8>, label: [UInt8], context: Span<UInt8>,
    _ byteCount: Int
  ) -> SecretBytes {
    var info: [UInt8] = []
    info.write(UInt16(truncatingIfNeeded: byteCount))
    info.writeVector8 { info in
      info += "tls13 ".utf8; info += label
    }
    info.writeVector8 { info in info.write(context) }
    return HKDF.expand(hash, pseudoRandomKey: secret, info: info.span, byteCount: byteCount)
  }

  /// The structure HkdfLabel; how many bytes it has.
  private static func write(
    _ label: StaticString, context: Span<UInt8>, _ byteCount: Int,
    into info: inout [320 of UInt8]
  ) -> Int {
    let prefix: StaticString = "tls13 "
    let labelCount = prefix.utf8CodeUnitCount + label.utf8CodeUnitCount
    precondition(4 + labelCount + context.count <= limit && context.count <= 255, "a long label")
    info[0] = UInt8(truncatingIfNeeded: byteCount >> 8)
    info[1] = UInt8(truncatingIfNeeded: byteCount)
    info[2] = UInt8(truncatingIfNeeded: labelCount)
    var count = 3
    append(prefix, to: &info, &count)
    append(label, to: &info, &count)
    info[count] = UInt8(truncatingIfNeeded: context.count)
    count += 1
    for index in context.indices { info[count + index] = context[index] }
    return count + context.count
  }

  private static func append(
    _ text: StaticString, to info: inout [320 of UInt8], _ count: inout Int
  ) {
    text.withUTF8Buffer { bytes in
      for index in bytes.indices { info[count + index] = unsafe bytes[index] }
    }
    count += text.utf8CodeUnitCount
  }
}
