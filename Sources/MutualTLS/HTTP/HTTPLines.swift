/// The lines of a head, cut and checked.
struct HTTPLines {
  /// The most bytes that a head may have.
  static let headLimit = 65_536
  /// The most header lines that a message may have.
  static let fieldLimit = 128

  let first: ArraySlice<UInt8>
  let fields: HTTPFields

  /// Where the head at the front of `bytes` ends, its empty line included; nil where more has to come.
  static func end(of bytes: ArraySlice<UInt8>) throws(HTTPError) -> Int? {
    var index = bytes.startIndex
    var lineStart = index
    while index < bytes.endIndex {
      guard index - bytes.startIndex < headLimit else { throw .headTooLong(limit: headLimit) }
      if bytes[index] == 0x0A {
        // RFC 9112 §2.2: a bare LF is a line's end to some and not to others, so to nobody here.
        guard index > lineStart, bytes[index - 1] == 0x0D else { throw .lineEnding }
        if index - lineStart == 1 { return index + 1 }
        lineStart = index + 1
      }
      index += 1
    }
    return nil
  }

  /// Reads a head that ``end(of:)`` has found.
  init(_ head: ArraySlice<UInt8>) throws(HTTPError) {
    var rest = head
    first = try HTTPLines.line(&rest)
    var fields = HTTPFields()
    while !first.isEmpty {
      let line = try HTTPLines.line(&rest)
      guard !line.isEmpty else { break }
      guard fields.lines.count < HTTPLines.fieldLimit else {
        throw .tooManyFields(limit: HTTPLines.fieldLimit)
      }
      let (name, value) = try HTTPLines.field(line)
      fields.append(name, value)
    }
    self.fields = fields
  }

  /// Takes one line, without its end.
  private static func line(_ rest: inout ArraySlice<UInt8>) throws(HTTPError) -> ArraySlice<UInt8> {
    guard let end = rest.firstIndex(of: 0x0A), end > rest.startIndex, rest[end - 1] == 0x0D else {
      throw .lineEnding
    }
    let line = rest[rest.startIndex..<end - 1]
    // RFC 9112 §2.2: a bare CR is no white space.
    guard !line.contains(0x0D) else { throw .lineEnding }
    rest = rest[(end + 1)...]
    return line
  }

  static func field(_ line: ArraySlice<UInt8>) throws(HTTPError) -> (String, String) {
    if line.first == 0x20 || line.first == 0x09 { throw .lineFolding }
    // RFC 9112 §5.1 MUST: no white space between the name and the colon.
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
      HTTPCharacters.all(line[..<colon], are: .token)
    else { throw .fieldName }
    let name = String(decoding: line[..<colon], as: UTF8.self)
    var value = line[(colon + 1)...]
    while let byte = value.first, byte == 0x20 || byte == 0x09 { value.removeFirst() }
    while let byte = value.last, byte == 0x20 || byte == 0x09 { value.removeLast() }
    guard value.isEmpty || HTTPCharacters.all(value, are: .fieldValue) else {
      throw .fieldValue(name: name)
    }
    return (name, String(decoding: value, as: UTF8.self))
  }

  static func isVersion11(_ text: some Collection<UInt8>) throws(HTTPError) -> Bool {
    switch String(decoding: text, as: UTF8.self) {
    case "HTTP/1.1": true
    case "HTTP/1.0": false
    default: throw .version
    }
  }

  static func bytes(first: String, _ fields: HTTPFields) -> [UInt8] {
    var bytes = Array("\(first)\r\n".utf8)
    for field in fields.lines { bytes += "\(field.name): \(field.value)\r\n".utf8 }
    bytes += "\r\n".utf8
    return bytes
  }
}

extension HTTPRequestHead {
  /// Reads a request's head from the front of `bytes`; nil where more has to come.
  public static func read(
    _ bytes: ArraySlice<UInt8>
  ) throws(HTTPError) -> (head: HTTPRequestHead, end: Int)? {
    guard let end = try HTTPLines.end(of: bytes) else { return nil }
    return (try HTTPRequestHead(lines: HTTPLines(bytes[..<end])), end)
  }
}

extension HTTPResponseHead {
  /// Reads a response's head from the front of `bytes`; nil where more has to come.
  public static func read(
    _ bytes: ArraySlice<UInt8>
  ) throws(HTTPError) -> (head: HTTPResponseHead, end: Int)? {
    guard let end = try HTTPLines.end(of: bytes) else { return nil }
    return (try HTTPResponseHead(lines: HTTPLines(bytes[..<end])), end)
  }
}
