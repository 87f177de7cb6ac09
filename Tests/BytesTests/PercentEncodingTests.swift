import Bytes
import Testing

@Suite struct `Percent-encoding` {
  @Test(
    arguments: [
      ("", ""), ("abc", "abc"), ("%41b%63", "Abc"), ("a%2Fb%2f", "a/b/"), ("%25", "%"),
      ("+%20", "+ "),
    ])
  func `is decoded`(text: String, decoded: String) {
    #expect(PercentEncoding.decode(text) == Array(decoded.utf8))
  }

  @Test(arguments: ["%", "a%", "%4", "%4g", "%%41", "% 41"])
  func `is refused where digits are missing`(text: String) {
    #expect(PercentEncoding.decode(text) == nil)
  }

  @Test func `keeps to what is allowed`() {
    #expect(PercentEncoding.decode("a/%2F") { $0 != 0x2F } == nil)
    #expect(PercentEncoding.decode("a/%2E") { $0 != 0x2F } == Array("a/.".utf8))
  }
}
