import Bytes
import DER
import PKI
import TestSupport
import Testing

@Suite struct `A distinguished name` {
  @Test(arguments: [
    ("CN=api,O=Example,C=US", "C=US, O=Example, CN=api"),
    ("UID=jsmith,DC=example,DC=net", "DC=net, DC=example, UID=jsmith"),
    ("OU=Sales+CN=J.  Smith,DC=example,DC=net", "DC=net, DC=example, OU=Sales + CN=J.  Smith"),
    (#"CN=James \"Jim\" Smith\, III,DC=net"#, #"DC=net, CN=James \"Jim\" Smith\, III"#),
    (#"CN=Before\0dAfter,DC=net"#, #"DC=net, CN=Before\0dAfter"#),
    ("1.3.6.1.4.1.1466.0=#04024869", "1.3.6.1.4.1.1466.0=#04024869"),
    ("CN=Lučić", "CN=Lučić"), (##"O=\#1\ "##, ##"O=\#1\ "##), ("", ""),
  ])
  func `is read and written as RFC 4514 has it`(text: String, fromTheRoot: String) throws {
    let name = try Name(rfc4514: text)
    #expect(name.text == fromTheRoot)
    let again = try Name(rfc4514: name.rfc4514)
    #expect(again == name)
    if !text.contains("+") { #expect(name.rfc4514 == text) }
  }

  @Test func `understands hexadecimal escapes and spaces around separators`() throws {
    let name = try Name(rfc4514: #" cn = Lu\C4\8Di\C4\87 , O=A\2cB "#)
    #expect(name.commonName == "Lučić")
    #expect(name.value(of: .organizationName) == "A,B")
  }

  @Test(arguments: [
    "CN", "CN=", "=x", "XX=x", "CN=a,", "CN=a,,O=b", #"CN=a\"#, #"CN=a\x"#, #"CN="a""#, "CN=#0",
    "CN=#zz",
    "CN=#0403aa", "CN=#0c0180", #"CN=\ff"#, "CN=a;O=b",
  ])
  func `is not made of other text`(text: String) {
    #expect(throws: NameTextError.self) { try Name(rfc4514: text) }
  }

  @Test(arguments: [
    ("CN=Example CA", "CN=EXAMPLE  ca", true), ("CN= a b ", "CN=a b", true),
    ("CN=Ünal", "CN=ÜNAL", true), ("CN=a,O=b", "CN=a,O=b", true),
    ("CN=a+OU=c,O=b", "OU=C+CN=A,O=b", true), ("CN=a", "CN=b", false), ("CN=a", "O=a", false),
    ("CN=a,O=b", "CN=a", false), ("CN=a,O=b", "O=b,CN=a", false), ("CN=ab", "CN=a b", false),
  ])
  func `is compared by RFC 5280, Section 7.1`(left: String, right: String, isSame: Bool) throws {
    let left = try Name(rfc4514: left)
    let right = try Name(rfc4514: right)
    #expect(left.matches(right) == isSame)
    #expect(right.matches(left) == isSame)
  }

  @Test func `is the same in another string type, but has other octets`() throws {
    let printable = try NameAttribute(.commonName, der: HexBytes("1301 61").bytes.span)
    let utf8 = try NameAttribute(.commonName, der: HexBytes("0c01 61").bytes.span)
    #expect(Name([printable]).matches(Name([utf8])))
    #expect(Name([printable]) != Name([utf8]))
  }

  @Test func `lies within the names that it begins with`() throws {
    let name = try Name(rfc4514: "CN=a,OU=b,O=c")
    #expect(name.isWithin(try Name(rfc4514: "OU=B,O=C")))
    #expect(name.isWithin(name))
    #expect(name.isWithin(Name([])))
    #expect(!name.isWithin(try Name(rfc4514: "CN=a,OU=b")))
    #expect(!(try Name(rfc4514: "O=c")).isWithin(name))
  }

  @Test func `cannot write on a terminal`() {
    let name = Name([NameAttribute(.commonName, "a\u{1B}[2J\u{202E}b\n")])
    #expect(name.text == #"CN=a\1b[2J\e2\80\aeb\0a"#)
  }

  @Test func `writes a country with letters beyond its alphabet as UTF8String`() throws {
    let name = Name([NameAttribute(.countryName, "Ü"), NameAttribute(.emailAddress, "a@b")])
    let hexadecimal = Hex.encode(name.der.span)
    #expect(hexadecimal.contains("0c02c39c"))
    #expect(hexadecimal.contains("1603614062"))
  }
}
