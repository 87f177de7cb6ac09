import Bytes
import Processor
import TestSupport
import Testing

@testable import Curve25519

/// The levels of the processor, so that every test runs on all the code there is.
let levels = testedLevels

@Suite struct `X25519 (RFC 7748)` {
  struct Case: Decodable, Sendable {
    let function: String
    let iterations: Int?
    let scalar, u, output: HexBytes
  }
  struct Iterated: Decodable, Sendable {
    let function: String
    let iterations: Int
    let start, result: HexBytes
  }

  @Test(
    arguments: try VectorFile.cases(
      "rfc7748-x25519-x448",
      renaming: ["curve": "function", "private": "scalar", "public": "u", "shared": "output"]
    ).filter { (one: Case) in one.function == "X25519" && one.iterations == nil })
  func `gives the published outputs`(_ vector: Case) throws {
    for level in testedLevels {
      let secret = try X25519.sharedSecret(
        privateKey: vector.scalar.bytes.span, publicKey: vector.u.bytes.span,
        on: Processor(level: level))
      let output = [UInt8](copying: secret.bytes)
      #expect(output == vector.output.bytes, "\(level)")
    }
  }

  @Test(arguments: levels)
  func `gives the same on every level of the processor`(_ level: Processor.Level) throws {
    var random = SeededRandom()
    let (plain, fast) = (Processor(level: .portable), Processor(level: level))
    for round in 0..<500 {
      let key = random.bytes(32)
      var point = random.bytes(32)
      // Coordinates at the edges: not below the prime, or with limbs full of ones.
      if round % 5 == 1 { for index in 1..<31 { point[index] = 0xFF } }
      if round % 5 == 2 { for index in 7..<32 { point[index] = 0 } }
      if round % 5 == 3 { for index in 0..<32 { point[index] |= 0xF7 } }
      let expected = try X25519.sharedSecret(
        privateKey: key.span, publicKey: point.span, on: plain)
      let secret = try X25519.sharedSecret(privateKey: key.span, publicKey: point.span, on: fast)
      let isSame = [UInt8](copying: secret.bytes) == [UInt8](copying: expected.bytes)
      #expect(isSame, "seed \(random.seed), round \(round)")
    }
  }

  static func iterated() throws -> [Iterated] {
    try VectorFile.cases(
      "rfc7748-x25519-x448", having: "iterations",
      renaming: ["curve": "function", "private": "start", "shared": "result"]
    ).filter { (one: Iterated) in one.function == "X25519" }
  }

  @Test(arguments: try iterated().filter { $0.iterations <= 1000 }, levels)
  func `gives the published output after iterations`(
    _ vector: Iterated, _ level: Processor.Level
  ) throws {
    try Self.iterate(vector, on: Processor(level: level))
  }

  // A quarter of a minute; an hour without optimisation, and then left out.
  @Test(
    arguments: try iterated().filter {
      $0.iterations > 1000 && !runsSlowly
    })
  func `gives the published output after a million iterations`(_ vector: Iterated) throws {
    try Self.iterate(vector, on: .current)
  }

  private static func iterate(_ vector: Iterated, on processor: Processor) throws {
    var k = vector.start.bytes
    var u = vector.start.bytes
    for _ in 0..<vector.iterations {
      let secret = try X25519.sharedSecret(
        privateKey: k.span, publicKey: u.span, on: processor)
      u = k
      k = [UInt8](copying: secret.bytes)
    }
    #expect(k == vector.result.bytes)
  }

  @Test(arguments: levels)
  func `the base point is 9`(_ level: Processor.Level) throws {
    var random = SeededRandom()
    let processor = Processor(level: level)
    var nine = [UInt8](repeating: 0, count: 32)
    nine[0] = 9
    for round in 0..<200 {
      // Digits at the edges: all 0, 7, 8 and 15.
      var key = random.bytes(32)
      if round < 4 { key = [UInt8](repeating: [0, 0x77, 0x88, 0xFF][round], count: 32) }
      let secret = try X25519.sharedSecret(
        privateKey: key.span, publicKey: nine.span, on: processor)
      let expected = [UInt8](copying: secret.bytes)
      let publicKey = X25519.publicKey(privateKey: key.span, on: processor)
      #expect(publicKey == expected, "seed \(random.seed), round \(round)")
    }
  }

  // RFC 7748, Section 5: implementations MUST accept coordinates that are not below the prime, and MUST
  // mask the highest bit.
  @Test(arguments: levels)
  func `takes coordinates modulo the prime, without their highest bit`(
    _ level: Processor.Level
  ) throws {
    var random = SeededRandom()
    let key = random.bytes(32)
    func secret(_ u: [UInt8]) throws -> [UInt8] {
      let secret = try X25519.sharedSecret(
        privateKey: key.span, publicKey: u.span, on: Processor(level: level))
      return [UInt8](copying: secret.bytes)
    }
    // 2, 3, … 18; 0 and 1 have a small order.
    for small in UInt8(2)...18 {
      let canonical = [small] + [UInt8](repeating: 0, count: 31)
      let expected = try secret(canonical)
      // p + small, with and without the highest bit.
      var other = [0xED + small] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
      #expect(try secret(other) == expected, "p + \(small), seed \(random.seed)")
      other[31] |= 0x80
      #expect(try secret(other) == expected, "p + \(small), highest bit, seed \(random.seed)")
    }
  }

  // The points of small order (RFC 7748, Section 6.1): 0, 1, p - 1 and two of order 8; then p and p + 1, which
  // are 0 and 1.
  @Test(
    arguments: [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] as [HexBytes], levels)
  func `refuses points of small order`(_ point: HexBytes, _ level: Processor.Level) {
    var random = SeededRandom()
    for _ in 0..<10 {
      let key = random.bytes(32)
      for highest in [0, 0x80] as [UInt8] {
        var u = point.bytes
        u[31] |= highest
        #expect(throws: Curve25519Error.zeroSecret, "seed \(random.seed)") {
          _ = try X25519.sharedSecret(
            privateKey: key.span, publicKey: u.span, on: Processor(level: level))
        }
      }
    }
  }

  @Test(arguments: [0, 31, 33])
  func `refuses keys of other lengths`(_ count: Int) {
    let wrong = [UInt8](repeating: 9, count: count)
    let right = [UInt8](repeating: 9, count: 32)
    #expect(throws: Curve25519Error.wrongLength(count)) {
      _ = try X25519.sharedSecret(privateKey: right.span, publicKey: wrong.span)
    }
    #expect(throws: Curve25519Error.wrongLength(count)) {
      _ = try X25519.sharedSecret(privateKey: wrong.span, publicKey: right.span)
    }
  }
}
