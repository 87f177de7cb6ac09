/// Why an exchange over HTTP failed.
public enum HTTPFailure: Error, Sendable {
  /// The peer broke a rule of HTTP.
  case rule(HTTPError)
  /// The stream below failed.
  case stream(StreamFailure)
}

extension HTTPFailure: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .rule(let error): "\(error) (\(error.rule))"
    case .stream(let failure): "\(failure)"
    }
  }
}

/// A request with its body.
public struct HTTPRequest: Sendable {
  /// Method, target and header lines.
  public var head: HTTPRequestHead
  /// The body; empty where there is none.
  public var body: [UInt8]

  /// A request with a body.
  public init(_ head: HTTPRequestHead, body: [UInt8] = []) {
    self.head = head
    self.body = body
  }

  /// The request as it is sent, with the length of its body.
  public var bytes: [UInt8] {
    var head = head
    if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(head.method) {
      head.fields.append("Content-Length", "\(body.count)")
    }
    return head.bytes + body
  }
}

/// A response with its body.
public struct HTTPResponse: Sendable {
  /// Status and header lines.
  public var head: HTTPResponseHead
  /// The body; empty where there is none.
  public var body: [UInt8]

  /// A response with a body of a media type.
  public init(status: Int, type: String = "text/plain; charset=utf-8", body: [UInt8] = []) {
    head = HTTPResponseHead(status: status)
    head.fields.append("Content-Type", type)
    self.body = body
  }

  /// The response as it is sent.
  func bytes(closes: Bool, withBody: Bool) -> [UInt8] {
    var head = head
    head.fields.append("Content-Length", "\(body.count)")
    head.fields.append("Connection", closes ? "close" : "keep-alive")
    return withBody ? head.bytes + body : head.bytes
  }
}

/// HTTP/1.1 over a stream, on either side.
public struct HTTPConnection: ~Copyable {
  /// The most bytes of a body.
  public static let bodyLimit = 64 << 20
  private var buffer: [UInt8] = []
  private let limit: Int
  /// How many bytes of the stream belonged to what was handed on so far.
  public private(set) var readByteCount = 0

  /// A connection that accepts bodies of at most `bodyLimit` bytes.
  public init(bodyLimit: Int = HTTPConnection.bodyLimit) { limit = bodyLimit }

  /// Sends a request and reads the answer; informational responses (1xx) are passed over.
  ///
  /// - Parameter start: How many bytes of the request were sent before, as early data.
  public mutating func exchange<Connection: Endpoint & ~Copyable>(
    _ request: HTTPRequest, from start: Int = 0, over stream: inout Stream<Connection>,
    deadline: Deadline
  ) throws(HTTPFailure) -> HTTPResponse {
    let bytes = request.bytes
    if start < bytes.count {
      do {
        try stream.write(bytes.span.extracting(max(0, start)...), deadline: deadline)
      } catch { throw .stream(error) }
    }
    while true {
      let head = try responseHead(&stream, deadline)
      let body = try body(
        try ruled { () throws(HTTPError) in try head.framing(requestMethod: request.head.method) },
        &stream, deadline)
      guard head.status < 200 else {
        var response = HTTPResponse(status: head.status, body: body)
        response.head = head
        return response
      }
    }
  }

  /// Reads the next request; nil where the client has ended its side in order.
  public mutating func nextRequest<Connection: Endpoint & ~Copyable>(
    over stream: inout Stream<Connection>, deadline: Deadline
  ) throws(HTTPFailure) -> HTTPRequest? {
    while true {
      let found = try ruled { () throws(HTTPError) in try HTTPRequestHead.read(buffer[...]) }
      if let (head, end) = found {
        drop(end)
        if head.fields.contains("100-continue", in: "Expect") {
          do {
            try stream.write(
              Array("HTTP/1.1 100 Continue\r\n\r\n".utf8).span, deadline: deadline)
          } catch { throw .stream(error) }
        }
        let framing = try ruled { () throws(HTTPError) in try head.framing() }
        return HTTPRequest(head, body: try body(framing, &stream, deadline))
      }
      guard try more(&stream, deadline) else {
        guard buffer.isEmpty else { throw .rule(.endedEarly(while: "the head of a request")) }
        return nil
      }
    }
  }

  /// Sends a response.
  ///
  /// - Parameter closes: Tells the client that no other will follow.
  public mutating func respond<Connection: Endpoint & ~Copyable>(
    _ response: HTTPResponse, to method: String, closes: Bool,
    over stream: inout Stream<Connection>, deadline: Deadline
  ) throws(HTTPFailure) {
    let bytes = response.bytes(closes: closes, withBody: method != "HEAD")
    do { try stream.write(bytes.span, deadline: deadline) } catch { throw .stream(error) }
  }

  private mutating func responseHead<Connection: Endpoint & ~Copyable>(
    _ stream: inout Stream<Connection>, _ deadline: Deadline
  ) throws(HTTPFailure) -> HTTPResponseHead {
    while true {
      let found = try ruled { () throws(HTTPError) in try HTTPResponseHead.read(buffer[...]) }
      if let (head, end) = found {
        drop(end)
        return head
      }
      guard try more(&stream, deadline) else {
        throw .rule(.endedEarly(while: "the head of a response"))
      }
    }
  }

  private mutating func body<Connection: Endpoint & ~Copyable>(
    _ framing: HTTPFraming, _ stream: inout Stream<Connection>, _ deadline: Deadline
  ) throws(HTTPFailure) -> [UInt8] {
    var decoder = try ruled { () throws(HTTPError) in
      try HTTPBodyDecoder(framing, limit: limit)
    }
    var body: [UInt8] = []
    while !decoder.isFinished {
      let end: Int
      do { end = try decoder.decode(buffer[...], into: &body) } catch { throw .rule(error) }
      drop(end)
      if decoder.isFinished { break }
      guard try more(&stream, deadline) else {
        do { try decoder.inputEnded() } catch { throw .rule(error) }
        break
      }
    }
    return body
  }

  private mutating func drop(_ count: Int) {
    buffer.removeFirst(count)
    readByteCount += count
  }

  private mutating func more<Connection: Endpoint & ~Copyable>(
    _ stream: inout Stream<Connection>, _ deadline: Deadline
  ) throws(HTTPFailure) -> Bool {
    do { return try stream.read(appendingTo: &buffer, deadline: deadline) } catch {
      throw .stream(error)
    }
  }

  private func ruled<T>(_ body: () throws(HTTPError) -> T) throws(HTTPFailure) -> T {
    do { return try body() } catch { throw .rule(error) }
  }
}
