import Bytes

/// One object of a PEM file (RFC 7468): its label and its DER. For private keys there is
/// ``KeyFile``, which leaves no copy of them behind.
public struct PEMObject: Sendable, Hashable {
  /// The label, such as `CERTIFICATE`.
  public let label: String
  /// The contents.
  public let der: [UInt8]

  /// An object to write.
  public init(label: String, der: [UInt8]) {
    self.label = label
    self.der = der
  }

  /// The object as PEM, 64 characters a line, with a line break at the end.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The object as PEM in bytes.
  public var bytes: [UInt8] { [UInt8](copying: PEM.encode(der.span, label: label).bytes) }
}

/// Why a PEM file cannot be read.
public enum PEMError: Error, Sendable, Equatable {
  /// A BEGIN line without its END line.
  case noEnd(label: String, line: Int)
  /// The lines between are no base 64.
  case notBase64(label: String, line: Int)
}

extension PEMError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .noEnd(let label, let line): "the \(label) that begins in line \(line) has no END line"
    case .notBase64(let label, let line):
      "the \(label) that begins in line \(line) holds something that is not base 64"
    }
  }
}

extension PEM {
  /// `der` as PEM, 64 characters a line, with a line break at the end. No other copy of it is left
  /// behind.
  static func encode(_ der: Span<UInt8>, label: String) -> SecretBytes {
    var base64 = Base64.encode(der)
    defer { wipe(&base64) }
    let begin = Array("-----BEGIN \(label)-----\n".utf8)
    let end = Array("-----END \(label)-----\n".utf8)
    let lines = (base64.count + 63) / 64
    return SecretBytes(byteCount: begin.count + base64.count + lines + end.count) { output in
      var position = 0
      func append(_ octet: UInt8) {
        output[position] = octet
        position += 1
      }
      for octet in begin { append(octet) }
      for index in base64.indices {
        append(base64[index])
        if index % 64 == 63 || index == base64.count - 1 { append(0x0A) }
      }
      for octet in end { append(octet) }
    }
  }
}
