/// Where a message's body ends (RFC 9112, Section 6.3).
public enum HTTPFraming: Sendable, Hashable {
  /// After so many bytes.
  case length(Int)
  /// After the last chunk.
  case chunked
  /// With the stream; responses alone.
  case untilEnd

  /// What the header lines say, or `otherwise`. Two answers are an attack, and refused.
  init(_ fields: HTTPFields, otherwise: HTTPFraming) throws(HTTPError) {
    let lengths = fields.values("Content-Length")
    let codings = fields.values("Transfer-Encoding")
    guard lengths.isEmpty || codings.isEmpty else { throw .ambiguousLength }
    guard lengths.count <= 1 else { throw .duplicateContentLength }
    if !codings.isEmpty {
      guard codings.count == 1, codings[0].lowercased() == "chunked" else {
        throw .transferEncoding
      }
      self = .chunked
    } else if let text = lengths.first {
      guard (1...18).contains(text.utf8.count),
        text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(text)
      else { throw .contentLength }
      self = .length(length)
    } else {
      self = otherwise
    }
  }
}

/// Takes a body out of the bytes that come in, piece by piece.
public struct HTTPBodyDecoder: Sendable {
  private enum State: Sendable {
    case data(left: Int)
    case chunkSize
    case chunkData(left: Int)
    case chunkEnd
    case trailers(count: Int)
    case untilEnd
    case finished
  }

  private var state: State
  private let limit: Int
  private var total = 0

  /// A body that ends as `framing` says and has at most `limit` bytes.
  public init(_ framing: HTTPFraming, limit: Int) throws(HTTPError) {
    self.limit = limit
    switch framing {
    case .length(let length):
      guard length <= limit else { throw .bodyTooLong(limit: limit) }
      state = length == 0 ? .finished : .data(left: length)
    case .chunked: state = .chunkSize
    case .untilEnd: state = .untilEnd
    }
  }

  /// Whether the body is complete.
  public var isFinished: Bool { if case .finished = state { true } else { false } }

  /// Takes what belongs to the body from the front of `input` and appends it to `body`.
  ///
  /// - Returns: Where the rest of `input` begins.
  public mutating func decode(
    _ input: ArraySlice<UInt8>, into body: inout [UInt8]
  ) throws(HTTPError) -> Int {
    var rest = input
    while true {
      switch state {
      case .finished: return rest.startIndex
      case .data(let left):
        let count = min(left, rest.count)
        try take(count, &rest, &body)
        state = count == left ? .finished : .data(left: left - count)
      case .untilEnd: try take(rest.count, &rest, &body)
      case .chunkSize:
        guard let line = try line(&rest) else { return rest.startIndex }
        let size = try HTTPBodyDecoder.chunkSize(line)
        state = size == 0 ? .trailers(count: 0) : .chunkData(left: size)
        guard size <= limit - total else { throw .bodyTooLong(limit: limit) }
        continue
      case .chunkData(let left):
        let count = min(left, rest.count)
        try take(count, &rest, &body)
        state = count == left ? .chunkEnd : .chunkData(left: left - count)
      case .chunkEnd:
        guard rest.count >= 2 else {
          guard rest.first ?? 0x0D == 0x0D else { throw .chunkEnd }
          return rest.startIndex
        }
        guard rest.removeFirst() == 0x0D, rest.removeFirst() == 0x0A else { throw .chunkEnd }
        state = .chunkSize
      case .trailers(let count):
        guard let line = try line(&rest) else { return rest.startIndex }
        if line.isEmpty {
          state = .finished
        } else {
          guard count < HTTPLines.fieldLimit else {
            throw .tooManyFields(limit: HTTPLines.fieldLimit)
          }
          // Read for their form and dropped: nothing here needs them (RFC 9112, Section 7.1.2).
          _ = try HTTPLines.field(line)
          state = .trailers(count: count + 1)
        }
        continue
      }
      if rest.isEmpty { return rest.startIndex }
    }
  }

  /// Tells that the stream has ended.
  ///
  /// - Throws: ``HTTPError/endedEarly(while:)`` unless the body may end here.
  public func inputEnded() throws(HTTPError) {
    switch state {
    case .finished, .untilEnd: return
    case .data(let left): throw .endedEarly(while: "the body, with \(left) bytes to come")
    case .chunkSize, .chunkData, .chunkEnd, .trailers:
      throw .endedEarly(while: "the body, before its last chunk")
    }
  }

  private mutating func take(
    _ count: Int, _ rest: inout ArraySlice<UInt8>, _ body: inout [UInt8]
  ) throws(HTTPError) {
    guard count <= limit - total else { throw .bodyTooLong(limit: limit) }
    total += count
    body += rest.prefix(count)
    rest = rest.dropFirst(count)
  }

  /// Takes a line of at most 4,096 bytes; nil where it has not come whole.
  private func line(_ rest: inout ArraySlice<UInt8>) throws(HTTPError) -> ArraySlice<UInt8>? {
    guard let end = rest.prefix(4097).firstIndex(of: 0x0A) else {
      guard rest.count <= 4096 else { throw .chunkSize }
      return nil
    }
    guard end > rest.startIndex, rest[end - 1] == 0x0D else { throw .lineEnding }
    let line = rest[rest.startIndex..<end - 1]
    guard !line.contains(0x0D) else { throw .lineEnding }
    rest = rest[(end + 1)...]
    return line
  }

  /// The size at the front of a chunk; extensions behind a semicolon are passed over (RFC 9112, Section
  /// 7.1.1).
  private static func chunkSize(_ line: ArraySlice<UInt8>) throws(HTTPError) -> Int {
    let digits = line.prefix { $0 != UInt8(ascii: ";") }
    guard (1...15).contains(digits.count) else { throw .chunkSize }
    var size = 0
    for digit in digits {
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): size = size << 4 | Int(digit - 48)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): size = size << 4 | Int(digit - 87)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): size = size << 4 | Int(digit - 55)
      default: throw .chunkSize
      }
    }
    let extensions = line.dropFirst(digits.count)
    guard extensions.isEmpty || HTTPCharacters.all(extensions, are: .fieldValue) else {
      throw .chunkSize
    }
    return size
  }
}

/// Writes bodies in chunks.
public enum HTTPChunks {
  /// Appends one chunk; an empty one would end the body, so it appends nothing.
  public static func write(_ content: Span<UInt8>, into output: inout [UInt8]) {
    guard content.count > 0 else { return }
    output += "\(String(content.count, radix: 16))\r\n".utf8
    for index in content.indices { output.append(content[index]) }
    output += "\r\n".utf8
  }

  /// Appends the end of the body.
  public static func finish(into output: inout [UInt8]) { output += "0\r\n\r\n".utf8 }
}
