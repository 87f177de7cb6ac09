import Bytes
import Hashing
import Processor
import TestSupport
import Testing

@Suite struct `HMAC (RFC 4231)` {
  struct Case: Decodable, Sendable {
    let name: String
    let key, data, hmac_sha256, hmac_sha384, hmac_sha512: HexBytes
  }

  @Test(arguments: levels)
  func `gives the published codes, whole, in parts and written`(level: Processor.Level) throws {
    let cases: [Case] = try VectorFile.cases("rfc4231-hmac-sha2")
    #expect(cases.count == 7)
    for vector in cases {
      let expected: [(HashAlgorithm, HexBytes)] = [
        (.sha256, vector.hmac_sha256), (.sha384, vector.hmac_sha384),
        (.sha512, vector.hmac_sha512),
      ]
      for (algorithm, code) in expected {
        let hmac = HMAC(algorithm, key: vector.key.bytes.span, on: Processor(level: level))
        let data = vector.data.bytes
        // Test case 5 prints the first 16 bytes.
        let length = code.bytes.count
        let whole = hmac.code(for: data.span)
        #expect(
          [UInt8](copying: whole.bytes.extracting(0..<length)) == code.bytes, "\(vector.name)")
        var parts = hmac.begin()
        parts.update(data.span.extracting(0..<data.count / 2))
        parts.update(data.span.extracting(data.count / 2..<data.count))
        #expect(hmac.end(parts) == whole, "\(vector.name)")
        var written = [UInt8](repeating: 0, count: algorithm.digestByteCount)
        var span = written.mutableSpan
        hmac.write(codeFor: data.span, into: &span)
        #expect(written == [UInt8](copying: whole.bytes), "\(vector.name)")
      }
    }
  }
}

@Suite struct `HKDF (RFC 5869)` {
  struct Case: Decodable, Sendable {
    let name, hash: String
    let IKM, info, PRK, OKM: HexBytes
    let salt: HexBytes?
    let L: Int
  }

  @Test func `gives the published key material`() throws {
    let cases: [Case] = try VectorFile.cases("rfc5869-hkdf")
    var count = 0
    for vector in cases {
      guard let algorithm = HashAlgorithm(name: vector.hash) else { continue }
      let salt = vector.salt?.bytes ?? []
      let key = HKDF.extract(algorithm, salt: salt.span, inputKeyMaterial: vector.IKM.bytes.span)
      #expect([UInt8](copying: key.bytes) == vector.PRK.bytes, "\(vector.name)")
      let output = HKDF.expand(
        algorithm, pseudoRandomKey: key.bytes, info: vector.info.bytes.span, byteCount: vector.L)
      #expect([UInt8](copying: output.bytes) == vector.OKM.bytes, "\(vector.name)")
      count += 1
    }
    #expect(count == 3)
  }
}
