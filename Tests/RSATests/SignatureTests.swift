import Bytes
import Hashing
import RSA
import TestSupport
import Testing

@Suite struct `RSA signatures` {
  static let keys = ["testRSA1024", "testRSA2048", "testRSA4096"]

  @Test(arguments: keys, HashAlgorithm.allCases)
  func `verify under the key that made them`(name: String, hash: HashAlgorithm) throws {
    var random = SeededRandom()
    let key = try KeyComponents.rfc9500(name).key()
    let digest = Hash.digest(hash, of: random.bytes(50).span)
    // A key of 1024 bits has no room for SHA-512 with a salt as long as the digest.
    let saltByteCount = min(hash.digestByteCount, key.publicKey.byteCount - digest.count - 2)
    let salt = random.bytes(saltByteCount)
    let pss = try key.signPSS(digest: digest.bytes, hash: hash, salt: salt.span, using: &random)
    let isPSS = key.publicKey.verifyPSS(
      pss.span, digest: digest.bytes, hash: hash, saltByteCount: saltByteCount)
    #expect(isPSS, "seed \(random.seed)")
    let pkcs1 = try key.signPKCS1v15(digest: digest.bytes, hash: hash, using: &random)
    let isPKCS1 = key.publicKey.verifyPKCS1v15(pkcs1.span, digest: digest.bytes, hash: hash)
    #expect(isPKCS1, "seed \(random.seed)")
    let crossed = [
      key.publicKey.verifyPKCS1v15(pss.span, digest: digest.bytes, hash: hash),
      key.publicKey.verifyPSS(
        pkcs1.span, digest: digest.bytes, hash: hash, saltByteCount: saltByteCount),
    ]
    #expect(crossed == [false, false])
  }

  @Test func `are refused after any change`() throws {
    var random = SeededRandom()
    let key = try KeyComponents.rfc9500("testRSA2048").key()
    let publicKey = key.publicKey
    let digest = random.bytes(32)
    let salt = random.bytes(32)
    let pss = try key.signPSS(digest: digest.span, hash: .sha256, salt: salt.span, using: &random)
    let pkcs1 = try key.signPKCS1v15(digest: digest.span, hash: .sha256, using: &random)
    func accepted(_ pss: [UInt8], _ pkcs1: [UInt8], _ digest: [UInt8]) -> [Bool] {
      [
        publicKey.verifyPSS(pss.span, digest: digest.span, hash: .sha256, saltByteCount: 32),
        publicKey.verifyPKCS1v15(pkcs1.span, digest: digest.span, hash: .sha256),
      ]
    }
    #expect(accepted(pss, pkcs1, digest) == [true, true])
    for bit in stride(from: 0, to: 2048, by: 41) {
      func flipped(_ bytes: [UInt8]) -> [UInt8] {
        var copy = bytes
        copy[bit / 8 % bytes.count] ^= 1 << UInt8(bit % 8)
        return copy
      }
      #expect(accepted(flipped(pss), flipped(pkcs1), digest) == [false, false], "bit \(bit)")
      #expect(accepted(pss, pkcs1, flipped(digest)) == [false, false], "bit \(bit)")
    }
    #expect(accepted(pss + [0], pkcs1 + [0], digest) == [false, false])
    #expect(accepted([0] + pss, [0] + pkcs1, digest) == [false, false])
    #expect(accepted(pss.dropLast(), pkcs1.dropLast(), digest) == [false, false])
    #expect(accepted([], [], digest) == [false, false])
    #expect(accepted(pss, pkcs1, digest + [0]) == [false, false])
    for saltByteCount in [-1, 0, 31, 33, 222, 223, 1000, .max] {
      let isAccepted = publicKey.verifyPSS(
        pss.span, digest: digest.span, hash: .sha256, saltByteCount: saltByteCount)
      #expect(!isAccepted, "salt of \(saltByteCount)")
    }
    let otherHash = publicKey.verifyPKCS1v15(pkcs1.span, digest: digest.span, hash: .sha384)
    #expect(!otherHash)
  }

  @Test func `not less than the modulus are refused, though they lead to the same message`() throws
  {
    var random = SeededRandom()
    let key = try KeyComponents.rfc9500("testRSA2048").key()
    var tried = 0
    while tried < 2 {
      let digest = random.bytes(32)
      let pkcs1 = try key.signPKCS1v15(digest: digest.span, hash: .sha256, using: &random)
      // s + n, where it still fits the bytes.
      var sum = [UInt8](repeating: 0, count: pkcs1.count)
      var carry = 0
      for index in pkcs1.indices.reversed() {
        carry += Int(pkcs1[index]) + Int(key.publicKey.modulus[index])
        sum[index] = UInt8(truncatingIfNeeded: carry)
        carry >>= 8
      }
      guard carry == 0 else { continue }
      tried += 1
      let isAccepted = key.publicKey.verifyPKCS1v15(sum.span, digest: digest.span, hash: .sha256)
      #expect(!isAccepted, "seed \(random.seed)")
    }
    let modulus = key.publicKey.modulus
    let modulusAccepted = key.publicKey.verifyPSS(
      modulus.span, digest: modulus.span.extracting(..<32), hash: .sha256, saltByteCount: 32)
    #expect(!modulusAccepted)
  }

  @Test func `do not depend on the blinding`() throws {
    var random = SeededRandom()
    let key = try KeyComponents.rfc9500("testRSA2048").key()
    let digest = random.bytes(48)
    let salt = random.bytes(48)
    let first = try key.signPKCS1v15(digest: digest.span, hash: .sha384, using: &random)
    let second = try key.signPKCS1v15(digest: digest.span, hash: .sha384, using: &random)
    #expect(first == second, "seed \(random.seed)")
    let third = try key.signPSS(
      digest: digest.span, hash: .sha384, salt: salt.span, using: &random)
    let fourth = try key.signPSS(
      digest: digest.span, hash: .sha384, salt: salt.span, using: &random)
    #expect(third == fourth, "seed \(random.seed)")
  }

  @Test func `are not made of a digest of the wrong length or without room`() throws {
    var random = SeededRandom()
    let key = try KeyComponents.rfc9500("testRSA1024").key()
    let digest = random.bytes(64)
    let salt = random.bytes(64)
    #expect(throws: RSAError.digestSize(byteCount: 64)) {
      _ = try key.signPKCS1v15(digest: digest.span, hash: .sha256, using: &random)
    }
    #expect(throws: RSAError.digestSize(byteCount: 64)) {
      _ = try key.signPSS(digest: digest.span, hash: .sha256, salt: salt.span, using: &random)
    }
    #expect(throws: RSAError.encodedMessageTooLong) {
      _ = try key.signPSS(digest: digest.span, hash: .sha512, salt: salt.span, using: &random)
    }
  }
}
