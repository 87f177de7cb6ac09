import Bytes
import TestSupport
import Testing

@testable import Curve448

@Suite struct `Ed448 (RFC 8032, Section 7.4)` {
  struct Case: Decodable, Sendable {
    let name, algorithm: String
    let secret_key, public_key, message, signature, context: HexBytes
  }

  static func cases() throws -> [Case] {
    try VectorFile.cases(
      "rfc8032-eddsa", renaming: ["id": "name", "private": "secret_key", "public": "public_key"]
    ).filter { (one: Case) in
      one.algorithm == "Ed448" && one.context.bytes.isEmpty
    }
  }

  static func isValid(_ signature: [UInt8], _ message: [UInt8], _ key: [UInt8]) -> Bool {
    Ed448.verify(signature.span, of: message.span, publicKey: key.span)
  }

  @Test(arguments: try cases())
  func `gives the published signatures`(_ vector: Case) {
    let publicKey = Ed448.publicKey(seed: vector.secret_key.bytes.span)
    #expect(publicKey == vector.public_key.bytes)
    let signature = Ed448.sign(
      vector.message.bytes.span, seed: vector.secret_key.bytes.span, publicKey: publicKey.span)
    #expect(signature == vector.signature.bytes)
    #expect(Self.isValid(signature, vector.message.bytes, publicKey))
  }

  /// Those with a context, or of Ed448ph.
  static func others() throws -> [Case] {
    try VectorFile.cases(
      "rfc8032-eddsa", renaming: ["id": "name", "private": "secret_key", "public": "public_key"]
    ).filter { (one: Case) in
      one.algorithm == "Ed448ph" || one.algorithm == "Ed448" && !one.context.bytes.isEmpty
    }
  }

  @Test(arguments: try others())
  func `gives the published signatures with a context, and of Ed448ph`(_ vector: Case) throws {
    let (message, key) = (vector.message.bytes, vector.public_key.bytes)
    let (context, hashesFirst) = (vector.context.bytes, vector.algorithm == "Ed448ph")
    let signature = try Ed448.sign(
      message.span, seed: vector.secret_key.bytes.span, publicKey: key.span,
      context: context.span, hashesFirst: hashesFirst)
    #expect(signature == vector.signature.bytes)
    func isValid(_ context: [UInt8], _ hashesFirst: Bool) -> Bool {
      Ed448.verify(
        signature.span, of: message.span, publicKey: key.span, context: context.span,
        hashesFirst: hashesFirst)
    }
    #expect(isValid(context, hashesFirst))
    #expect(!isValid(context, !hashesFirst))
    #expect(!isValid(context + [0], hashesFirst))
  }

