import Bytes
import Cryptography

/// HKDF-Expand-Label (RFC 9846, Section 7.1).
enum HKDFLabel {
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
    var info: [UInt8] = []
    info.reserveCapacity(4 + 6 + label.utf8CodeUnitCount + context.count)
    write(label, context: context, byteCount, into: &info)
    return HKDF.expand(hash, pseudoRandomKey: secret, info: info.span, byteCount: byteCount)
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

  /// The structure HkdfLabel.
  private static func write(
    _ label: StaticString, context: Span<UInt8>, _ byteCount: Int, into info: inout [UInt8]
  ) {
    info.write(UInt16(truncatingIfNeeded: byteCount))
    info.writeVector8 { info in
      info += "tls13 ".utf8
      label.withUTF8Buffer { unsafe info.append(contentsOf: $0) }
    }
    info.writeVector8 { info in info.write(context) }
  }
}
