import Bytes
import Hashing
import Processor
import Testing

extension HashAlgorithm {
  /// By the names of the suites: SHA256, SHA-256.
  init?(suiteName: String) {
    switch suiteName.filter(\.isNumber) {
    case "256": self = .sha256
    case "384": self = .sha384
    case "512": self = .sha512
    default: return nil
    }
  }
}

@Suite struct `Hashes` {
  @Test(arguments: HashAlgorithm.allCases, Processor.Level.allCases)
  func `SHA-2 (CAVP)`(algorithm: HashAlgorithm, level: Processor.Level) throws {
    var count = 0
    for kind in ["Short", "Long"] {
      let name = "hashes/SHA2/SHA\(8 * algorithm.digestByteCount)\(kind)Msg.rsp"
      for one in try PublishedSuite.cases(name, last: "MD") {
        var hash = Hash(algorithm, on: Processor(level: level))
        let message = Array(one.bytes("Msg").prefix(one.number("Len") / 8))
        hash.update(message.span)
        let digest = hash.digest()
        let isSame = [UInt8](copying: digest.bytes) == one.bytes("MD")
        #expect(isSame, "\(name) \(one["Len"])")
        count += 1
      }
    }
    #expect(count == (algorithm == .sha256 ? 129 : 257))
  }

  @Test func `SHA-3 and SHAKE (CAVP)`() throws {
    let functions: [(String, SHA3.Function)] = [
      ("SHA3_224", .sha3_224), ("SHA3_256", .sha3_256), ("SHA3_384", .sha3_384),
      ("SHA3_512", .sha3_512),
    ]
    var count = 0
    for (name, function) in functions {
      for kind in ["Short", "Long"] {
        for one in try PublishedSuite.cases("hashes/SHA3/\(name)\(kind)Msg.rsp", last: "MD") {
          let message = Array(one.bytes("Msg").prefix(one.number("Len") / 8))
          let digest = SHA3.hash(function, message.span)
          #expect(digest == one.bytes("MD"), "\(name) \(one["Len"])")
          count += 1
        }
      }
    }
    for (name, function) in [("SHAKE128", SHA3.Function.shake128), ("SHAKE256", .shake256)] {
      for one in try PublishedSuite.cases("hashes/SHAKE/\(name)VariableOut.rsp", last: "Output") {
        let output = one.bytes("Output")
        let message = one.bytes("Msg")
        let own = SHA3.hash(function, message.span, byteCount: output.count)
        #expect(own == output, "\(one.fields)")
        count += 1
      }
    }
    #expect(count == 3232)
  }

  @Test func `HMAC (RFC 4231)`() throws {
    var count = 0
    for algorithm in HashAlgorithm.allCases {
      let name = "HMAC/rfc-4231-sha\(8 * algorithm.digestByteCount).txt"
      for one in try PublishedSuite.cases(name, last: "MD") {
        let message = one.bytes("Msg")
        let code = HMAC(algorithm, key: one.bytes("Key").span).code(for: message.span)
        let isSame = [UInt8](copying: code.bytes) == one.bytes("MD")
        #expect(isSame, "\(name) \(one["Len"])")
        count += 1
      }
    }
    #expect(count == 18)
  }

  @Test func `HKDF (RFC 5869, and one of 1,200 bytes)`() throws {
    var count = 0
    for name in ["rfc-5869-HKDF-SHA256", "hkdf-generated"] {
      for one in try PublishedSuite.cases("KDF/\(name).txt", last: "OKM") {
        guard let algorithm = HashAlgorithm(suiteName: one["Hash"]) else { continue }
        let (salt, input, info) = (one.bytes("salt"), one.bytes("IKM"), one.bytes("info"))
        let key = HKDF.extract(algorithm, salt: salt.span, inputKeyMaterial: input.span)
        let output = HKDF.expand(
          algorithm, pseudoRandomKey: key.bytes, info: info.span, byteCount: one.number("L"))
        let isSame = [UInt8](copying: output.bytes) == one.bytes("OKM")
        #expect(isSame, "\(name)")
        count += 1
      }
    }
    #expect(count == 4)
  }
}
