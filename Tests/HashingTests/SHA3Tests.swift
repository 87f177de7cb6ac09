import Bytes
import TestSupport
import Testing

@testable import Hashing

@Suite struct `SHA-3 and SHAKE (FIPS 202)` {
  struct Case: Decodable, Sendable {
    let algorithm: String
    let message, digest: HexBytes
    let times: Int?

    var bytes: [UInt8] { (0..<(times ?? 1)).flatMap { _ in message.bytes } }
  }

  static func function(_ name: String) -> SHA3.Function? {
    switch name {
    case "SHA3-224": .sha3_224
    case "SHA3-256": .sha3_256
    case "SHA3-384": .sha3_384
    case "SHA3-512": .sha3_512
    case "SHAKE128": .shake128
    case "SHAKE256": .shake256
    default: nil
    }
  }

  @Test func `give the published outputs`() throws {
    let cases: [Case] = try VectorFile.cases("fips202-sha3", renaming: ["repeat": "times"])
    #expect(cases.count == 12)
    for vector in cases {
      let function = try #require(Self.function(vector.algorithm))
      let output = SHA3.hash(
        function, vector.bytes.span, byteCount: vector.digest.bytes.count)
      #expect(output == vector.digest.bytes, "\(vector.algorithm)")
    }
  }

  @Test(arguments: SHA3.Function.allCases)
  func `take and give the same bytes in any pieces`(function: SHA3.Function) {
    var random = SeededRandom()
    for length in [0, 1, 7, 8, 9, function.rate - 1, function.rate, function.rate + 1, 1_000] {
      let message = random.bytes(length)
      let expected = SHA3.hash(function, message.span, byteCount: 500)
      var sponge = SHA3(function)
      var start = 0
      while start < length {
        let end = min(length, start + Int.random(in: 1...37, using: &random))
        sponge.update(message.span.extracting(start..<end))
        start = end
      }
      var output: [UInt8] = []
      while output.count < 500 {
        var piece = [UInt8](repeating: 0, count: Int.random(in: 1...61, using: &random))
        var span = piece.mutableSpan
        sponge.squeeze(into: &span)
        output += piece
      }
      #expect(Array(output[..<500]) == expected, "seed \(random.seed), length \(length)")
    }
  }
}
