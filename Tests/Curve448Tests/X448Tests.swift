import Bytes
import TestSupport
import Testing

@testable import Curve448

@Suite struct `X448 (RFC 7748)` {
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
  struct Exchange: Decodable, Sendable {
    let function: String
    let key, ownPublic, peer, shared: HexBytes
  }

  static func secret(_ key: [UInt8], _ u: [UInt8]) throws -> [UInt8] {
    let secret = try X448.sharedSecret(privateKey: key.span, publicKey: u.span)
    return [UInt8](copying: secret.bytes)
  }

  @Test(
    arguments: try VectorFile.cases(
      "rfc7748-x25519-x448",
      renaming: ["curve": "function", "private": "scalar", "public": "u", "shared": "output"]
    ).filter { (one: Case) in one.function == "X448" && one.iterations == nil })
  func `gives the published outputs`(_ vector: Case) throws {
    #expect(try Self.secret(vector.scalar.bytes, vector.u.bytes) == vector.output.bytes)
  }

  @Test(
    arguments: try VectorFile.cases(
      "rfc7748-x25519-x448", having: "iterations",
      renaming: ["curve": "function", "private": "start", "shared": "result"]
    ).filter { (one: Iterated) in one.function == "X448" && one.iterations <= 1000 })
  func `gives the published output after iterations`(_ vector: Iterated) throws {
    var k = vector.start.bytes
    var u = vector.start.bytes
    for _ in 0..<vector.iterations { (k, u) = (try Self.secret(k, u), k) }
    #expect(k == vector.result.bytes)
  }

  @Test(
    arguments: try VectorFile.cases(
      "rfc7748-x25519-x448", having: "ownPublic",
      renaming: ["curve": "function", "private": "key", "public": "peer"]
    ).filter { (one: Exchange) in one.function == "X448" })
  func `agrees as published in Section 6.2`(_ vector: Exchange) throws {
    let publicKey = X448.publicKey(privateKey: vector.key.bytes.span)
    #expect(publicKey == vector.ownPublic.bytes)
    #expect(try Self.secret(vector.key.bytes, vector.peer.bytes) == vector.shared.bytes)
  }

  @Test func `the base point is 5`() throws {
    var random = SeededRandom()
    let five = [5] + [UInt8](repeating: 0, count: 55)
    for round in 0..<200 {
      // Digits at the edges: all zeros, all ones, and alternating.
      var key = random.bytes(56)
      if round < 4 { key = [UInt8](repeating: [0, 0xFF, 0x55, 0xAA][round], count: 56) }
      let expected = try Self.secret(key, five)
      let publicKey = X448.publicKey(privateKey: key.span)
      #expect(publicKey == expected, "seed \(random.seed), round \(round)")
    }
  }

  @Test func `the private key that is four times the order has the public key zero`() throws {
    let key: HexBytes = """
      cc1361ad4a0ae38d543d1637ca09b38540da58bb266d3b11a78f28f3
      fdffffffffffffffffffffffffffffffffffffffffffffffffffffff
      """
    let publicKey = X448.publicKey(privateKey: key.bytes.span)
    #expect(publicKey == [UInt8](repeating: 0, count: 56))
    let five = [5] + [UInt8](repeating: 0, count: 55)
    #expect(throws: Curve448Error.zeroSecret) { _ = try Self.secret(key.bytes, five) }
  }

  // RFC 7748, Section 5: implementations MUST accept coordinates that are not below the prime.
  @Test func `takes coordinates modulo the prime`() throws {
    var random = SeededRandom()
    let key = random.bytes(56)
    // 2, 3, … 40; 0 and 1 have a small order. p + u is 2^448 - 2^224 + u - 1.
    for small in UInt8(2)...40 {
      let canonical = [small] + [UInt8](repeating: 0, count: 55)
      let other =
        [small - 1] + [UInt8](repeating: 0, count: 27) + [UInt8](repeating: 0xFF, count: 28)
      #expect(
        try Self.secret(key, other) == Self.secret(key, canonical),
        "p + \(small), seed \(random.seed)")
    }
    // 2^448 - 1 is 2^224 modulo p.
    let highest = [UInt8](repeating: 0xFF, count: 56)
    var power = [UInt8](repeating: 0, count: 56)
    power[28] = 1
    #expect(try Self.secret(key, highest) == Self.secret(key, power), "seed \(random.seed)")
  }

  // The points of small order (RFC 7748, Section 6.2): 0, 1 and p - 1; then p and p + 1, which are 0 and 1.
  @Test(
    arguments: [
      [UInt8](repeating: 0, count: 56), [1] + [UInt8](repeating: 0, count: 55),
      [0xFE] + ones(27) + [0xFE] + ones(27), ones(28) + [0xFE] + ones(27),
      [UInt8](repeating: 0, count: 28) + ones(28),
    ])
  func `refuses points of small order`(_ u: [UInt8]) {
    var random = SeededRandom()
    for _ in 0..<10 {
      let key = random.bytes(56)
      #expect(throws: Curve448Error.zeroSecret, "seed \(random.seed)") {
        _ = try X448.sharedSecret(privateKey: key.span, publicKey: u.span)
      }
    }
  }

  static func ones(_ count: Int) -> [UInt8] { [UInt8](repeating: 0xFF, count: count) }

  @Test(arguments: [0, 32, 55, 57])
  func `refuses keys of other lengths`(_ count: Int) {
    let wrong = [UInt8](repeating: 5, count: count)
    let right = [UInt8](repeating: 5, count: 56)
    #expect(throws: Curve448Error.wrongLength(count)) {
      _ = try X448.sharedSecret(privateKey: right.span, publicKey: wrong.span)
    }
    #expect(throws: Curve448Error.wrongLength(count)) {
      _ = try X448.sharedSecret(privateKey: wrong.span, publicKey: right.span)
    }
  }
}
