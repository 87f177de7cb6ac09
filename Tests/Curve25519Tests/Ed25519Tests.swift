import Bytes
import Processor
import TestSupport
import Testing

@testable import Curve25519

@Suite struct `Ed25519 (RFC 8032, Section 7.1)` {
  struct Case: Decodable, Sendable {
    let name, algorithm: String
    let secret_key, public_key, message, signature: HexBytes
  }

  static func cases() throws -> [Case] {
    try VectorFile.cases(
      "rfc8032-eddsa", renaming: ["id": "name", "private": "secret_key", "public": "public_key"]
    ).filter { (one: Case) in one.algorithm == "Ed25519" }
  }

  @Test(arguments: try cases(), levels)
  func `gives the published signatures`(_ vector: Case, _ level: Processor.Level) {
    let processor = Processor(level: level)
    let publicKey = Ed25519.publicKey(seed: vector.secret_key.bytes.span, on: processor)
    #expect(publicKey == vector.public_key.bytes)
    let signature = Ed25519.sign(
      vector.message.bytes.span, seed: vector.secret_key.bytes.span, publicKey: publicKey.span,
      on: processor)
    #expect(signature == vector.signature.bytes)
    let isValid = Ed25519.verify(
      signature.span, of: vector.message.bytes.span, publicKey: publicKey.span,
      on: processor)
    #expect(isValid)
  }

  struct Other: Decodable, Sendable {
    let name, algorithm: String
    let secret_key, public_key, message, signature, context: HexBytes
  }

  /// Those of Ed25519ctx and Ed25519ph.
  static func others() throws -> [Other] {
    try VectorFile.cases(
      "rfc8032-eddsa", renaming: ["id": "name", "private": "secret_key", "public": "public_key"]
    ).filter { (one: Other) in one.algorithm == "Ed25519ctx" || one.algorithm == "Ed25519ph" }
  }

  @Test(arguments: try others())
  func `gives the published signatures of Ed25519ctx and Ed25519ph`(_ vector: Other) throws {
    let (message, key) = (vector.message.bytes, vector.public_key.bytes)
    let (context, hashesFirst) = (vector.context.bytes, vector.algorithm == "Ed25519ph")
    let signature = try Ed25519.sign(
      message.span, seed: vector.secret_key.bytes.span, publicKey: key.span,
      context: context.span, hashesFirst: hashesFirst)
    #expect(signature == vector.signature.bytes)
    func isValid(_ context: [UInt8], _ hashesFirst: Bool) -> Bool {
      Ed25519.verify(
        signature.span, of: message.span, publicKey: key.span, context: context.span,
        hashesFirst: hashesFirst)
    }
    #expect(isValid(context, hashesFirst))
    #expect(!isValid(context, !hashesFirst))
    #expect(!isValid(context + [0], hashesFirst))
    let isPlain = Ed25519.verify(signature.span, of: message.span, publicKey: key.span)
    #expect(!isPlain)
  }

