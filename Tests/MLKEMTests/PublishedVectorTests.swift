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
    let d, z, ek, dk: HexBytes
  }

  struct Encapsulation: Decodable {
    let ek, dk, m, c, k: HexBytes
  }

  struct Decapsulation: Decodable {
    let c, k: HexBytes
    let reason: String
  }

  struct Group: Decodable {
    let parameterSet: String
    let keyGen: [KeyGeneration]
    let encapsulation: [Encapsulation]
    let decapsulation: [Decapsulation]
    let decapsulation_dk, decapsulation_ek: HexBytes
  }

  @Test func `keys are the published ones`() throws {
    var count = 0
    for group in try VectorFile.cases("mlkem-acvp", "groups") as [Group] {
      let set = try #require(MLKEMParameterSet(name: group.parameterSet))
      for vector in group.keyGen {
        let seed = vector.d.bytes + vector.z.bytes
        let key = try MLKEMDecapsulationKey(set, seed: seed.span)
        #expect(key.encapsulationKey.bytes == vector.ek.bytes)
        let expanded = key.expanded()
        let bytes = copy(expanded.bytes)
        #expect(bytes == vector.dk.bytes)
        count += 1
      }
    }
    #expect(count == 14)
  }

  @Test func `encapsulation gives the published ciphertexts and secrets`() throws {
    var count = 0
    for group in try VectorFile.cases("mlkem-acvp", "groups") as [Group] {
      let set = try #require(MLKEMParameterSet(name: group.parameterSet))
      for vector in group.encapsulation {
        let key = try MLKEMEncapsulationKey(set, bytes: vector.ek.bytes.span)
        let made = key.encapsulate(message: vector.m.bytes.span)
        #expect(made.ciphertext == vector.c.bytes)
        let secret = copy(made.sharedSecret.bytes)
        #expect(secret == vector.k.bytes)
        let owner = try MLKEMDecapsulationKey(set, expanded: vector.dk.bytes.span)
        let opened = try owner.decapsulate(vector.c.bytes.span)
        let again = copy(opened.bytes)
        #expect(again == vector.k.bytes)
        count += 1
      }
    }
    #expect(count == 14)
  }

  @Test func `decapsulation gives the published secrets, rejected ones too`() throws {
    var counts = (kept: 0, rejected: 0)
    for group in try VectorFile.cases("mlkem-acvp", "groups") as [Group] {
      let set = try #require(MLKEMParameterSet(name: group.parameterSet))
      let key = try MLKEMDecapsulationKey(set, expanded: group.decapsulation_dk.bytes.span)
      #expect(key.encapsulationKey.bytes == group.decapsulation_ek.bytes)
      for vector in group.decapsulation {
        let secret = try key.decapsulate(vector.c.bytes.span)
        let bytes = copy(secret.bytes)
        #expect(bytes == vector.k.bytes, "\(vector.reason)")
        if vector.reason.hasPrefix("modify") { counts.rejected += 1 } else { counts.kept += 1 }
      }
    }
    #expect(counts.kept + counts.rejected == 20)
    #expect(counts.rejected > 0)
  }
}

@Suite struct `ML-KEM (C2SP CCTV)` {
  struct File: Decodable {
    struct Unlucky: Decodable {
      let ek, dk, m, K, c: HexBytes
    }
    struct Rejected: Decodable {
      let dk, c, K: HexBytes
    }
    struct BadKeys: Decodable {
      let base_ek: HexBytes
      let substitutions: [[Int]]
    }
    struct Accumulated: Decodable {
      let hashes: [String: [String: HexBytes]]
    }
    let unlucky_sample: Unlucky
    let strcmp: Rejected
    let bad_encapsulation_keys: BadKeys
    let accumulated: Accumulated
  }

  @Test func `a matrix that takes more output than most`() throws {
    let vector = try VectorFile.load("mlkem-cctv", as: File.self).unlucky_sample
    let key = try MLKEMEncapsulationKey(.mlkem768, bytes: vector.ek.bytes.span)
    let made = key.encapsulate(message: vector.m.bytes.span)
    #expect(made.ciphertext == vector.c.bytes)
    let owner = try MLKEMDecapsulationKey(.mlkem768, expanded: vector.dk.bytes.span)
    let secret = try owner.decapsulate(vector.c.bytes.span)
    let bytes = copy(secret.bytes)
    #expect(bytes == vector.K.bytes)
  }

  @Test func `a difference behind a zero byte is seen`() throws {
    let vector = try VectorFile.load("mlkem-cctv", as: File.self).strcmp
    let key = try MLKEMDecapsulationKey(.mlkem768, expanded: vector.dk.bytes.span)
    let secret = try key.decapsulate(vector.c.bytes.span)
    let bytes = copy(secret.bytes)
    #expect(bytes == vector.K.bytes)
  }

  @Test func `each coefficient that is not below q is refused`() throws {
    let file = try VectorFile.load("mlkem-cctv", as: File.self).bad_encapsulation_keys
    _ = try MLKEMEncapsulationKey(.mlkem768, bytes: file.base_ek.bytes.span)
    #expect(file.substitutions.count == 780)
    for substitution in file.substitutions {
      var bytes = file.base_ek.bytes
      let (index, value) = (substitution[0], substitution[1])
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
    let hashes = try #require(
      try VectorFile.load("mlkem-cctv", as: File.self).accumulated.hashes[set.name])
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
      if let expected = hashes["\(number)"] {
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
