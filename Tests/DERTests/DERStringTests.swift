import Bytes
import DER
import TestSupport
import Testing

@Suite struct `A DER string` {
  func text(_ bytes: [UInt8]) throws(DERError) -> String? {
    try read(bytes) { (reader) throws(DERError) in try reader.value("text").text }
  }

  @Test(arguments: [
    ("0c 05 47c3bc6e7a", "Günz"), ("13 03 412742", "A'B"), ("16 03 614062", "a@b"),
    ("14 02 fc6e", "ün"), ("1e 04 00fc006e", "ün"), ("1c 04 0001f600", "😀"), ("0c 00", ""),
    ("1a 02 7e20", "~ "),
  ])
  func `of an allowed type is decoded`(encoded: String, expected: String) throws {
    #expect(try text(HexBytes(stringLiteral: encoded).bytes) == expected)
  }

  @Test(arguments: [
    ("@ in PrintableString", "130140"), ("* in PrintableString", "13012a"),
    ("_ in PrintableString", "13015f"), ("an octet above 127 in IA5String", "160180"),
    ("overlong UTF-8", "0c02c0af"), ("a surrogate in UTF-8", "0c03eda080"),
    ("UTF-8 cut short", "0c01c3"), ("UTF-8 above U+10FFFF", "0c04f4908080"),
    ("a surrogate in BMPString", "1e02d800"), ("half a character of BMPString", "1e0100"),
    ("UniversalString above U+10FFFF", "1c0400110000"), ("half of UniversalString", "1c020041"),
    ("a control character in VisibleString", "1a0107"), ("an OCTET STRING", "040141"),
    ("a NumericString", "120131"),
  ])
  func `is refused`(fault: String, encoded: String) throws {
    #expect(try text(HexBytes(stringLiteral: encoded).bytes) == nil, "\(fault)")
  }

  @Test(arguments: [
    ("Acme Ltd.", DERTag.printableString), ("a@b", .utf8String), ("Grün", .utf8String),
  ])
  func `for a name is PrintableString where that suffices`(value: String, tag: DERTag) throws {
    var bytes: [UInt8] = []
    bytes.writeDirectoryString(value)
    #expect(bytes.first == tag.rawValue)
    #expect(try text(bytes) == value)
  }
}
