import Bytes
import Cryptography

/// Randomness that a seed repeats: SHA-256 over the seed, a purpose and a counter, block by block.
///
/// For laboratories alone: whoever knows the seed knows every key that was made of it.
package struct SeededSource: RandomSource, Sendable {
  private let prefix: [UInt8]
  private var counter: UInt64 = 0
  private var block: [UInt8] = []
  /// What is handed out first.
  private var published: ArraySlice<UInt8> = []

  /// The sequence of a seed for one purpose; other purposes have other sequences.
  package init(_ seed: String, for purpose: String) {
    prefix = Array("mtls laboratory\u{0}\(purpose)\u{0}\(seed)\u{0}".utf8)
  }

  /// The bytes that a published trace drew, in order; a sequence of no seed behind them.
  package init(published bytes: [UInt8]) {
    self.init("", for: "published")
    published = bytes[...]
  }

  /// A seed of 128 bits that nobody can foresee.
  package static func freshSeed() -> String {
    var random = SystemRandom()
    return Hex.encode(random.bytes(16).span)
  }

  package mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    for index in bytes.indices {
      if let next = published.popFirst() {
        bytes[index] = next
        continue
      }
      if block.isEmpty { refill() }
      bytes[index] = block.removeLast()
    }
  }

  private mutating func refill() {
    var input = prefix
    input.write(counter)
    counter += 1
    let digest = Hash.digest(.sha256, of: input.span)
    block = [UInt8](copying: digest.bytes)
  }
}
