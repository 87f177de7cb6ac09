import Bytes
import DER
import TestSupport
import Testing

@Suite struct `A DER reader` {
  @Test(
    arguments: [
      ("no octet", "", .truncated),
      ("a tag alone", "02", .truncated),
      ("contents cut short", "0402aa", .truncated),
      ("a length cut short", "0482ff", .truncated),
      ("a long length cut short", "0481", .truncated),
      ("four octets of length, no contents", "0484ffffffff", .truncated),
      ("an octet after the value", "040100ff", .trailingBytes(count: 1)),
      ("another value after the value", "04000500", .trailingBytes(count: 2)),
      ("the indefinite form", "30800000", .indefiniteLength),
      (
        "a length below 128 in two octets", "04817f" + String(repeating: "00", count: 127),
        .longLength
      ),
      (
        "a length with a leading zero", "048200ff" + String(repeating: "00", count: 255),
        .longLength
      ),
      ("a length of five octets", "04850000000001aa", .longLength),
      ("the reserved first octet of a length", "04ff00", .longLength),
      ("a tag number above 30", "1f1f00", .longTag),
      ("a context-specific tag number above 30", "bf8f7f00", .longTag),
    ] as [(String, String, DERError.Reason)])
  func `refuses`(fault: String, hexadecimal: String, reason: DERError.Reason) throws {
    let bytes = try #require(Hex.decode(hexadecimal))
    let error = failure(bytes) { (reader) throws(DERError) in _ = try reader.value("value") }
    #expect(error?.reason == reason, "\(fault)")
    #expect(error?.field == "value")
  }

  @Test(arguments: [0, 1, 127, 128, 255, 256, 65_535, 65_536, 70_000])
  func `reads a length in its one form`(count: Int) throws {
    var bytes: [UInt8] = []
    bytes.writeOctetString([UInt8](repeating: 0xA5, count: count).span)
    let read = try read(bytes) { (reader) throws(DERError) in
      try reader.octetString("value").count
    }
    #expect(read == count)
    let header =
      switch count {
      case ..<128: 2
      case ..<256: 3
      case ..<65_536: 4
      default: 5
      }
    #expect(bytes.count == count + header)
  }

  @Test func `says where in the outermost value an error is`() throws {
    // SEQUENCE { NULL, SEQUENCE { INTEGER 1, BOOLEAN 0x01 } }
    let bytes = HexBytes("300a 0500 3006 020101 010101").bytes
    let error = failure(bytes) { (reader) throws(DERError) in
      var outer = try reader.sequence("outer")
      try outer.null("outer.null")
      var inner = try outer.sequence("outer.inner")
      _ = try inner.smallInteger("outer.inner.number")
      _ = try inner.boolean("outer.inner.flag")
    }
    #expect(error?.offset == 9)
    #expect(error?.field == "outer.inner.flag")
    #expect(error?.description.contains("outer.inner.flag at byte 9") == true)
  }

  @Test func `names both types when another one stands there`() {
    let error = failure([0x04, 0x00]) { (reader) throws(DERError) in
      _ = try reader.integer("version")
    }
    #expect(error?.reason == .unexpectedTag(found: .octetString, expected: .integer))
    #expect(error?.description.contains("OCTET STRING") == true)
  }

  @Test func `refuses a primitive SEQUENCE and a constructed OCTET STRING`() {
    let sequence = failure([0x10, 0x00]) { (reader) throws(DERError) in
      _ = try reader.value(.sequence, "value")
    }
    #expect(sequence?.reason == .unexpectedTag(found: DERTag(rawValue: 0x10), expected: .sequence))
    let string = failure(HexBytes("2404 0402aabb").bytes) { (reader) throws(DERError) in
      _ = try reader.octetString("value").count
    }
    #expect(string?.reason == .unexpectedTag(found: DERTag(rawValue: 0x24), expected: .octetString))
  }

  @Test func `passes over an optional value that is absent`() throws {
    let bytes = HexBytes("020105").bytes
    let number = try read(bytes) { (reader) throws(DERError) in
      let version = try reader.optional(.constructedContext(0), "version")
      return version == nil ? try reader.smallInteger("number") : -1
    }
    #expect(number == 5)
  }

  @Test func `refuses values nested too deep, and reads those at the limit`() {
    func nested(_ depth: Int) -> [UInt8] {
      var bytes: [UInt8] = []
      for _ in 0..<depth {
        var outer: [UInt8] = []
        outer.writeSequence { $0 += bytes }
        bytes = outer
      }
      return bytes
    }
    func descend(_ reader: inout DERReader) throws(DERError) {
      guard !reader.isAtEnd else { return }
      var inner = try reader.sequence("value")
      try descend(&inner)
    }
    let limit = DERReader.maximumDepth
    #expect(failure(nested(limit)) { (reader) throws(DERError) in try descend(&reader) } == nil)
    let error = failure(nested(limit + 1)) { (reader) throws(DERError) in try descend(&reader) }
    #expect(error?.reason == .tooDeep)
  }
}
