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
    let parameterSet: String
    let seed, pk, sk: HexBytes
  }

  struct Signing: Decodable {
    let parameterSet: String
    let sk, message, signature: HexBytes
  }

  struct Verification: Decodable {
    let parameterSet, result, comment: String
    let pk, message, signature: HexBytes
  }

  struct Pure: Decodable {
    let parameterSet: String
    let seed, pk, message, context, signature: HexBytes
  }

  struct Accumulated: Decodable {
    let parameterSet: String
    let rounds: Int
    let digest: HexBytes
  }

  private static let names = ["public": "pk", "private": "sk"]

  @Test func `keys are the published ones`() throws {
    let cases: [KeyGeneration] = try VectorFile.cases(
      "mldsa-acvp", "mldsa-keygen", renaming: Self.names)
    #expect(cases.count == 9)
    for vector in cases {
      let set = try #require(MLDSAParameterSet(name: vector.parameterSet))
      let key = try MLDSAPrivateKey(set, seed: vector.seed.bytes.span)
      #expect(key.publicKey.bytes == vector.pk.bytes)
      let expanded = copy(key.expanded)
      #expect(expanded == vector.sk.bytes)
      let again = try MLDSAPrivateKey(set, expanded: vector.sk.bytes.span)
      #expect(again.publicKey.bytes == vector.pk.bytes)
    }
  }

  @Test func `signatures are the published ones`() throws {
    let zeros = [UInt8](repeating: 0, count: 32)
    let cases: [Signing] = try VectorFile.cases(
      "mldsa-acvp", "mldsa-sign", having: "isFormatted", renaming: Self.names)
    #expect(cases.count == 6)
    for vector in cases {
      let set = try #require(MLDSAParameterSet(name: vector.parameterSet))
      let key = try MLDSAPrivateKey(set, expanded: vector.sk.bytes.span)
      let signature = key.sign(formatted: vector.message.bytes.span, randomness: zeros.span)
      #expect(signature == vector.signature.bytes)
      let isValid = key.publicKey.isValid(
        signature: signature.span, formatted: vector.message.bytes.span)
      #expect(isValid)
    }
  }

  @Test func `signatures are judged as published`() throws {
    let cases: [Verification] = try VectorFile.cases(
      "mldsa-acvp", "mldsa-verify", renaming: Self.names)
    #expect(cases.count == 15)
    for vector in cases {
      let set = try #require(MLDSAParameterSet(name: vector.parameterSet))
      let key = try MLDSAPublicKey(set, bytes: vector.pk.bytes.span)
      let isValid = key.isValid(
        signature: vector.signature.bytes.span, formatted: vector.message.bytes.span)
      #expect(isValid == (vector.result == "valid"), "\(vector.comment)")
    }
    #expect(Set(cases.map(\.comment)).count == 5)
  }

  @Test func `signatures with a context are the published ones`() throws {
    let cases: [Pure] = try VectorFile.cases(
      "mldsa-acvp", "mldsa-sign", having: "context", renaming: Self.names)
    #expect(cases.count == 9)
    for vector in cases {
      let set = try #require(MLDSAParameterSet(name: vector.parameterSet))
      let key = try MLDSAPrivateKey(set, seed: vector.seed.bytes.span)
      #expect(key.publicKey.bytes == vector.pk.bytes)
      let (message, context) = (vector.message.bytes, vector.context.bytes)
      let signature = try key.signDeterministically(message.span, context: context.span)
      #expect(signature == vector.signature.bytes)
      let isValid = key.publicKey.isValid(
        signature: signature.span, for: message.span, context: context.span)
      #expect(isValid)
    }
  }

  @Test(arguments: MLDSAParameterSet.allCases)
  func `a hundred keys and signatures have the published hash`(_ set: MLDSAParameterSet) throws {
    let cases: [Accumulated] = try VectorFile.cases("mldsa-acvp", "mldsa-accumulated")
    let expected = try #require(
      cases.first { $0.parameterSet == set.name && $0.rounds == 100 }
    ).digest
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
