import Bytes
import Hashing
import TestSupport
import Testing

@testable import MLDSA

extension MLDSAParameterSet {
  init?(name: String) {
    switch name {
    case "ML-DSA-44": self = .mldsa44
    case "ML-DSA-65": self = .mldsa65
    case "ML-DSA-87": self = .mldsa87
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .mldsa44: "ML-DSA-44"
    case .mldsa65: "ML-DSA-65"
    case .mldsa87: "ML-DSA-87"
    }
  }
}

/// A copy that a test may compare.
func copy(_ bytes: Span<UInt8>) -> [UInt8] { [UInt8](copying: bytes) }

@Suite struct `ML-DSA (NIST ACVP)` {
  struct KeyGeneration: Decodable {
    let seed, pk, sk: HexBytes
  }

  struct Signing: Decodable {
    let sk, message, signature: HexBytes
  }

  struct Verification: Decodable {
    let message, signature: HexBytes
    let testPassed: Bool
    let reason: String
  }

  struct Pure: Decodable {
    let seed, pk, message, context, signature: HexBytes
  }

  struct Group: Decodable {
    let parameterSet: String
    let keyGen: [KeyGeneration]
    let sigGen_internal_deterministic: [Signing]
    let sigVer_internal: [Verification]
    let sigVer_pk: HexBytes
    let pure_deterministic: [Pure]
  }

  @Test func `keys are the published ones`() throws {
    var count = 0
    for group in try VectorFile.cases("mldsa-acvp", "groups") as [Group] {
      let set = try #require(MLDSAParameterSet(name: group.parameterSet))
      for vector in group.keyGen {
        let key = try MLDSAPrivateKey(set, seed: vector.seed.bytes.span)
        #expect(key.publicKey.bytes == vector.pk.bytes)
        let expanded = copy(key.expanded)
        #expect(expanded == vector.sk.bytes)
        let again = try MLDSAPrivateKey(set, expanded: vector.sk.bytes.span)
        #expect(again.publicKey.bytes == vector.pk.bytes)
        count += 1
      }
    }
    #expect(count == 9)
  }

  @Test func `signatures are the published ones`() throws {
    var count = 0
    let zeros = [UInt8](repeating: 0, count: 32)
    for group in try VectorFile.cases("mldsa-acvp", "groups") as [Group] {
      let set = try #require(MLDSAParameterSet(name: group.parameterSet))
      for vector in group.sigGen_internal_deterministic {
        let key = try MLDSAPrivateKey(set, expanded: vector.sk.bytes.span)
        let signature = key.sign(formatted: vector.message.bytes.span, randomness: zeros.span)
        #expect(signature == vector.signature.bytes)
        let isValid = key.publicKey.isValid(
          signature: signature.span, formatted: vector.message.bytes.span)
        #expect(isValid)
        count += 1
      }
    }
    #expect(count == 6)
  }

  @Test func `signatures are judged as published`() throws {
    var reasons: Set<String> = []
    for group in try VectorFile.cases("mldsa-acvp", "groups") as [Group] {
      let set = try #require(MLDSAParameterSet(name: group.parameterSet))
      let key = try MLDSAPublicKey(set, bytes: group.sigVer_pk.bytes.span)
      for vector in group.sigVer_internal {
        let isValid = key.isValid(
          signature: vector.signature.bytes.span, formatted: vector.message.bytes.span)
        #expect(isValid == vector.testPassed, "\(vector.reason)")
        reasons.insert(vector.reason)
      }
    }
    #expect(reasons.count == 5)
  }

  @Test func `signatures with a context are the published ones`() throws {
    var count = 0
    for group in try VectorFile.cases("mldsa-acvp", "groups") as [Group] {
      let set = try #require(MLDSAParameterSet(name: group.parameterSet))
      for vector in group.pure_deterministic {
        let key = try MLDSAPrivateKey(set, seed: vector.seed.bytes.span)
        #expect(key.publicKey.bytes == vector.pk.bytes)
        let (message, context) = (vector.message.bytes, vector.context.bytes)
        let signature = try key.signDeterministically(message.span, context: context.span)
        #expect(signature == vector.signature.bytes)
        let isValid = key.publicKey.isValid(
          signature: signature.span, for: message.span, context: context.span)
        #expect(isValid)
        count += 1
      }
    }
    #expect(count == 9)
  }

  struct Accumulated: Decodable {
    struct Hashes: Decodable {
      let hashes: [String: [String: HexBytes]]
    }
    let accumulated: Hashes
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `a hundred keys and signatures have the published hash`(_ set: MLDSAParameterSet) throws {
    let file = try VectorFile.load("mldsa-acvp", as: Accumulated.self)
    let expected = try #require(file.accumulated.hashes[set.name]?["100"])
    var source = SHA3(.shake128)
    var sink = SHA3(.shake128)
    let none: [UInt8] = []
    source.update(none.span)
    for _ in 0..<100 {
      var seed = [UInt8](repeating: 0, count: 32)
      var span = seed.mutableSpan
      source.squeeze(into: &span)
      let key = try MLDSAPrivateKey(set, seed: seed.span)
      let signature = try key.signDeterministically(none.span, context: none.span)
      sink.update(key.publicKey.bytes.span)
      sink.update(signature.span)
    }
    var output = [UInt8](repeating: 0, count: 32)
    var span = output.mutableSpan
    sink.squeeze(into: &span)
    #expect(output == expected.bytes)
  }
}
