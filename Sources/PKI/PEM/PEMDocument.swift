import Bytes

/// One object of a PEM file (RFC 7468): its label and its DER.
public struct PEMObject: Sendable, Hashable {
  /// The label, such as `CERTIFICATE`.
  public let label: String
  /// The contents.
  public let der: [UInt8]
  /// Headers as in RFC 1421, which old encrypted keys have.
  public let headers: [String]

  /// An object to write.
  public init(label: String, der: [UInt8]) {
    self.label = label
    self.der = der
    headers = []
  }

  fileprivate init(label: String, der: [UInt8], headers: [String]) {
    self.label = label
    self.der = der
    self.headers = headers
  }

  /// The object as PEM, 64 characters a line, with a newline at the end.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The object as PEM in bytes.
  public var bytes: [UInt8] {
    var output = Array("-----BEGIN \(label)-----\n".utf8)
    var base64 = Base64.encode(der.span)
    defer { wipe(&base64) }
    for start in stride(from: 0, to: base64.count, by: 64) {
      output += base64[start..<min(start + 64, base64.count)]
      output.append(0x0A)
    }
    output += "-----END \(label)-----\n".utf8
    return output
  }
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

/// The objects of a PEM file (RFC 7468): text around them is passed over, inside nothing is forgiven but
/// white space.
public enum PEM {
  /// All objects in their order; none where there is no BEGIN line.
  public static func objects(in text: [UInt8]) throws(PEMError) -> [PEMObject] {
    var objects: [PEMObject] = []
    var begun: (label: String, line: Int)?
    var body: [UInt8] = []
    var headers: [String] = []
    for (index, rawLine) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = trimmed(rawLine)
      if let open = begun {
        if let label = label(of: line, "END") {
          guard label == open.label else { throw .noEnd(label: open.label, line: open.line) }
          guard let der = Base64.decode(body.span), !der.isEmpty else {
            throw .notBase64(label: open.label, line: open.line)
          }
          wipe(&body)
          objects.append(PEMObject(label: label, der: der, headers: headers))
          begun = nil
        } else if line.contains(UInt8(ascii: ":")) {
          headers.append(String(decoding: line, as: UTF8.self))
        } else {
          body += line.filter { $0 != 0x20 && $0 != 0x09 }
        }
      } else if let label = label(of: line, "BEGIN") {
        begun = (label, index + 1)
        body = []
        headers = []
      }
    }
    if let open = begun { throw .noEnd(label: open.label, line: open.line) }
    return objects
  }

  /// Whether there is a BEGIN line.
  public static func isPEM(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { label(of: trimmed($0), "BEGIN") != nil }
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 || octet == 0x0D }
    var line = line.drop(while: isSpace)
    while let last = line.last, isSpace(last) { line.removeLast() }
    return line
  }

  private static func label(of line: ArraySlice<UInt8>, _ word: String) -> String? {
    let prefix = "-----\(word) ".utf8
    let suffix = "-----".utf8
    guard line.count >= prefix.count + suffix.count, line.starts(with: prefix),
      line.suffix(suffix.count).elementsEqual(suffix)
    else { return nil }
    let label = line.dropFirst(prefix.count).dropLast(suffix.count)
    guard label.count <= 64, label.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
    return String(decoding: label, as: UTF8.self)
  }
}
