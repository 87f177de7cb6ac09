import Bytes
import TestSupport
import Testing

@testable import TLS13
@testable import ZlibCompression

@Suite struct `zlib (RFC 1950)` {
  private static let text = [UInt8](String(repeating: "certificate ", count: 300).utf8)

  @Test func `is read as the RFC has it`() {
    // A header, one stored block with the letter a (RFC 1951, Section 3.2.4), its Adler-32.
    let stream: HexBytes = "78 01  01 0100 feff 61  00620062"
    #expect(Zlib.decompress(stream.bytes, to: 1) == [0x61])
  }

  @Test func `gives back what went in`() throws {
    var random = SeededRandom()
    for count in [200, 4096, 1 << 15] {
      // Half of it repeats, so that it becomes shorter.
      let half = random.bytes(count / 2)
      let bytes = half + half
      let stream = try #require(Zlib.compress(bytes), "seed \(random.seed)")
      #expect(stream.count < bytes.count)
      #expect(Zlib.decompress(stream, to: bytes.count) == bytes, "seed \(random.seed)")
    }
    let stream = try #require(Zlib.compress(Self.text))
    #expect(Zlib.decompress(stream, to: Self.text.count) == Self.text)
  }

  @Test func `leaves what does not become shorter`() {
    var random = SeededRandom()
    #expect(Zlib.compress([]) == nil)
    #expect(Zlib.compress([1]) == nil)
    #expect(Zlib.compress(random.bytes(1000)) == nil, "seed \(random.seed)")
  }

  @Test func `takes exactly as many bytes as are announced`() throws {
    let stream = try #require(Zlib.compress(Self.text))
    for wrong in [0, 1, Self.text.count - 1, Self.text.count + 1, 1 << 20] {
      #expect(Zlib.decompress(stream, to: wrong) == nil, "\(wrong)")
    }
  }

  @Test func `refuses every stream that is cut off, and every one that is followed by something`()
    throws
  {
    let stream = try #require(Zlib.compress(Self.text))
    for count in 0..<stream.count {
      #expect(Zlib.decompress(Array(stream[..<count]), to: Self.text.count) == nil, "\(count)")
    }
    #expect(Zlib.decompress(stream + [0], to: Self.text.count) == nil)
    #expect(Zlib.decompress(stream + stream, to: Self.text.count) == nil)
    #expect(Zlib.decompress(stream + stream, to: 2 * Self.text.count) == nil)
  }

  @Test func `gives nothing else for a stream with a changed bit`() throws {
    let stream = try #require(Zlib.compress(Self.text))
    var refused = 0
    for bit in 0..<8 * stream.count {
      var changed = stream
      changed[bit / 8] ^= 1 << (bit % 8)
      // Bits that fill the last byte say nothing, and of what repeats there are several forms.
      if let bytes = Zlib.decompress(changed, to: Self.text.count) {
        #expect(bytes == Self.text, "\(bit)")
      } else {
        refused += 1
      }
    }
    #expect(refused > 7 * stream.count)
  }

  @Test func `wants no dictionary`() {
    // FDICT set, with a good check of the header, and the dictionary's number.
    #expect(Zlib.decompress([0x78, 0xBB, 0, 0, 0, 1, 0x03, 0, 0, 0, 0, 1], to: 1) == nil)
  }

  @Test func `stops a stream that makes a thousand times as much`() throws {
    let bomb = try #require(Zlib.compress([UInt8](repeating: 0, count: 1 << 24)))
    #expect(bomb.count < 1 << 15)
    #expect(Zlib.decompress(bomb, to: 4096) == nil)
  }
}
