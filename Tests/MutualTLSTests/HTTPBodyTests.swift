import MutualTLS
import TestSupport
import Testing

@Suite struct `The body of an HTTP message` {
  private static func decode(
    _ text: String, _ framing: HTTPFraming, pieces: Int = .max, limit: Int = 1000
  ) throws -> (body: String, rest: String) {
    var decoder = try HTTPBodyDecoder(framing, limit: limit)
    var body: [UInt8] = []
    var held: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while !decoder.isFinished, !rest.isEmpty {
      held += rest.prefix(pieces)
      rest = rest.dropFirst(pieces)
      held.removeFirst(try decoder.decode(held[...], into: &body))
    }
    if !decoder.isFinished { try decoder.inputEnded() }
    return (String(decoding: body, as: UTF8.self), String(decoding: held + rest, as: UTF8.self))
  }

  @Test(arguments: [1, 2, 3, 7, 100])
  func `comes out of chunks however they are cut`(pieces: Int) throws {
    let text =
      "5\r\nhello\r\n1;name=value\r\n,\r\n00a\r\n world....\r\n0\r\nTrailer: x\r\n\r\nGET /"
    let result = try Self.decode(text, .chunked, pieces: pieces)
    #expect(result.body == "hello, world....")
    #expect(result.rest == "GET /")
  }

  @Test func `ends after its length, or with the stream`() throws {
    #expect(try Self.decode("hello!", .length(5)) == ("hello", "!"))
    #expect(try Self.decode("hello!", .untilEnd) == ("hello!", ""))
  }

  @Test(
    arguments: [
      ("x\r\n", .chunked, .chunkSize), ("\r\n", .chunked, .chunkSize),
      ("-1\r\n", .chunked, .chunkSize), ("0x5\r\nhello\r\n", .chunked, .chunkSize),
      ("5 \r\nhello\r\n", .chunked, .chunkSize), ("1000000000000000\r\n", .chunked, .chunkSize),
      ("5\nhello\r\n", .chunked, .lineEnding), ("5\r\nhelloX\r\n", .chunked, .chunkEnd),
      ("5\r\nhello\n0\r\n\r\n", .chunked, .chunkEnd),
      ("0\r\n folded\r\n\r\n", .chunked, .lineFolding),
      ("fff\r\n", .chunked, .bodyTooLong(limit: 1000)),
      ("fffffffffffffff\r\n", .chunked, .bodyTooLong(limit: 1000)),
      ("hell", .length(5), .endedEarly(while: "the body, with 1 bytes to come")),
      ("5\r\nhello\r\n", .chunked, .endedEarly(while: "the body, before its last chunk")),
    ] as [(String, HTTPFraming, HTTPError)])
  func `is refused by the rule that it breaks`(
    text: String, framing: HTTPFraming, expected: HTTPError
  ) {
    #expect(throws: expected) { try Self.decode(text, framing) }
  }

  @Test func `is bounded before it is held`() {
    #expect(throws: HTTPError.bodyTooLong(limit: 10)) {
      try HTTPBodyDecoder(.length(11), limit: 10)
    }
    #expect(throws: HTTPError.bodyTooLong(limit: 10)) {
      try Self.decode("a\r\n0123456789\r\n1\r\nx\r\n", .chunked, limit: 10)
    }
    #expect(throws: HTTPError.bodyTooLong(limit: 10)) {
      try Self.decode("0123456789x", .untilEnd, limit: 10)
    }
  }

  @Test func `that was written in chunks is read from them`() throws {
    var output: [UInt8] = []
    for part in ["hello", "", ", world"] { HTTPChunks.write(Array(part.utf8).span, into: &output) }
    HTTPChunks.finish(into: &output)
    let text = String(decoding: output, as: UTF8.self)
    #expect(try Self.decode(text, .chunked) == ("hello, world", ""))
  }

  @Test func `that was damaged gives a typed error or a message, never a crash`() {
    var random = SeededRandom()
    let request =
      "POST /path HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n"
      + "5\r\nhello\r\n3;a=b\r\nabc\r\n0\r\nT: u\r\n\r\n"
    let response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
    var refused = 0
    for round in 0..<10_000 {
      let bytes = Mutation.mutate(
        Array((round.isMultiple(of: 2) ? request : response).utf8), from: 0, &random)
      do throws(HTTPError) {
        var body: [UInt8] = []
        let framing: HTTPFraming
        let start: Int
        if round.isMultiple(of: 2) {
          guard let (head, end) = try HTTPRequestHead.read(bytes[...]) else { continue }
          framing = try head.framing()
          start = end
        } else {
          guard let (head, end) = try HTTPResponseHead.read(bytes[...]) else { continue }
          framing = try head.framing(requestMethod: "GET")
          start = end
        }
        var decoder = try HTTPBodyDecoder(framing, limit: 100)
        _ = try decoder.decode(bytes[start...], into: &body)
        try decoder.inputEnded()
        #expect(body.count <= 100)
      } catch { refused += 1 }
    }
    #expect(refused > 1000, "seed \(random.seed)")
  }
}
