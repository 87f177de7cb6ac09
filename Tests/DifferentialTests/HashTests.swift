import Bytes
import COpenSSL
import Hashing
import Processor
import TestSupport
import Testing

extension `Beside OpenSSL` {
  static func digest(_ algorithm: HashAlgorithm, _ text: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: algorithm.digestByteCount)
    var count: UInt32 = 0
    let digest = unsafe mtls_openssl_digest(Int32(8 * algorithm.digestByteCount))
    let isRight = unsafe EVP_Digest(text, text.count, &output, &count, digest, nil)
    return isRight == 1 ? output : []
  }

  @Test(arguments: HashAlgorithm.allCases, testedLevels)
  func `a hash gives the same digest, at any length, in any pieces`(
    algorithm: HashAlgorithm, level: Processor.Level
  ) {
    var random = SeededRandom()
    let pool = random.bytes(5_000)
    for length in 0...4_100 {
      let start = length % 64
      let text = Array(pool[start..<start + length])
      let expected = Self.digest(algorithm, text)
      var hash = Hash(algorithm, on: Processor(level: level))
      let split = Int.random(in: 0...length, using: &random)
      hash.update(pool.span.extracting(start..<start + split))
      hash.update(pool.span.extracting(start + split..<start + length))
      let digest = hash.digest()
      let isSame = [UInt8](copying: digest.bytes) == expected
      #expect(isSame, "seed \(random.seed), length \(length)")
    }
  }

  @Test(arguments: HashAlgorithm.allCases)
  func `HMAC gives the same code`(algorithm: HashAlgorithm) {
    var random = SeededRandom()
    let digest = unsafe mtls_openssl_digest(Int32(8 * algorithm.digestByteCount))
    for length in 0...600 {
      let key = random.bytes(length % 301 + 1)
      let text = random.bytes(length)
      var expected = [UInt8](repeating: 0, count: algorithm.digestByteCount)
      var count: UInt32 = 0
      let result = unsafe HMAC(
        digest, key, Int32(key.count), text, text.count, &expected, &count)
      #expect(unsafe result != nil)
      let code = Hashing.HMAC(algorithm, key: key.span).code(for: text.span)
      let isSame = [UInt8](copying: code.bytes) == expected
      #expect(isSame, "seed \(random.seed), length \(length)")
    }
  }
}
