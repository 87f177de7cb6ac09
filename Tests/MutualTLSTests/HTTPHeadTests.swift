import MutualTLS
import Testing

@Suite struct `The head of an HTTP message` {
  @Test func `gives method, target and fields`() throws {
    let text = "POST /a?b=c HTTP/1.1\r\nHost: x\r\nX-Key:  some value\t\r\nEmpty:\r\n\r\nrest"
    let bytes = Array(text.utf8)
    let (head, end) = try #require(try HTTPRequestHead.read(bytes[...]))
    #expect(head.method == "POST")
    #expect(head.target == "/a?b=c")
    #expect(head.fields["x-key"] == "some value")
    #expect(head.fields["empty"] == "")
    #expect(String(decoding: bytes[end...], as: UTF8.self) == "rest")
    #expect(head.keepsConnection)
  }

  @Test func `is waited for byte by byte`() throws {
    let bytes = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    for count in 0..<bytes.count { #expect(try HTTPRequestHead.read(bytes[..<count]) == nil) }
    #expect(try HTTPRequestHead.read(bytes[...])?.end == bytes.count)
  }

  @Test(
    arguments: [
      ("GET / HTTP/1.1\r\n\r\n", .host),
      ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .host),
      ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
      ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .requestLine),
      ("GET /\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
      ("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
      ("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .requestLine),
      ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .version),
      ("GET / http/1.1\r\nHost: a\r\n\r\n", .version),
      ("GET / HTTP/1.1\nHost: a\r\n\r\n", .lineEnding),
      ("GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", .lineEnding),
      ("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", .lineFolding),
      ("GET / HTTP/1.1\r\nHost: a\r\nName : b\r\n\r\n", .fieldName),
      ("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", .fieldName),
      ("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", .fieldName),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: \u{0}\r\n\r\n", .fieldValue(name: "X")),
    ] as [(String, HTTPError)])
  func `is refused by the rule that it breaks`(text: String, expected: HTTPError) {
    let error = #expect(throws: HTTPError.self) { try HTTPRequestHead.read(Array(text.utf8)[...]) }
    #expect(error == expected)
    #expect(expected.rule.hasPrefix("RFC 911"))
  }

  @Test(
    arguments: [
      ("HTTP/1.1 20 OK", .statusLine), ("HTTP/1.1 2000 OK", .statusLine),
      ("HTTP/1.1 +20 OK", .statusLine), ("HTTP/1.1 999 OK", .statusLine), ("HTTP/1.1", .statusLine),
      ("HTTP/3 200 OK", .version), ("ICY 200 OK", .version),
    ] as [(String, HTTPError)])
  func `of a response is refused by the rule that it breaks`(line: String, expected: HTTPError) {
    let bytes = Array((line + "\r\n\r\n").utf8)
    let error = #expect(throws: HTTPError.self) { try HTTPResponseHead.read(bytes[...]) }
    #expect(error == expected)
  }

  @Test func `is bounded in bytes and in lines`() {
    let long = Array(("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 70_000)).utf8)
    #expect(throws: HTTPError.headTooLong(limit: 65_536)) { try HTTPRequestHead.read(long[...]) }
    let many = Array(
      ("GET / HTTP/1.1\r\n" + String(repeating: "X: a\r\n", count: 129) + "\r\n").utf8)
    #expect(throws: HTTPError.tooManyFields(limit: 128)) { try HTTPRequestHead.read(many[...]) }
  }

  @Test(
    arguments: [
      ("Content-Length: 5\r\nContent-Length: 5", .duplicateContentLength),
      ("Content-Length: 5\r\nTransfer-Encoding: chunked", .ambiguousLength),
      ("Content-Length: +5", .contentLength), ("Content-Length: 5, 5", .contentLength),
      ("Content-Length: ", .contentLength), ("Content-Length: 0x5", .contentLength),
      ("Content-Length: 9999999999999999999", .contentLength),
      ("Transfer-Encoding: gzip, chunked", .transferEncoding),
      ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", .transferEncoding),
    ] as [(String, HTTPError)])
  func `with an unclear end of its body is refused`(lines: String, expected: HTTPError) throws {
    let bytes = Array("POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n".utf8)
    let head = try #require(try HTTPRequestHead.read(bytes[...])?.head)
    #expect(throws: expected) { try head.framing() }
  }

  @Test func `has no body for HEAD, 204 and 304`() throws {
    for (method, status) in [("HEAD", 200), ("GET", 204), ("GET", 304)] {
      let bytes = Array("HTTP/1.1 \(status) x\r\nContent-Length: 7\r\n\r\n".utf8)
      let head = try #require(try HTTPResponseHead.read(bytes[...])?.head)
      #expect(try head.framing(requestMethod: method) == .length(0))
    }
  }

  @Test func `cannot be given a second line by a value`() {
    var fields = HTTPFields()
    #expect(throws: HTTPFields.Problem.value(name: "X")) { try fields.add("X", "a\r\nY: b") }
    #expect(throws: HTTPFields.Problem.name("X Y")) { try fields.add("X Y", "a") }
    #expect(throws: HTTPError.requestLine) {
      try HTTPRequestHead(method: "GET", target: "/ HTTP/1.1\r\nX: y")
    }
  }
}
