import Bytes
import Hashing
import TestSupport
import Testing

@testable import MLKEM

extension MLKEMParameterSet {
  init?(name: String) {
    switch name {
    case "ML-KEM-512": self = .mlkem512
    case "ML-KEM-768": self = .mlkem768
    case "ML-KEM-1024": self = .mlkem1024
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .mlkem512: "ML-KEM-512"
    case .mlkem768: "ML-KEM-768"
    case .mlkem1024: "ML-KEM-1024"
    }
  }
}

/// A copy that a test may compare.
func copy(_ bytes: Span<UInt8>) -> [UInt8] { [UInt8](copying: bytes) }

@Suite struct `ML-KEM (NIST ACVP)` {
  struct KeyGeneration: Decodable {
    let parameterSet: String
    let d, z, ek, dk: HexBytes
  }

  struct Encapsulation: Decodable {
    let parameterSet: String
    let ek, m, c, K: HexBytes
  }

  struct Decapsulation: Decodable {
    let parameterSet: String
    let comment: String?
    let dk, ek, c, K: HexBytes
  }

  @Test func `keys are the published ones`() throws {
    let cases: [KeyGeneration] = try VectorFile.cases("mlkem-acvp", "mlkem-keygen")
    #expect(cases.count == 14)
    for vector in cases {
      let set = try #require(MLKEMParameterSet(name: vector.parameterSet))
      let seed = vector.d.bytes + vector.z.bytes
      let key = try MLKEMDecapsulationKey(set, seed: seed.span)
      #expect(key.encapsulationKey.bytes == vector.ek.bytes)
      let expanded = key.expanded()
      let bytes = copy(expanded.bytes)
      #expect(bytes == vector.dk.bytes)
    }
  }

  @Test func `encapsulation gives the published ciphertexts and secrets`() throws {
    let cases: [Encapsulation] = try VectorFile.cases("mlkem-acvp", "mlkem-encaps")
    #expect(cases.count == 14)
    for vector in cases {
      let set = try #require(MLKEMParameterSet(name: vector.parameterSet))
      let key = try MLKEMEncapsulationKey(set, bytes: vector.ek.bytes.span)
      let made = key.encapsulate(message: vector.m.bytes.span)
      #expect(made.ciphertext == vector.c.bytes)
      let secret = copy(made.sharedSecret.bytes)
      #expect(secret == vector.K.bytes)
    }
  }

  @Test func `decapsulation gives the published secrets, rejected ones too`() throws {
    let cases: [Decapsulation] = try VectorFile.cases("mlkem-acvp", "mlkem-decaps")
    #expect(cases.count == 34)
    for vector in cases {
      let set = try #require(MLKEMParameterSet(name: vector.parameterSet))
      let key = try MLKEMDecapsulationKey(set, expanded: vector.dk.bytes.span)
      #expect(key.encapsulationKey.bytes == vector.ek.bytes)
      let secret = try key.decapsulate(vector.c.bytes.span)
      let bytes = copy(secret.bytes)
      #expect(bytes == vector.K.bytes, "\(vector.comment ?? "")")
    }
    #expect(cases.contains { $0.comment?.hasPrefix("modify") == true })
  }
}

@Suite struct `ML-KEM (C2SP CCTV)` {
  struct Unlucky: Decodable {
    let ek, m, c, K: HexBytes
  }
  struct Decapsulation: Decodable {
    let id: String
    let dk, c, K: HexBytes
  }
  struct BadKey: Decodable {
    let ek: HexBytes
    let substitution: [Int]
  }
  struct Accumulated: Decodable {
    let parameterSet: String
    let rounds: Int
    let digest: HexBytes
  }

  @Test func `a matrix that takes more output than most`() throws {
    let cases: [Unlucky] = try VectorFile.cases("mlkem-cctv", "mlkem-encaps", having: "m")
    let vector = try #require(cases.first)
    let key = try MLKEMEncapsulationKey(.mlkem768, bytes: vector.ek.bytes.span)
    let made = key.encapsulate(message: vector.m.bytes.span)
    #expect(made.ciphertext == vector.c.bytes)
  }

  /// Of the same matrix, and one whose difference stands behind a zero byte.
  @Test func `secrets are the published ones`() throws {
    let cases: [Decapsulation] = try VectorFile.cases("mlkem-cctv", "mlkem-decaps")
    #expect(cases.count == 2)
    for vector in cases {
      let key = try MLKEMDecapsulationKey(.mlkem768, expanded: vector.dk.bytes.span)
      let secret = try key.decapsulate(vector.c.bytes.span)
      let bytes = copy(secret.bytes)
      #expect(bytes == vector.K.bytes, "\(vector.id)")
    }
  }

  @Test func `each coefficient that is not below q is refused`() throws {
    let cases: [BadKey] = try VectorFile.cases(
      "mlkem-cctv", "mlkem-encaps", having: "substitution")
    #expect(cases.count == 780)
    let good = cases[0].ek.bytes
    _ = try MLKEMEncapsulationKey(.mlkem768, bytes: good.span)
    for one in cases {
      var bytes = one.ek.bytes
      let (index, value) = (one.substitution[0], one.substitution[1])
      let start = index / 2 * 3
      if index % 2 == 0 {
        bytes[start] = UInt8(value & 0xFF)
        bytes[start + 1] = bytes[start + 1] & 0xF0 | UInt8(value >> 8)
      } else {
        bytes[start + 1] = bytes[start + 1] & 0x0F | UInt8(value & 15) << 4
        bytes[start + 2] = UInt8(value >> 4)
      }
      #expect(throws: MLKEMError.coefficientOutOfRange) {
        _ = try MLKEMEncapsulationKey(.mlkem768, bytes: bytes.span)
      }
    }
  }

  @Test(arguments: [MLKEMParameterSet.mlkem768, .mlkem1024])
  func `a thousand keys, ciphertexts and rejections have the published hash`(
    _ set: MLKEMParameterSet
  ) throws {
    let cases: [Accumulated] = try VectorFile.cases("mlkem-cctv", "mlkem-accumulated")
    let hashes = Dictionary(
      uniqueKeysWithValues: cases.filter { $0.parameterSet == set.name }.map {
        ($0.rounds, $0.digest)
      })
    var source = SHA3(.shake128)
    var sink = SHA3(.shake128)
    let none: [UInt8] = []
    source.update(none.span)
    func next(_ count: Int) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: count)
      var span = bytes.mutableSpan
      source.squeeze(into: &span)
      return bytes
    }
    var compared = 0
    for number in 1...1_000 {
      let seed = next(64)
      let message = next(32)
      let garbage = next(set.ciphertextByteCount)
      let key = try MLKEMDecapsulationKey(set, seed: seed.span)
      let expanded = key.expanded()
      let made = key.encapsulationKey.encapsulate(message: message.span)
      let rejected = try key.decapsulate(garbage.span)
      let opened = try key.decapsulate(made.ciphertext.span)
      let (ours, theirs) = (copy(made.sharedSecret.bytes), copy(opened.bytes))
      #expect(ours == theirs)
      sink.update(key.encapsulationKey.bytes.span)
      sink.update(expanded.bytes)
      sink.update(made.ciphertext.span)
      sink.update(made.sharedSecret.bytes)
      sink.update(rejected.bytes)
      if let expected = hashes[number] {
        var output = [UInt8](repeating: 0, count: 32)
        var fork = sink
        var span = output.mutableSpan
        fork.squeeze(into: &span)
        #expect(output == expected.bytes, "after \(number)")
        compared += 1
      }
    }
    #expect(compared == 4)
  }
}
