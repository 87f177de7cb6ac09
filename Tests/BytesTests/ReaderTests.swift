import Bytes
import Testing

@Suite struct `A reader of bytes` {
  @Test func `reads integers big-endian`() throws {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    var reader = ByteReader(bytes.span)
    let first: UInt8 = try reader.integer("a")
    let second: UInt16 = try reader.integer("b")
    let third = try reader.integer24("c")
    let fourth: UInt32 = try reader.integer("d")
    #expect(first == 1)
    #expect(second == 0x0203)
    #expect(third == 0x040506)
    #expect(fourth == 0x0708_090A)
    let isAtEnd = reader.isAtEnd
    #expect(isAtEnd)
  }

  @Test func `tells where bytes are missing, counted from the message's beginning`() {
    let bytes: [UInt8] = [0, 5, 1, 2]
    #expect(throws: DecodeError.truncated(field: "v", offset: 12, missing: 3)) {
      var reader = ByteReader(bytes.span, base: 10)
      _ = try reader.vector16("v")
    }
  }

  @Test func `refuses lengths outside their bounds`() {
    let bytes: [UInt8] = [3, 1, 2, 3]
    #expect(throws: DecodeError.lengthOutOfBounds(field: "v", offset: 0, length: 3)) {
      var reader = ByteReader(bytes.span)
      _ = try reader.vector8("v", 4...8)
    }
  }

  @Test func `refuses bytes left over`() {
    let bytes: [UInt8] = [1, 2, 3]
    #expect(throws: DecodeError.trailingBytes(field: "all", offset: 1, count: 2)) {
      var reader = ByteReader(bytes.span)
      _ = try reader.integer("a", as: UInt8.self)
      try reader.finish("all")
    }
  }

  @Test func `reads what was written`() throws {
    var bytes: [UInt8] = []
    bytes.write(UInt32(0xDEAD_BEEF))
    bytes.writeVector8 { output in output += [1, 2] }
    bytes.writeVector16 { output in output.writeVector24 { output in output += [3] } }
    #expect(bytes == [0xDE, 0xAD, 0xBE, 0xEF, 2, 1, 2, 0, 4, 0, 0, 1, 3])
    var reader = ByteReader(bytes.span)
    let number: UInt32 = try reader.integer("n")
    #expect(number == 0xDEAD_BEEF)
    let first = [UInt8](copying: try reader.vector8("a").rest())
    #expect(first == [1, 2])
    var outer = try reader.vector16("b")
    let inner = [UInt8](copying: try outer.vector24("c").rest())
    #expect(inner == [3])
    try reader.finish("all")
  }
}
