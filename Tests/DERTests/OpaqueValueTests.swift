import Bytes
import DER
import TestSupport
import Testing

@Suite struct `A value of an unknown type` {
  @Test(
    arguments: [
      "3000", "a5020500", "a5030101ff", "690302017f", "31030101ff", "2803060101", "0400",
      "810401ff0203",
    ])
  func `is read with all that is in it`(hexadecimal: String) throws {
    let bytes = try #require(Hex.decode(hexadecimal))
    let count = try read(bytes) { (reader) throws(DERError) in
      try reader.opaqueValue("value").encoded.count
    }
    #expect(count == bytes.count)
  }

  @Test(
    arguments: [
      ("contents that are no values", "690441414141", "cut short", 2),
      ("a length that is too long inside", "a504048101aa", "shortest", 2),
      ("an indefinite length inside", "a5023080", "indefinite", 2),
      ("a BOOLEAN of another value", "300301017f", "neither", 2),
      ("a padded INTEGER", "300402020001", "more octets", 2),
      ("an INTEGER without contents", "30020200", "without contents", 2),
      ("a NULL with contents", "30030501aa", "NULL", 2),
      ("a malformed OBJECT IDENTIFIER", "3003060180", "padded", 2),
      ("an OCTET STRING in pieces", "2403040141", "put together", 0),
      ("a UTF8String in pieces inside", "30052c030c0141", "put together", 2),
      ("a SEQUENCE that says it holds no values", "30021000", "marked", 2),
    ])
  func `is refused for`(fault: String, hexadecimal: String, text: String, offset: Int) throws {
    let bytes = try #require(Hex.decode(hexadecimal))
    let found = failure(bytes) { (reader) throws(DERError) in _ = try reader.opaqueValue("value") }
    let error = try #require(found)
    #expect(error.description.contains(text), "\(fault): \(error)")
    #expect(error.offset == offset, "\(fault): \(error)")
  }

  @Test func `is refused where it is nested too deep`() {
    var bytes: [UInt8] = [0x05, 0x00]
    for _ in 0..<40 { bytes = [0x30, UInt8(bytes.count)] + bytes }
    let error = failure(bytes) { (reader) throws(DERError) in _ = try reader.opaqueValue("value") }
    #expect(error?.reason == .tooDeep)
  }
}
