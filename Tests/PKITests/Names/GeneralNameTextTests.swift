import PKI
import Testing

@Suite struct `A text for subjectAltName` {
  @Test(arguments: [
    ("api.example.org", GeneralName.dns("api.example.org")), ("localhost", .dns("localhost")),
    ("*.example.org", .dns("*.example.org")),
    ("xn--bcher-kva.example", .dns("xn--bcher-kva.example")),
    ("1.example", .dns("1.example")), ("10.0.0.1", .ip([10, 0, 0, 1])),
    ("::1", .ip([UInt8](repeating: 0, count: 15) + [1])),
    ("2001:db8::1.2.3.4", .ip([0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4])),
    ("spiffe://a/b", .uri("spiffe://a/b")), ("https://example.org/", .uri("https://example.org/")),
    ("a@example.org", .email("a@example.org")), ("DNS:a.b", .dns("a.b")),
    ("IP:1.2.3.4", .ip([1, 2, 3, 4])),
    ("URI:urn:x", .uri("urn:x")), ("email:a@b", .email("a@b")),
  ])
  func `says which kind it is`(text: String, expected: GeneralName) throws {
    #expect(try GeneralName(text: text) == expected)
  }

  @Test(arguments: [
    "", "-a.example", "a-.example", "a..b", ".a", "a.", "a_b.example", "*", "a.*.b", "*a.b",
    "*.*.b", "ü.example",
    "1.2.3.256", "1.2.3", "01.2.3.4", "a b", "@b", "a@", "a@b@c", "a@-", "://x", "1x://y",
    "http://a b",
    "DNS:", "IP:a", "IP:1.2.3.4/8", "URI:x", "email:a", ":::", "1::2::3", "1:2:3:4:5:6:7",
    "1.2.3.4::", "g::",
    String(repeating: "a", count: 64), String(repeating: "a.", count: 127) + "aa",
  ])
  func `is refused with a reason`(text: String) {
    let error = #expect(throws: GeneralName.Problem.self) { try GeneralName(text: text) }
    #expect(error?.description.isEmpty == false)
  }

  @Test(arguments: [
    ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
    ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"), ("0:0:1:0:0:0:1:1", "0:0:1::1:1"),
    ("255.255.255.255", "255.255.255.255"),
  ])
  func `of an address is written as RFC 5952 has it`(text: String, expected: String) throws {
    #expect(IPText.text(of: try #require(IPText.parse(text))) == expected)
  }
}
