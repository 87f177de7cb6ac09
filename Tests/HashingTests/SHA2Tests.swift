import Bytes
import Processor
import TestSupport
import Testing

@testable import Hashing

/// The levels of this processor that differ, so that every test runs on all the code there is.
let levels = testedLevels

extension HashAlgorithm {
  init?(name: String) {
    switch name {
    case "sha256": self = .sha256
    case "sha384": self = .sha384
    case "sha512": self = .sha512
    default: return nil
    }
  }
}

@Suite struct `SHA-2 (FIPS 180-4)` {
  struct Case: Decodable, Sendable {
    let algorithm: String
    let message, digest: HexBytes
    let times: Int?

    var bytes: [UInt8] { (0..<(times ?? 1)).flatMap { _ in message.bytes } }
  }

  @Test(arguments: levels)
  func `gives the published digests`(level: Processor.Level) throws {
    let cases: [Case] = try VectorFile.cases("fips180-sha", renaming: ["repeat": "times"])
    var count = 0
    for vector in cases {
      guard
        let algorithm = HashAlgorithm(
          name: vector.algorithm.lowercased().filter { $0 != "-" })
      else { continue }
      var hash = Hash(algorithm, on: Processor(level: level))
      hash.update(vector.bytes.span)
      let digest = hash.digest()
      #expect([UInt8](copying: digest.bytes) == vector.digest.bytes, "\(vector.algorithm)")
      count += 1
    }
    #expect(count == 12)
  }

  @Test(arguments: HashAlgorithm.allCases, levels)
  func `gives the same digest however the message is cut, and as the plain code`(
    algorithm: HashAlgorithm, level: Processor.Level
  ) {
    var random = SeededRandom()
    let seed = random.seed
    for length in 0...600 {
      let message = random.bytes(length)
      var plain = Hash(algorithm, on: Processor(level: .portable))
      plain.update(message.span)
      var whole = Hash(algorithm, on: Processor(level: level))
      whole.update(message.span)
      var cut = Hash(algorithm, on: Processor(level: level))
      var start = 0
      while start < length {
        let end = min(length, start + Int.random(in: 0...200, using: &random))
        cut.update(message.span.extracting(start..<end))
        start = end
      }
      #expect(whole.digest() == plain.digest(), "seed \(seed), length \(length)")
      #expect(cut.digest() == plain.digest(), "seed \(seed), length \(length)")
    }
  }

  @Test(arguments: HashAlgorithm.allCases)
  func `goes on after a digest, and a copy goes its own way`(algorithm: HashAlgorithm) {
    let message = [UInt8](0..<200)
    var hash = Hash(algorithm)
    hash.update(message.span.extracting(0..<150))
    let early = hash.digest()
    var fork = hash
    fork.update([1, 2, 3].span)
    hash.update(message.span.extracting(150..<200))
    #expect(early == Hash.digest(algorithm, of: message.span.extracting(0..<150)))
    #expect(hash.digest() == Hash.digest(algorithm, of: message.span))
    #expect(fork.digest() != hash.digest())
  }
}
