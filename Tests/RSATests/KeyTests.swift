import Bignum
import Bytes
import Hashing
import TestSupport
import Testing

@testable import RSA

@Suite struct `RSA public keys` {
  private func key(_ modulus: [UInt8], _ exponent: [UInt8]) throws(RSAError) -> RSAPublicKey {
    try RSAPublicKey(modulus: modulus.span, exponent: exponent.span)
  }

  private func modulus(bitCount: Int) -> [UInt8] {
    let first = UInt8(1) << UInt8((bitCount - 1) % 8)
    return [first] + [UInt8](repeating: 0, count: (bitCount + 7) / 8 - 2) + [1]
  }

  @Test func `have 1024 to 8192 bits`() throws {
    for bitCount in [1024, 1025, 2047, 2048, 4096, 8191, 8192] {
      let key = try key(modulus(bitCount: bitCount), [3])
      #expect(key.bitCount == bitCount)
      #expect(key.byteCount == (bitCount + 7) / 8)
    }
    for bitCount in [9, 512, 1023, 8193, 16384] {
      #expect(throws: RSAError.modulusSize(bitCount: bitCount)) {
        try key(modulus(bitCount: bitCount), [3])
      }
    }
    #expect(throws: RSAError.modulusSize(bitCount: 0)) { try key([], [3]) }
    #expect(throws: RSAError.modulusSize(bitCount: 0)) { try key([0, 0], [3]) }
  }

  @Test func `have an odd modulus`() {
    var even = modulus(bitCount: 2048)
    even[255] = 2
    #expect(throws: RSAError.evenModulus) { try key(even, [3]) }
  }

  @Test func `have an odd exponent from 3 to 33 bits`() throws {
    let modulus = modulus(bitCount: 2048)
    for exponent in [[3], [5], [1, 0, 1], [1, 0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]] {
      #expect(try key(modulus, exponent).exponent == exponent)
    }
    let refused: [[UInt8]] = [
      [], [0], [1], [2], [4], [1, 0, 0], [2, 0, 0, 0, 1], [1, 0, 0, 0, 0, 1],
    ]
    for exponent in refused {
      #expect(throws: RSAError.publicExponentOutOfBounds) { try key(modulus, exponent) }
    }
  }

  @Test func `are equal whatever zeros stand in front`() throws {
    let modulus = modulus(bitCount: 2048)
    let plain = try key(modulus, [3])
    let padded = try key([0, 0] + modulus, [0, 3])
    #expect(plain == padded)
    #expect(plain.hashValue == padded.hashValue)
    #expect(padded.modulus == modulus)
    #expect(padded.exponent == [3])
    #expect(try key(modulus, [5]) != plain)
  }
}

@Suite struct `RSA private keys` {
  @Test func `give back the components they were made of`() throws {
    for name in ["testRSA1024", "testRSA2048", "testRSA4096"] {
      let components = try KeyComponents.rfc9500(name)
      let key = try components.key()
      func agree(_ padded: [UInt8], _ bytes: [UInt8]) -> Bool {
        padded.drop { $0 == 0 } == bytes.drop { $0 == 0 }
      }
      let results = [
        agree([UInt8](copying: key.privateExponent), components.privateExponent),
        agree([UInt8](copying: key.prime1), components.prime1),
        agree([UInt8](copying: key.prime2), components.prime2),
        agree([UInt8](copying: key.exponent1), components.exponent1),
        agree([UInt8](copying: key.exponent2), components.exponent2),
        agree([UInt8](copying: key.coefficient), components.coefficient),
        agree(key.publicKey.modulus, components.modulus),
      ]
      #expect(!results.contains(false))
      let counts = [key.privateExponent.count, key.prime1.count, key.coefficient.count]
      let byteCount = key.publicKey.byteCount
      #expect(counts == [byteCount, byteCount / 2, byteCount / 2])
    }
  }

  @Test func `of RFC 8448 sign`() throws {
    var random = SeededRandom()
    let key = try KeyComponents.rfc8448().key()
    let digest = random.bytes(32)
    let salt = random.bytes(32)
    let signature = try key.signPSS(
      digest: digest.span, hash: .sha256, salt: salt.span, using: &random)
    let isValid = key.publicKey.verifyPSS(
      signature.span, digest: digest.span, hash: .sha256, saltByteCount: 32)
    #expect(isValid, "seed \(random.seed)")
  }