  @Test func `has contexts of at most 255 bytes, of which the empty one is not that of none`()
    throws
  {
    var random = SeededRandom()
    let (seed, message) = (random.bytes(32), random.bytes(100))
    let key = Ed25519.publicKey(seed: seed.span)
    for count in [0, 1, 255] {
      let context = random.bytes(count)
      let signature = try Ed25519.sign(
        message.span, seed: seed.span, publicKey: key.span, context: context.span)
      let isPlain = Ed25519.verify(signature.span, of: message.span, publicKey: key.span)
      #expect(!isPlain, "seed \(random.seed), \(count) bytes")
      let isValid = Ed25519.verify(
        signature.span, of: message.span, publicKey: key.span, context: context.span)
      #expect(isValid, "seed \(random.seed), \(count) bytes")
    }
    let long = [UInt8](repeating: 1, count: 256)
    #expect(throws: Curve25519Error.contextTooLong(256)) {
      try Ed25519.sign(message.span, seed: seed.span, publicKey: key.span, context: long.span)
    }
    let signature = Ed25519.sign(message.span, seed: seed.span, publicKey: key.span)
    let isValid = Ed25519.verify(
      signature.span, of: message.span, publicKey: key.span, context: long.span)
    #expect(!isValid)
  }

  @Test(arguments: try cases(), levels)
  func `refuses a signature with a bit changed`(_ vector: Case, _ level: Processor.Level) {
    let processor = Processor(level: level)
    for bit in stride(from: 0, to: 512, by: 7) {
      var signature = vector.signature.bytes
      signature[bit / 8] ^= 1 << UInt8(bit % 8)
      let isValid = Ed25519.verify(
        signature.span, of: vector.message.bytes.span, publicKey: vector.public_key.bytes.span,
        on: processor)
      #expect(!isValid, "bit \(bit)")
    }
  }

  @Test(arguments: try cases(), levels)
  func `refuses S from the order on`(_ vector: Case, _ level: Processor.Level) {
    let processor = Processor(level: level)
    // S + n·L satisfies the equation and is refused (Section 5.1.7), up to what 32 bytes hold.
    let order: HexBytes = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"
    var signature = vector.signature.bytes
    for multiple in 1...14 {
      var carry = 0
      for index in 0..<32 {
        carry += Int(signature[32 + index]) + Int(order.bytes[index])
        signature[32 + index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      #expect(carry == 0)
      let isValid = Ed25519.verify(
        signature.span, of: vector.message.bytes.span, publicKey: vector.public_key.bytes.span,
        on: processor)
      #expect(!isValid, "S + \(multiple)·L")
    }
  }

  @Test(arguments: try cases(), levels)
  func `refuses signatures and keys of other lengths`(_ vector: Case, _ level: Processor.Level) {
    let (signature, key) = (vector.signature.bytes, vector.public_key.bytes)
    let wrong: [([UInt8], [UInt8])] = [
      ([], key), (signature.dropLast(), key), (signature + [0], key), (signature, []),
      (signature, key.dropLast()), (signature, key + [0]),
    ]
    for (signature, key) in wrong {
      let isValid = Ed25519.verify(
        signature.span, of: vector.message.bytes.span, publicKey: key.span,
        on: Processor(level: level))
      #expect(!isValid, "\(signature.count) and \(key.count) bytes")
    }
  }

  @Test func `refuses keys that are not canonical`() {
    // y from p to 2^255 - 1, with either sign.
    for small in UInt8(0)...18 {
      var key = [0xED + small] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
      #expect(EdwardsPoint(encoded: key.span) == nil, "p + \(small)")
      key[31] |= 0x80
      #expect(EdwardsPoint(encoded: key.span) == nil, "p + \(small), sign")
    }
    // x = 0 with its sign set: y = 1 and y = p - 1.
    for key in [
      [0x01] + [UInt8](repeating: 0, count: 30) + [0x80],
      [0xEC] + [UInt8](repeating: 0xFF, count: 31),
    ] {
      #expect(EdwardsPoint(encoded: key.span) == nil)
    }
  }

  // The neutral point for R makes S = k·s a signature; its other spellings are refused.
  @Test(arguments: levels)
  func `refuses an R that is not canonical`(_ level: Processor.Level) {
    var random = SeededRandom()
    let seed = random.bytes(32)
    let message = random.bytes(40)
    let processor = Processor(level: level)
    let publicKey = Ed25519.publicKey(seed: seed.span, on: processor)
    let spellings: [(HexBytes, Bool)] = [
      ("0100000000000000000000000000000000000000000000000000000000000000", true),
      ("0100000000000000000000000000000000000000000000000000000000000080", false),
      ("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", false),
      ("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false),
    ]
    for (r, isCanonical) in spellings {
      let k = Ed25519.challenge(r.bytes.span, publicKey.span, message.span)
      let expanded = Ed25519.expand(seed.span)
      let s = Scalar25519.multiplyAdd(k, Scalar25519.limbs(expanded.span), [0, 0, 0, 0])
      var signature = r.bytes + [UInt8](repeating: 0, count: 32)
      var output = signature.mutableSpan
      Scalar25519.write(s, into: &output, at: 32)
      let isValid = Ed25519.verify(
        signature.span, of: message.span, publicKey: publicKey.span, on: processor)
      #expect(isValid == isCanonical, "seed \(random.seed)")
    }
  }

  // With a key of small order and k a multiple of 8, R = [S]B satisfies the equation for any S.
  @Test(
    arguments: [
      "0100000000000000000000000000000000000000000000000000000000000000",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0000000000000000000000000000000000000000000000000000000000000080",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ] as [HexBytes], levels)
  func `refuses keys of small order`(_ key: HexBytes, _ level: Processor.Level) throws {
    var random = SeededRandom()
    let processor = Processor(level: level)
    var s = random.bytes(32)
    s[31] = 0
    var r = [UInt8](repeating: 0, count: 32)
    var rSpan = r.mutableSpan
    EdwardsPoint.multiplyBase(s.span, on: processor).write(into: &rSpan)
    var message: [UInt8] = [0]
    while Ed25519.challenge(r.span, key.bytes.span, message.span)[0] & 7 != 0 { message[0] += 1 }

    let decoded = EdwardsPoint(encoded: key.bytes.span)
    let point = try #require(decoded)
    #expect(point.hasSmallOrder)
    var k = [UInt8](repeating: 0, count: 32)
    var kSpan = k.mutableSpan
    Scalar25519.write(Ed25519.challenge(r.span, key.bytes.span, message.span), into: &kSpan)
    var sum = [UInt8](repeating: 0, count: 32)
    var sumSpan = sum.mutableSpan
    EdwardsPoint.multiplyVariableTime(s.span, k.span, point.negated, on: processor)
      .write(into: &sumSpan)
    #expect(sum == r, "the equation holds; seed \(random.seed)")
    let signature = r + s
    let isValid = Ed25519.verify(
      signature.span, of: message.span, publicKey: key.bytes.span, on: processor)
    #expect(!isValid, "seed \(random.seed)")
  }

  @Test(arguments: levels)
  func `verifies what it signs, which is the same on every level`(_ level: Processor.Level) {
    var random = SeededRandom()
    let processor = Processor(level: level)
    let plain = Processor(level: .portable)
    for count in 0..<200 {
      let seed = random.bytes(32)
      let message = random.bytes(count)
      let publicKey = Ed25519.publicKey(seed: seed.span, on: processor)
      let plainKey = Ed25519.publicKey(seed: seed.span, on: plain)
      #expect(publicKey == plainKey, "seed \(random.seed), length \(count)")
      let signature = Ed25519.sign(
        message.span, seed: seed.span, publicKey: publicKey.span, on: processor)
      let plainSignature = Ed25519.sign(
        message.span, seed: seed.span, publicKey: publicKey.span, on: plain)
      #expect(signature == plainSignature, "seed \(random.seed), length \(count)")
      let isValid = Ed25519.verify(
        signature.span, of: message.span, publicKey: publicKey.span, on: processor)
      #expect(isValid, "seed \(random.seed), length \(count)")
    }
  }
}
