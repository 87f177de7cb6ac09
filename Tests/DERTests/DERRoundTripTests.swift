import Bytes
import DER
import TestSupport
import Testing

@Suite struct `Accepted DER` {
  /// Reads every value and writes it again.
  func rewritten(_ reader: inout DERReader, into output: inout [UInt8]) throws(DERError) {
    while !reader.isAtEnd {
      let value = try reader.value("value")
      guard value.tag.isConstructed else {
        output.writeDER(value.tag) { $0.write(value.contents) }
        continue
      }
      var inner = try DERReader(inside: value, "value")
      var contents: [UInt8] = []
      try rewritten(&inner, into: &contents)
      output.writeDER(value.tag) { $0 += contents }
    }
  }

  func randomValue(_ random: inout SeededRandom, depth: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    if depth > 0, Int.random(in: 0..<3, using: &random) > 0 {
      let tag = [DERTag.sequence, .set, .constructedContext(3)].randomElement(using: &random)
      bytes.writeDER(tag ?? .sequence) { output in
        for _ in 0..<Int.random(in: 0..<5, using: &random) {
          output += randomValue(&random, depth: depth - 1)
        }
      }
    } else {
      let count = [0, 1, 5, 127, 128, 300].randomElement(using: &random) ?? 0
      let tag = [DERTag.octetString, .context(1), .utf8String].randomElement(using: &random)
      bytes.writeDER(tag ?? .null) { $0 += random.bytes(count) }
    }
    return bytes
  }

  @Test func `encodes to itself, and changed bytes end in an error or a value`() {
    var random = SeededRandom()
    var refused = 0
    for _ in 0..<200 {
      let original = randomValue(&random, depth: 4)
      for round in 0..<20 {
        var bytes = original
        if round > 0 {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        var output: [UInt8] = []
        do throws(DERError) {
          var reader = DERReader(bytes.span)
          try rewritten(&reader, into: &output)
          #expect(output == bytes, "seed \(random.seed)")
        } catch {
          refused += 1
          #expect(round > 0, "seed \(random.seed): \(error)")
          #expect((0...bytes.count).contains(error.offset), "seed \(random.seed): \(error)")
        }
      }
    }
    #expect(refused > 0, "seed \(random.seed)")
  }
}
