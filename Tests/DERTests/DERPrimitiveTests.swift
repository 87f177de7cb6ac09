import Bytes
import DER
import TestSupport
import Testing

@Suite struct `A DER primitive` {
  @Test func `BOOLEAN is 0x00 or 0xFF`() throws {
    let yes = try read([1, 1, 0xFF]) { (reader) throws(DERError) in try reader.boolean("flag") }
    let no = try read([1, 1, 0x00]) { (reader) throws(DERError) in try reader.boolean("flag") }
    #expect(yes)
    #expect(!no)
    for bytes: [UInt8] in [[1, 1, 1], [1, 1, 0xFE], [1, 0], [1, 2, 0xFF, 0xFF]] {
      #expect(failure(bytes) { (reader) throws(DERError) in try reader.boolean("flag") } != nil)
    }
  }

  @Test(arguments: [
    ("020100", ""), ("02017f", "7f"), ("02020080", "80"), ("020200ff", "ff"), ("02020100", "0100"),
    ("0209 00ffffffffffffffff", "ffffffffffffffff"),
  ])
  func `INTEGER has one form`(encoded: String, magnitude: String) throws {
    let bytes = HexBytes(stringLiteral: encoded).bytes
    let read = try read(bytes) { (reader) throws(DERError) in
      [UInt8](copying: try reader.unsignedInteger("number"))
    }
    #expect(Hex.encode(read.span) == magnitude)
    var written: [UInt8] = []
    written.writeUnsignedInteger(read.span)
    #expect(written == bytes)
  }

  @Test(arguments: ["0200", "02020000", "0202007f", "0202ff80", "0202ffff"])
  func `INTEGER in another form is refused`(encoded: String) {
    let error = failure(HexBytes(stringLiteral: encoded).bytes) { (reader) throws(DERError) in
      _ = try reader.integer("number").count
    }
    #expect(error != nil)
  }

  @Test func `a negative INTEGER is told apart`() throws {
    let count = try read([2, 1, 0x80]) { (reader) throws(DERError) in
      try reader.integer("number").count
    }
    #expect(count == 1)
    let error = failure([2, 1, 0x80]) { (reader) throws(DERError) in
      _ = try reader.unsignedInteger("number").count
    }
    #expect(error?.reason == .contents("is negative"))
  }

  @Test func `a small INTEGER is bounded`() throws {
    let largest = try read([2, 1, 10]) { (reader) throws(DERError) in
      try reader.smallInteger("number", maximum: 10)
    }
    #expect(largest == 10)
    let over = failure([2, 1, 11]) { (reader) throws(DERError) in
      try reader.smallInteger("number", maximum: 10)
    }
    #expect(over != nil)
    let huge = failure(HexBytes("0209 00ffffffffffffffff").bytes) { (reader) throws(DERError) in
      try reader.smallInteger("number")
    }
    #expect(huge != nil)
  }

  @Test func `NULL is empty`() {
    #expect(failure([5, 0]) { (reader) throws(DERError) in try reader.null("null") } == nil)
    #expect(failure([5, 1, 0]) { (reader) throws(DERError) in try reader.null("null") } != nil)
  }

  @Test func `a BIT STRING of octets has no unused bits`() throws {
    let count = try read([3, 3, 0, 0xAA, 0xBB]) { (reader) throws(DERError) in
      try reader.octetAlignedBitString("key").count
    }
    #expect(count == 2)
    for bytes: [UInt8] in [[3, 0], [3, 2, 1, 0xFE], [3, 2, 8, 0]] {
      let error = failure(bytes) { (reader) throws(DERError) in
        _ = try reader.octetAlignedBitString("key").count
      }
      #expect(error != nil)
    }
  }

  @Test(
    arguments: [
      ("030100", 0), ("03020780", 1), ("03020106", 0b110_0000), ("03020186", 0b110_0001),
      ("0303070080", 1 << 8), ("030207 80", 1),
    ] as [(String, UInt32)])
  func `named bits have one form`(encoded: String, bits: UInt32) throws {
    let bytes = HexBytes(stringLiteral: encoded).bytes
    let read = try read(bytes) { (reader) throws(DERError) in try reader.namedBits("bits") }
    #expect(read == bits)
    var written: [UInt8] = []
    written.writeNamedBits(bits)
    #expect(written == bytes)
  }

  @Test(arguments: [
    "0300", "030101", "03020080", "03020000", "030207c0", "03020881", "0303008000",
    "0307000000000001",
  ])
  func `named bits in another form are refused`(encoded: String) {
    let error = failure(HexBytes(stringLiteral: encoded).bytes) { (reader) throws(DERError) in
      try reader.namedBits("bits")
    }
    #expect(error != nil)
  }

  @Test func `SET OF is written in the order of the encodings`() {
    var bytes: [UInt8] = []
    bytes.writeSetOf([[4, 2, 1, 1], [2, 1, 9], [4, 1, 7]])
    #expect(bytes == [0x31, 10, 2, 1, 9, 4, 1, 7, 4, 2, 1, 1])
  }
}
