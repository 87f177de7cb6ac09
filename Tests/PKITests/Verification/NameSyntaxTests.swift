import Testing

@testable import PKI

@Suite struct `Names of peers` {
  @Test(arguments: [
    "", ".", "..", "a.", "a..", ".a", "a..b", "-a.test", "a-.test", "a b.test", "a.test ",
    "a\0.test",
    "a.test\n", "bücher.test", "a.1", "a.0x", "a.0x1F", "1", "127.1", "2130706433", "0x7f.1",
    "1.2.3.4", "1.2.3.4.", "[::1]", "a/b", "a:1", "a@b", "*", "*.test", "*.a.test", "a.*",
    "a%2e.test",
  ])
  func `are hosts in strict syntax`(text: String) {
    let isName = text == "a."
    #expect((DNSName(text) != nil) == isName)
    #expect(DNSName(presented: text) == nil)
  }

  @Test func `are hosts of labels and lengths that DNS has`() {
    let label = String(repeating: "a", count: 63)
    let longest = "\(label).\(label).\(label)." + String(repeating: "b", count: 61)
    #expect(DNSName(longest)?.text.utf8.count == 253)
    #expect(DNSName(longest + ".")?.text == longest)
    #expect(DNSName(longest + "b") == nil)
    #expect(DNSName(label + "a") == nil)
    #expect(DNSName("_sip._TCP.Example")?.text == "_sip._tcp.example")
    #expect(DNSName("1.2.3.example")?.labelCount == 4)
  }

  @Test(arguments: [
    "*", "*.", "*.*", "*.com", "*.*.a.test", "a.*.test", "*a.test", "a*.test", "**.a.test",
    "*.a.test.",
    "*.1.2", "*.\u{301}a.test", "*..a.test", "* .a.test",
  ])
  func `have a wildcard only as the whole first of three labels`(text: String) {
    #expect(DNSPattern(text) == nil)
  }

  @Test(arguments: [
    ("*.a.test", "x.a.test", true), ("*.A.test", "X.a.TEST", true), ("*.a.test", "a.test", false),
    ("*.a.test", "y.x.a.test", false), ("*.a.test", "xn--bcher-kva.a.test", true),
    ("*.a.test", "_x.a.test", true), ("_x.a.test", "_x.a.test", true),
    ("_x.a.test", "x.a.test", false), ("*.xn--bcher-kva.test", "x.XN--BCHER-KVA.test", true),
  ])
  func `match one label where the wildcard stands`(pattern: String, name: String, matches: Bool)
    throws
  {
    let wanted = try #require(DNSName(name))
    #expect(try #require(DNSPattern(pattern)).matches(wanted) == matches)
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.-4", "1.2.3.4 ", "0x1.2.3.4",
    "1.2.3.٤", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g",
    "::1%eth0",
    "[::1]", "::1.2.3", "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4", ":1::", "1::2:", "::1/64",
  ])
  func `are addresses in strict syntax`(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(arguments: [
    ("::", "::"), ("1::", "1::"), ("::1", "::1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::ffff:192.0.2.1", "::ffff:c000:201"),
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"),
  ])
  func `are addresses with one canonical text`(text: String, canonical: String) {
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(arguments: ["192.0.2.1", "::ffff:192.0.2.1", "::192.0.2.1", "64:ff9b::192.0.2.1"])
  func `are addresses, octet for octet`(text: String) throws {
    let wanted = try #require(ReferenceIdentity(text))
    let four: [UInt8] = [192, 0, 2, 1]
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + four
    #expect(wanted.matches([.ip(four)]) == (text == "192.0.2.1"))
    #expect(wanted.matches([.ip(mapped)]) == (text == "::ffff:192.0.2.1"))
    #expect(!wanted.matches([.dns(text), .uri("https://\(text)/"), .email("me@\(text)")]))
    #expect(wanted.serverName == nil)
  }

  @Test(arguments: [
    "", "a", ":", "a:", "1a:b", "a b:c", "http://a b", "http://a\\b", "http://a\"b", "http://ä/",
    "ht_tp://a", "http://a\0b", "://a",
  ])
  func `are URIs in strict syntax`(text: String) {
    #expect(ResourceIdentifier(text) == nil)
  }

  @Test(arguments: [
    ("spiffe://Trust.Example/Path", "trust.example"), ("https://user@A.test:443/", "a.test"),
    ("https://a.test@b.test", "b.test"), ("https://a.test/@b.test", "a.test"),
    ("https://a.test?@b.test", "a.test"), ("https://a.test#@b.test", "a.test"),
    ("https://A.test:/", "a.test"),
  ])
  func `are URIs with a host`(text: String, host: String) throws {
    let name = try #require(DNSName(host))
    #expect(ResourceIdentifier(text)?.host == .dns(name))
  }

  @Test(arguments: [
    "", "@", "a", "a@", "@a.test", "a@b@c.test", "a b@c.test", "\"a\"@b.test", "a@[1.2.3.4]",
    "a@1.2.3.4", "ä@b.test", "a@b.test.", "a@*.b.test",
  ])
  func `are mailboxes in strict syntax`(text: String) {
    #expect(EmailAddress(text) == nil)
  }

  @Test func `are mailboxes whose hosts alone know no case`() {
    #expect(EmailAddress("Me@A.test") == EmailAddress("Me@a.TEST"))
    #expect(EmailAddress("Me@a.test") != EmailAddress("me@a.test"))
  }
}
