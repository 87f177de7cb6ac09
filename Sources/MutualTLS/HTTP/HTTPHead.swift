/// What stands before the body of a request.
public struct HTTPRequestHead: Sendable, Hashable {
  /// As in `GET`.
  public let method: String
  /// As in `/v1/orders?page=2`.
  public let target: String
  /// Whether it speaks HTTP/1.1, not 1.0.
  public let isVersion11: Bool
  /// The header lines.
  public var fields: HTTPFields

  /// A request of HTTP/1.1.
  ///
  /// - Throws: ``HTTPError/requestLine`` for a method or target that could not stand in one.
  public init(
    method: String, target: String, fields: HTTPFields = HTTPFields()
  ) throws(HTTPError) {
    guard HTTPCharacters.all(method.utf8, are: .token),
      HTTPCharacters.all(target.utf8, are: .target)
    else { throw .requestLine }
    self.method = method
    self.target = target
    isVersion11 = true
    self.fields = fields
  }

  /// Reads the head of a request, all lines up to the empty one, without that.
  init(lines: HTTPLines) throws(HTTPError) {
    let parts = lines.first.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, HTTPCharacters.all(parts[0], are: .token),
      HTTPCharacters.all(parts[1], are: .target)
    else { throw .requestLine }
    method = String(decoding: parts[0], as: UTF8.self)
    target = String(decoding: parts[1], as: UTF8.self)
    isVersion11 = try HTTPLines.isVersion11(parts[2])
    fields = lines.fields
    // RFC 9112 §3.2 MUST: a request of HTTP/1.1 has one Host, neither none nor two.
    let hosts = fields.values("Host")
    guard hosts.count == 1 || (hosts.isEmpty && !isVersion11) else { throw .host }
  }

  /// Whether the connection stays open after the answer (RFC 9112, Section 9.3).
  public var keepsConnection: Bool {
    isVersion11
      ? !fields.contains("close", in: "Connection")
      : fields.contains("keep-alive", in: "Connection")
  }

  /// Where the body ends.
  public func framing() throws(HTTPError) -> HTTPFraming {
    try HTTPFraming(fields, otherwise: .length(0))
  }

  /// The head as it is sent.
  public var bytes: [UInt8] {
    HTTPLines.bytes(first: "\(method) \(target) HTTP/1.1", fields)
  }
}

/// What stands before the body of a response.
public struct HTTPResponseHead: Sendable, Hashable {
  /// 100 to 599.
  public let status: Int
  /// The words after it.
  public let reason: String
  /// Whether it speaks HTTP/1.1, not 1.0.
  public let isVersion11: Bool
  /// The header lines.
  public var fields: HTTPFields

  /// A response of HTTP/1.1.
  public init(status: Int, fields: HTTPFields = HTTPFields()) {
    self.status = status
    reason = HTTPResponseHead.reason(status)
    isVersion11 = true
    self.fields = fields
  }

  /// Reads the head of a response.
  init(lines: HTTPLines) throws(HTTPError) {
    let parts = lines.first.split(
      separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[1].count == 3,
      parts[1].allSatisfy({ (0x30...0x39).contains($0) }),
      let status = Int(String(decoding: parts[1], as: UTF8.self)), (100...599).contains(status),
      parts.count == 2 || parts[2].isEmpty || HTTPCharacters.all(parts[2], are: .fieldValue)
    else { throw .statusLine }
    isVersion11 = try HTTPLines.isVersion11(parts[0])
    self.status = status
    reason = parts.count == 3 ? String(decoding: parts[2], as: UTF8.self) : ""
    fields = lines.fields
  }

  /// Where the body ends, in answer to a request of this method (RFC 9112, Section 6.3).
  public func framing(requestMethod: String) throws(HTTPError) -> HTTPFraming {
    let framing = try HTTPFraming(fields, otherwise: .untilEnd)
    if requestMethod == "HEAD" || status < 200 || status == 204 || status == 304 {
      return .length(0)
    }
    return framing
  }

  /// The head as it is sent.
  public var bytes: [UInt8] { HTTPLines.bytes(first: "HTTP/1.1 \(status) \(reason)", fields) }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 204: "No Content"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 413: "Content Too Large"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}
