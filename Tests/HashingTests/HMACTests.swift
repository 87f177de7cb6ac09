import Bytes
import Hashing
import Processor
import TestSupport
import Testing

@Suite struct `HMAC (RFC 4231)` {
  struct Case: Decodable, Sendable {
    let id, algorithm: String
    let key, message, tag: HexBytes
  }

  @Test(arguments: levels)
  func `gives the published codes, whole, in parts and written`(level: Processor.Level) throws {
    let cases: [Case] = try VectorFile.cases("rfc4231-hmac-sha2")
    #expect(cases.count == 28)
    var count = 0
    for vector in cases {
      let name = vector.algorithm.lowercased().filter { $0 != "-" }.dropFirst(4)
      guard let algorithm = HashAlgorithm(name: String(name)) else { continue }
      count += 1
      do {
        let code = vector.tag
        let hmac = HMAC(algorithm, key: vector.key.bytes.span, on: Processor(level: level))
        let data = vector.message.bytes
        // Test case 5 prints the first 16 bytes.
        let length = code.bytes.count
        let whole = hmac.code(for: data.span)
        #expect(
          [UInt8](copying: whole.bytes.extracting(0..<length)) == code.bytes, "\(vector.id)")
        var parts = hmac.begin()
        parts.update(data.span.extracting(0..<data.count / 2))
        parts.update(data.span.extracting(data.count / 2..<data.count))
        #expect(hmac.end(parts) == whole, "\(vector.id)")
        var written = [UInt8](repeating: 0, count: algorithm.digestByteCount)
        var span = written.mutableSpan
        hmac.write(codeFor: data.span, into: &span)
        #expect(written == [UInt8](copying: whole.bytes), "\(vector.id)")
      }
    }
    #expect(count == 21)
  }
}

@Suite struct `HKDF (RFC 5869)` {
  struct Case: Decodable, Sendable {
    let id, algorithm: String
    let ikm, info, prk, okm: HexBytes
    let salt: HexBytes?
    let size: Int
  }

  @Test func `gives the published key material`() throws {
    let cases: [Case] = try VectorFile.cases("rfc5869-hkdf")
    var count = 0
    for vector in cases {
      let name = vector.algorithm.lowercased().filter { $0 != "-" }.dropFirst(4)
      guard let algorithm = HashAlgorithm(name: String(name)) else { continue }
      let salt = vector.salt?.bytes ?? []
      let key = HKDF.extract(algorithm, salt: salt.span, inputKeyMaterial: vector.ikm.bytes.span)
      #expect([UInt8](copying: key.bytes) == vector.prk.bytes, "\(vector.id)")
      let output = HKDF.expand(
        algorithm, pseudoRandomKey: key.bytes, info: vector.info.bytes.span, byteCount: vector.size)
      #expect([UInt8](copying: output.bytes) == vector.okm.bytes, "\(vector.id)")
      count += 1
    }
    #expect(count == 3)
  }
}
