import JSON
import Testing

@testable import VectorRunner

@Suite struct `A stream of JSON` {
  private func value(_ text: String) throws -> JSONValue {
    let stream = JSONStream(Input(name: "test", bytes: Array(text.utf8)))
    let value = try stream.value()
    try stream.finish()
    return value
  }

  @Test func `gives what the reader of whole documents gives`() throws {
    for text in [
      "{}", "[]", " [ 1 , -2,true,false , null ] ", #"{"a":{"b":[{"c":"d"}]},"e":""}"#,
      #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, #"["\u0000"]"#,
    ] {
      let own = try value(text)
      let other = try JSONReader.read(Array(text.utf8))
      #expect(own == other, "\(text)")
    }
    #expect(try value("1.5e3") == "1.5e3")
  }

  @Test(arguments: [
    "", "{", "[1", "[1 2]", #"{"a"}"#, #"{"a":}"#, #"{1:2}"#, "tru", "\"", #""\x""#, #""\ud83d""#,
    #""\ud83dx""#, "\"\n\"", "[] []", "-", "+1", #"{"a":1,}"#, "[1,]", "\u{FF}",
    String(repeating: "[", count: 100),
  ])
  func `refuses what is none`(_ text: String) {
    #expect(throws: VectorError.self) { _ = try value(text) }
  }

  @Test func `finds values across the borders of pieces`() throws {
    // Strings with escapes, of all lengths about that of a piece.
    for count in Input.pieceByteCount - 9...Input.pieceByteCount + 2 {
      let text = "[\"" + String(repeating: "x", count: count) + #"\u00e9","end"]"#
      let expected: JSONValue = [.string(String(repeating: "x", count: count) + "é"), "end"]
      #expect(try value(text) == expected, "\(count)")
    }
  }

  @Test func `passes over what nobody asks for`() throws {
    let stream = JSONStream(
      Input(name: "test", bytes: Array(#"{"a":[1,{"b":"\"]}"}],"c":2}"#.utf8)))
    try stream.enterObject()
    #expect(try stream.member() == "a")
    try stream.skip()
    #expect(try stream.member() == "c")
    #expect(try stream.value() == .number(2))
    #expect(try stream.member() == nil)
    try stream.finish()
  }
}
