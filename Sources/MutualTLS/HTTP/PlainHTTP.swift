import Bytes

/// HTTP/1.1 without TLS, one exchange a connection: for OCSP, whose answers are signed themselves (RFC 6960, Appendix A.1).
public enum PlainHTTP {
  /// Reads a request from a client, and sends what `handle` makes of it.
  ///
  /// - Parameter limit: The most bytes of the request's body.
  public static func answer(
    _ socket: borrowing Socket, limit: Int, deadline: Deadline,
    _ handle: (HTTPRequest) -> HTTPResponse
  ) throws(HTTPFailure) {
    var buffer: [UInt8] = []
    while true {
      let found: (head: HTTPRequestHead, end: Int)?
      do { found = try HTTPRequestHead.read(buffer[...]) } catch { throw .rule(error) }
      guard let found else {
        guard try receive(socket, &buffer, deadline) else {
          throw .stream(.socket(.timedOut(while: "waiting for a request")))
        }
        continue
      }
      let framing: HTTPFraming
      do { framing = try found.head.framing() } catch { throw .rule(error) }
      let body = try body(framing, socket, &buffer, from: found.end, limit, deadline)
      let response = handle(HTTPRequest(found.head, body: body))
      let isHead = found.head.method == "HEAD"
      try send(response.bytes(closes: true, withBody: !isHead), socket, deadline)
      socket.shutdownSending()
      return
    }
  }

  /// Sends a request to a server, and reads its response.
  ///
  /// - Parameter limit: The most bytes of the response's body.
  public static func exchange(
    _ request: HTTPRequest, with place: HostPort, limit: Int, deadline: Deadline
  ) throws(HTTPFailure) -> HTTPResponse {
    let socket: Socket
    do { socket = try Socket.connect(to: place, deadline: deadline) } catch {
      throw .stream(.socket(error))
    }
    try send(request.bytes, socket, deadline)
    var buffer: [UInt8] = []
    while true {
      let found: (head: HTTPResponseHead, end: Int)?
      do { found = try HTTPResponseHead.read(buffer[...]) } catch { throw .rule(error) }
      guard let found else {
        guard try receive(socket, &buffer, deadline) else {
          throw .stream(.socket(.timedOut(while: "waiting for a response")))
        }
        continue
      }
      if (100..<200).contains(found.head.status) {
        buffer.removeFirst(found.end)
        continue
      }
      let framing: HTTPFraming
      do { framing = try found.head.framing(requestMethod: request.head.method) } catch {
        throw .rule(error)
      }
      var response = HTTPResponse(status: found.head.status)
      response.head = found.head
      response.body = try body(framing, socket, &buffer, from: found.end, limit, deadline)
      return response
    }
  }

  private static func body(
    _ framing: HTTPFraming, _ socket: borrowing Socket, _ buffer: inout [UInt8], from start: Int,
    _ limit: Int, _ deadline: Deadline
  ) throws(HTTPFailure) -> [UInt8] {
    var body: [UInt8] = []
    var position = start
    var decoder: HTTPBodyDecoder
    do { decoder = try HTTPBodyDecoder(framing, limit: limit) } catch { throw .rule(error) }
    while true {
      do { position = try decoder.decode(buffer[position...], into: &body) } catch {
        throw .rule(error)
      }
      if decoder.isFinished { return body }
      guard try receive(socket, &buffer, deadline) else {
        do { try decoder.inputEnded() } catch { throw .rule(error) }
        return body
      }
    }
  }

  /// Appends what has come; false where the peer has ended.
  private static func receive(
    _ socket: borrowing Socket, _ buffer: inout [UInt8], _ deadline: Deadline
  ) throws(HTTPFailure) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 16_384)
    var span = chunk.mutableSpan
    let count: Int
    do { count = try socket.read(into: &span, deadline: deadline) } catch {
      throw .stream(.socket(error))
    }
    buffer += chunk[..<count]
    return count > 0
  }

  private static func send(
    _ bytes: [UInt8], _ socket: borrowing Socket, _ deadline: Deadline
  ) throws(HTTPFailure) {
    do { try socket.write(bytes.span, deadline: deadline) } catch { throw .stream(.socket(error)) }
  }
}
