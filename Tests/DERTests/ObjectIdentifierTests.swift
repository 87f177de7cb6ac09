import Bytes
import DER
import TestSupport
import Testing

@Suite struct `An object identifier` {
  @Test(arguments: [
    ("1.2.840.10045.2.1", "06072a8648ce3d0201"), ("2.5.29.17", "0603551d11"),
    ("1.3.101.112", "06032b6570"), ("2.999.3", "0603883703"), ("0.9.2342", "0603099226"),
    ("1.2.840.113549.1.1.1", "06092a864886f70d010101"), ("1.39", "06014f"),
  ])
  func `is read and written as the standards print it`(dotted: String, encoded: String) throws {
    let bytes = HexBytes(stringLiteral: encoded).bytes
    let identifier = try read(bytes) { (reader) throws(DERError) in
      try reader.objectIdentifier("algorithm")
    }
    #expect(identifier.description == dotted)
    #expect(ObjectIdentifier(dotted: dotted) == identifier)
    var written: [UInt8] = []
    written.writeObjectIdentifier(identifier)
    #expect(written == bytes)
  }

  @Test(arguments: [
    "0600", "060180", "06022b80", "06032b8001", "0603800101", "060b2affffffffffffffffff7f",
  ])
  func `has no other form`(encoded: String) {
    let error = failure(HexBytes(stringLiteral: encoded).bytes) { (reader) throws(DERError) in
      try reader.objectIdentifier("algorithm")
    }
    #expect(error != nil)
  }

  @Test func `is bounded in length`() {
    let bytes: [UInt8] = [6, 0x81, 0x81] + [UInt8](repeating: 1, count: 129)
    let error = failure(bytes) { (reader) throws(DERError) in
      try reader.objectIdentifier("algorithm")
    }
    #expect(error != nil)
  }

  @Test(arguments: [
    "", "1", "3.1", "1.40", "1..2", "1.2.", ".1.2", "1.2.x", "1.-2", "1.2 ", "1.+2",
  ])
  func `is not made of other text`(text: String) {
    #expect(ObjectIdentifier(dotted: text) == nil)
  }
}