  @Test func `has contexts of at most 255 bytes, of which the empty one is that of no context`()
    throws
  {
    var random = SeededRandom()
    let (seed, message) = (random.bytes(57), random.bytes(100))
    let key = Ed448.publicKey(seed: seed.span)
    let plain = Ed448.sign(message.span, seed: seed.span, publicKey: key.span)
    for count in [0, 1, 255] {
      let context = random.bytes(count)
      let signature = try Ed448.sign(
        message.span, seed: seed.span, publicKey: key.span, context: context.span)
      #expect((signature == plain) == (count == 0), "seed \(random.seed), \(count) bytes")
      #expect(Self.isValid(signature, message, key) == (count == 0))
      let isValid = Ed448.verify(
        signature.span, of: message.span, publicKey: key.span, context: context.span)
      #expect(isValid, "seed \(random.seed), \(count) bytes")
    }
    let long = [UInt8](repeating: 1, count: 256)
    #expect(throws: Curve448Error.contextTooLong(256)) {
      try Ed448.sign(message.span, seed: seed.span, publicKey: key.span, context: long.span)
    }
    let isValid = Ed448.verify(
      plain.span, of: message.span, publicKey: key.span, context: long.span)
    #expect(!isValid)
  }

  // With a context or a message that was hashed first the same numbers are no signature (Section 8.3).
  @Test func `refuses the published signatures with a context, and of Ed448ph`() throws {
    let others = try Self.others()
    #expect(others.count == 3)
    for vector in others {
      #expect(
        !Self.isValid(vector.signature.bytes, vector.message.bytes, vector.public_key.bytes))
    }
  }

  @Test(arguments: try cases())
  func `refuses a signature with a bit changed`(_ vector: Case) {
    for bit in stride(from: 0, to: 912, by: 5) {
      var signature = vector.signature.bytes
      signature[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(
        !Self.isValid(signature, vector.message.bytes, vector.public_key.bytes), "bit \(bit)")
    }
  }

  @Test(arguments: try cases())
  func `refuses another message, and another key`(_ vector: Case) {
    #expect(
      !Self.isValid(
        vector.signature.bytes, vector.message.bytes + [0], vector.public_key.bytes))
    let seed = [UInt8](repeating: 7, count: 57)
    let other = Ed448.publicKey(seed: seed.span)
    #expect(!Self.isValid(vector.signature.bytes, vector.message.bytes, other))
  }

  @Test(arguments: try cases())
  func `refuses S from the order on`(_ vector: Case) {
    // S + n·L satisfies the equation and is refused (Section 5.2.7), up to what 57 bytes hold.
    var signature = vector.signature.bytes
    for multiple in 1...1022 {
      var carry = 0
      for index in 0..<57 {
        carry += Int(signature[57 + index]) + Int(Self.order[index])
        signature[57 + index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      #expect(carry == 0)
      #expect(
        !Self.isValid(signature, vector.message.bytes, vector.public_key.bytes),
        "S + \(multiple)·L")
    }
  }

  static let order: [UInt8] = {
    let order: HexBytes = """
      f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7c
      ffffffffffffffffffffffffffffffffffffffffffffffffffffff3f00
      """
    return order.bytes
  }()

  @Test(arguments: try cases())
  func `refuses signatures and keys of other lengths`(_ vector: Case) {
    let (signature, key) = (vector.signature.bytes, vector.public_key.bytes)
    let wrong: [([UInt8], [UInt8])] = [
      ([], key), (signature.dropLast(), key), (signature + [0], key), (signature, []),
      (signature, key.dropLast()), (signature, key + [0]),
    ]
    for (signature, key) in wrong {
      #expect(
        !Self.isValid(signature, vector.message.bytes, key),
        "\(signature.count) and \(key.count) bytes")
    }
  }

  /// y = p + small, in 57 bytes.
  static func primeAnd(_ small: UInt8) -> [UInt8] {
    // p = 2^448 - 2^224 - 1.
    guard small > 0 else {
      return [UInt8](repeating: 0xFF, count: 28) + [0xFE] + [UInt8](repeating: 0xFF, count: 27)
        + [0]
    }
    return [small - 1] + [UInt8](repeating: 0, count: 27) + [UInt8](repeating: 0xFF, count: 28)
      + [0]
  }

  @Test func `refuses keys that are not canonical`() throws {
    var decodable = 0
    for small in UInt8(0)...100 {
      for sign in [0, 0x80] as [UInt8] {
        // The same y is decoded where it is reduced, unless there is no such point.
        let canonical = [small] + [UInt8](repeating: 0, count: 55) + [sign]
        let point = EdwardsPoint(encoded: canonical.span)
        if point != nil { decodable += 1 }
        var key = Self.primeAnd(small)
        key[56] = sign
        let other = EdwardsPoint(encoded: key.span)
        #expect(other == nil, "p + \(small), sign \(sign)")
        // Bits 448 to 454 are zero.
        for bit in 0..<7 {
          var key = canonical
          key[56] |= 1 << UInt8(bit)
          let other = EdwardsPoint(encoded: key.span)
          #expect(other == nil, "\(small) + 2^\(448 + bit)")
        }
      }
    }
    #expect(decodable > 50)
    // x = 0 with its sign set: y = 1 and y = p - 1.
    for (key, sign) in [
      ([1] + [UInt8](repeating: 0, count: 56), UInt8(0)), (Self.minusOne, 0),
      ([1] + [UInt8](repeating: 0, count: 56), 0x80), (Self.minusOne, 0x80),
    ] {
      var key = key
      key[56] = sign
      let point = EdwardsPoint(encoded: key.span)
      #expect((point != nil) == (sign == 0))
    }
  }

  /// p - 1.
  static let minusOne: [UInt8] =
    [0xFE] + [UInt8](repeating: 0xFF, count: 27) + [0xFE] + [UInt8](repeating: 0xFF, count: 27)
    + [0]

  // The neutral point for R makes S = k·s a signature; its other spellings are refused.
  @Test func `refuses an R that is not canonical`() {
    var random = SeededRandom()
    let seed = random.bytes(57)
    let message = random.bytes(40)
    let publicKey = Ed448.publicKey(seed: seed.span)
    let one = [1] + [UInt8](repeating: 0, count: 56)
    let signed = one.dropLast() + [0x80]
    let above = Self.primeAnd(1)
    let spellings: [([UInt8], Bool)] = [
      (one, true), (Array(signed), false), (above, false), (above.dropLast() + [0x80], false),
      (one.dropLast() + [0x01], false), (one.dropLast() + [0x40], false),
    ]
    for (r, isCanonical) in spellings {
      let k = Ed448.hash(r.span, publicKey.span, message.span)
      let s = Scalar448.multiplyAdd(k, Ed448.expand(seed.span).scalar, .init(repeating: 0))
      var signature = r + [UInt8](repeating: 0, count: 57)
      var output = signature.mutableSpan
      Scalar448.write(s, into: &output, at: 57)
      #expect(
        Self.isValid(signature, message, publicKey) == isCanonical, "seed \(random.seed)")
    }
  }

  /// The points of small order: neutral, of order 2, and the two of order 4.
  static let smallOrder: [[UInt8]] = [
    [1] + [UInt8](repeating: 0, count: 56), minusOne, [UInt8](repeating: 0, count: 57),
    [UInt8](repeating: 0, count: 56) + [0x80],
  ]

  // With a key of small order and k a multiple of 4, R = [S]B satisfies the equation for any S.
  @Test(arguments: smallOrder)
  func `refuses keys of small order`(_ key: [UInt8]) throws {
    var random = SeededRandom()
    var s = random.bytes(57)
    s[55] = 0
    s[56] = 0
    let scalar = Scalar448.limbs(s.span)
    let r = encoded(EdwardsPoint.multiplyBase(scalar))
    var message: [UInt8] = [0]
    while Ed448.hash(r.span, key.span, message.span)[0] & 3 != 0 { message[0] += 1 }

    let decoded = EdwardsPoint(encoded: key.span)
    let point = try #require(decoded)
    #expect(point.hasSmallOrder)
    let k = Ed448.hash(r.span, key.span, message.span)
    let sum = EdwardsPoint.multiplyVariableTime(scalar, k, point.negated)
    #expect(
      encoded(sum) == r, "the equation holds; seed \(random.seed)")
    #expect(!Self.isValid(r + s, message, key), "seed \(random.seed)")
  }

  // The key A + T, T of small order, makes the equation with the cofactor hold, and that without where [k]T is
  // neutral.
  @Test(arguments: smallOrder)
  func `verifies without the cofactor`(_ torsion: [UInt8]) throws {
    var random = SeededRandom()
    let seed = random.bytes(57)
    let decoded = EdwardsPoint(encoded: torsion.span)
    let point = try #require(decoded)
    let scalar = Ed448.expand(seed.span).scalar
    var mixed = EdwardsPoint.multiplyBase(scalar)
    mixed.t = mixed.x * mixed.y * mixed.z.inverse
    mixed.add(CachedPoint(point), withT: false)
    let key = encoded(mixed)
    var counts = (accepted: 0, refused: 0)
    for message in (UInt8(0)..<32).map({ [$0] }) {
      let nonceBytes = random.bytes(114)
      let nonce = Scalar448.reduce(nonceBytes.span)
      var signature = encoded(EdwardsPoint.multiplyBase(nonce))
      let k = Ed448.hash(signature.span, key.span, message.span)
      signature += [UInt8](repeating: 0, count: 57)
      var output = signature.mutableSpan
      Scalar448.write(Scalar448.multiplyAdd(k, scalar, nonce), into: &output, at: 57)
      let multiple = EdwardsPoint.multiplyVariableTime(.init(repeating: 0), k, point)
      let isNeutral = encoded(multiple) == Self.smallOrder[0]
      #expect(Self.isValid(signature, message, key) == isNeutral, "seed \(random.seed)")
      if isNeutral { counts.accepted += 1 } else { counts.refused += 1 }
    }
    #expect(counts.accepted > 0, "seed \(random.seed)")
    #expect(counts.refused > 0 || torsion == Self.smallOrder[0], "seed \(random.seed)")
  }

  @Test func `verifies what it signs`() {
    var random = SeededRandom()
    for count in 0..<200 {
      let seed = random.bytes(57)
      let message = random.bytes(count)
      let publicKey = Ed448.publicKey(seed: seed.span)
      let signature = Ed448.sign(message.span, seed: seed.span, publicKey: publicKey.span)
      #expect(
        Self.isValid(signature, message, publicKey), "seed \(random.seed), length \(count)")
    }
  }

  @Test func `the order is not below itself`() {
    let order = Scalar448.limbs(Self.order.span)
    #expect(!Scalar448.isReduced(order))
    var below = order
    below[0] -= 1
    #expect(Scalar448.isReduced(below))
    #expect(!Scalar448.isReduced(.init(repeating: .max)))
  }
}
