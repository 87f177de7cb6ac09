import Bytes
import Processor
import TestSupport
import Testing

@testable import Curve25519

@Suite struct `X25519 (RFC 7748)` {
  struct Case: Decodable, Sendable {
    let function: String
    let scalar, u, output: HexBytes
  }
  struct Iterated: Decodable, Sendable {
    let function: String
    let iterations: Int
    let start, result: HexBytes
  }

  @Test(
    arguments: try VectorFile.cases("rfc7748-x25519-x448").filter { (one: Case) in
      one.function == "X25519"
    })
  func `gives the published outputs`(_ vector: Case) throws {
    for level in Processor.Level.allCases {
      let secret = try X25519.sharedSecret(
        privateKey: vector.scalar.bytes.span, publicKey: vector.u.bytes.span,
        on: Processor(level: level))
      let output = [UInt8](copying: secret.bytes)
      #expect(output == vector.output.bytes, "\(level)")
    }
  }

  @Test func `gives the same on every level of the processor`() throws {
    var random = SeededRandom()
    let (plain, fast) = (Processor(level: .portable), Processor(level: .avx512))
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

  // The million-fold iteration takes half a minute, and an hour without optimisation.
  @Test(
    arguments: try VectorFile.cases("rfc7748-x25519-x448", "iterated").filter { (one: Iterated) in
      one.function == "X25519"
        && (one.iterations <= 1000 || !_isDebugAssertConfiguration())
    })
  func `gives the published output after iterations`(_ vector: Iterated) throws {
    var k = vector.start.bytes
    var u = vector.start.bytes
    for _ in 0..<vector.iterations {
      let secret = try X25519.sharedSecret(privateKey: k.span, publicKey: u.span)
      u = k
      k = [UInt8](copying: secret.bytes)
    }
    #expect(k == vector.result.bytes)
  }

  @Test func `the base point is 9`() throws {
    var random = SeededRandom()
    var nine = [UInt8](repeating: 0, count: 32)
    nine[0] = 9
    for _ in 0..<50 {
      let key = random.bytes(32)
      let secret = try X25519.sharedSecret(privateKey: key.span, publicKey: nine.span)
      let expected = [UInt8](copying: secret.bytes)
      let publicKey = X25519.publicKey(privateKey: key.span)
      #expect(publicKey == expected, "seed \(random.seed)")
    }
  }

  // The points of small order (RFC 7748, Section 6.1): 0, 1, p - 1 and two of order 8.
  @Test(
    arguments: [
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ] as [HexBytes])
  func `refuses points of small order`(_ point: HexBytes) {
    let key = [UInt8](repeating: 7, count: 32)
    #expect(throws: Curve25519Error.zeroSecret) {
      _ = try X25519.sharedSecret(privateKey: key.span, publicKey: point.bytes.span)
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

@Suite struct `Ed25519 (RFC 8032, Section 7.1)` {
  struct Case: Decodable, Sendable {
    let name, algorithm: String
    let secret_key, public_key, message, signature: HexBytes
  }

  static func cases() throws -> [Case] {
    try VectorFile.cases("rfc8032-eddsa").filter { (one: Case) in one.algorithm == "Ed25519" }
  }

  @Test(arguments: try cases())
  func `gives the published signatures`(_ vector: Case) {
    let publicKey = Ed25519.publicKey(seed: vector.secret_key.bytes.span)
    #expect(publicKey == vector.public_key.bytes)
    let signature = Ed25519.sign(
      vector.message.bytes.span, seed: vector.secret_key.bytes.span, publicKey: publicKey.span)
    #expect(signature == vector.signature.bytes)
    let isValid = Ed25519.verify(
      signature.span, of: vector.message.bytes.span, publicKey: publicKey.span)
    #expect(isValid)
  }

  @Test(arguments: try cases())
  func `refuses a signature with a bit changed`(_ vector: Case) {
    for bit in stride(from: 0, to: 512, by: 7) {
      var signature = vector.signature.bytes
      signature[bit / 8] ^= 1 << UInt8(bit % 8)
      let isValid = Ed25519.verify(
        signature.span, of: vector.message.bytes.span, publicKey: vector.public_key.bytes.span)
      #expect(!isValid, "bit \(bit)")
    }
  }

  @Test(arguments: try cases())
  func `refuses S from the order on`(_ vector: Case) {
    // S + L satisfies the equation and is refused (Section 5.1.7).
    let order: HexBytes = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"
    var signature = vector.signature.bytes
    var carry = 0
    for index in 0..<32 {
      carry += Int(signature[32 + index]) + Int(order.bytes[index])
      signature[32 + index] = UInt8(truncatingIfNeeded: carry)
      carry >>= 8
    }
    let isValid = Ed25519.verify(
      signature.span, of: vector.message.bytes.span, publicKey: vector.public_key.bytes.span)
    #expect(!isValid)
  }

  @Test(
    arguments: [
      // y = p, y = p + 1, and x = 0 with its sign set.
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "0100000000000000000000000000000000000000000000000000000000000080",
    ] as [HexBytes])
  func `refuses keys that are not canonical`(_ key: HexBytes) {
    #expect(EdwardsPoint(encoded: key.bytes.span) == nil)
  }

  @Test func `verifies what it signs`() {
    var random = SeededRandom()
    for count in 0..<100 {
      let seed = random.bytes(32)
      let message = random.bytes(count)
      let publicKey = Ed25519.publicKey(seed: seed.span)
      let signature = Ed25519.sign(message.span, seed: seed.span, publicKey: publicKey.span)
      let isValid = Ed25519.verify(signature.span, of: message.span, publicKey: publicKey.span)
      #expect(isValid, "seed \(random.seed), length \(count)")
    }
  }
}