  static let faults: [(String, @Sendable (inout KeyComponents) -> Void, RSAError)] = [
    ("modulus", { $0.modulus[40] ^= 1 }, .inconsistentComponent(.modulus)),
    ("prime1", { $0.prime1[40] ^= 1 }, .inconsistentComponent(.modulus)),
    ("prime2", { $0.prime2[40] ^= 1 }, .inconsistentComponent(.modulus)),
    ("exponent1", { $0.exponent1[40] ^= 1 }, .inconsistentComponent(.exponent1)),
    ("exponent2", { $0.exponent2[40] ^= 1 }, .inconsistentComponent(.exponent2)),
    ("coefficient", { $0.coefficient[40] ^= 1 }, .inconsistentComponent(.coefficient)),
    ("d", { $0.privateExponent[40] ^= 1 }, .inconsistentComponent(.privateExponent)),
    ("d is zero", { $0.privateExponent = [] }, .inconsistentComponent(.privateExponent)),
    (
      "d is greater than n", { $0.privateExponent = [UInt8](repeating: 0xFF, count: 256) },
      .inconsistentComponent(.privateExponent)
    ),
    ("e", { $0.publicExponent = [3] }, .inconsistentComponent(.exponent1)),
    (
      "primes exchanged alone", { swap(&$0.prime1, &$0.prime2) },
      .inconsistentComponent(.exponent1)
    ),
    (
      "primes exchanged with their exponents",
      {
        swap(&$0.prime1, &$0.prime2)
        swap(&$0.exponent1, &$0.exponent2)
      }, .inconsistentComponent(.coefficient)
    ),
    ("prime1 is short", { $0.prime1 = [3] }, .componentSize(.prime1)),
    ("prime2 is missing", { $0.prime2 = [] }, .componentSize(.prime2)),
    ("prime1 is long", { $0.prime1.insert(1, at: 0) }, .componentSize(.prime1)),
    ("exponent1 is long", { $0.exponent1 = [1] + $0.prime1 }, .componentSize(.exponent1)),
    ("d is long", { $0.privateExponent = [1] + $0.modulus }, .componentSize(.privateExponent)),
    ("e is even", { $0.publicExponent = [4] }, .publicExponentOutOfBounds),
  ]

  @Test(arguments: faults)
  func `are refused when a component does not fit`(
    name: String, spoil: @Sendable (inout KeyComponents) -> Void, error: RSAError
  ) throws {
    var components = try KeyComponents.rfc9500("testRSA2048")
    // Without the zero that keeps an INTEGER positive, as tests change bytes by place.
    for path in KeyComponents.paths {
      components[keyPath: path] = Array(components[keyPath: path].drop { $0 == 0 })
    }
    _ = try components.key()
    spoil(&components)
    #expect(throws: error) { _ = try components.key() }
  }

  @Test func `with an exponent not reduced are refused`() throws {
    var components = try KeyComponents.rfc9500("testRSA2048")
    // dP + (p - 1), where it still fits the bytes, gives the same signatures.
    let prime = SecretLimbs(bigEndian: components.prime1.span, count: 17)
    var sum = SecretLimbs(bigEndian: components.exponent1.span, count: 17).plus(prime)
    sum.subtract(small: 1)
    components.exponent1 = [UInt8](copying: sum.bytes(129).bytes)
    let fits = components.exponent1[0] == 0
    #expect(
      throws: fits
        ? RSAError.inconsistentComponent(.exponent1) : RSAError.componentSize(.exponent1)
    ) { _ = try components.key() }
  }

  @Test func `give out no signature that a fault spoilt`() throws {
    var random = SeededRandom()
    for name in ["testRSA1024", "testRSA2048"] {
      var key = try KeyComponents.rfc9500(name).key()
      key.remainders.exponent1.subtract(small: 2)
      let digest = random.bytes(32)
      #expect(throws: RSAError.faultDetected) {
        _ = try key.signPKCS1v15(digest: digest.span, hash: .sha256, using: &random)
      }
      #expect(throws: RSAError.faultDetected) {
        _ = try key.signPSS(
          digest: digest.span, hash: .sha256, salt: digest.span, using: &random)
      }
    }
  }
}

extension KeyComponents {
  static var paths: [WritableKeyPath<KeyComponents, [UInt8]>] {
    [
      \.modulus, \.publicExponent, \.privateExponent, \.prime1, \.prime2, \.exponent1,
      \.exponent2, \.coefficient,
    ]
  }
}
