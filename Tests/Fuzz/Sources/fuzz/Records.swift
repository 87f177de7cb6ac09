import Bytes
import Cryptography

@testable import TLS13

extension Repeated: RandomSource {
  mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: next() >> 32) }
  }
}

/// The record layer. The first byte says in which state it is; the rest are records as they come in, or, where there
/// are keys and the second bit says so, contents that are sealed first, so that what is inside is reached, too.
enum FuzzedRecords {
  static func run(_ input: [UInt8]) {
    guard let kind = input.first else { return }
    var layer = RecordLayer()
    let keys = kind & 1 != 0
    let suites: [AEADAlgorithm] = [.aes128GCM, .aes256GCM, .chaCha20Poly1305, .aes128CCM8]
    let aead = suites[Int(kind >> 6)]
    if keys { layer.protectReceiving(traffic().keys(aead)) }
    if kind & 4 != 0 {
      layer.skipEarlyData(keys ? .untilDecrypted : .untilClientHello, upTo: 1 << 14)
    }
    let expectations = RecordLayer.Expectations(
      changeCipherSpec: kind & 8 != 0, applicationData: kind & 16 != 0,
      plaintextAlert: kind & 32 != 0, state: "FUZZED")
    var bytes = Array(input.dropFirst())
    if keys, kind & 2 != 0 { bytes = sealed(bytes, aead) }
    var start = 0
    while start < bytes.count {
      var whole = bytes.mutableSpan
      var rest = whole._mutatingExtracting(start...)
      let count = rest.count
      guard let incoming = try? layer.next(&rest, expecting: expectations) else { return }
      switch incoming {
      case .incomplete: return
      case .skipped(let consumed), .alert(_, let consumed):
        precondition(consumed > 0 && consumed <= count)
        start += consumed
      case .handshake(let range, let consumed), .applicationData(let range, let consumed):
        precondition(range.upperBound <= consumed && consumed <= count)
        start += consumed
      }
    }
  }

  private static func traffic() -> TrafficSecret {
    TrafficSecret(.sha256, SecretBytes(zeroByteCount: 32))
  }

  /// Records of these contents: each begins with its type and two bytes of length.
  private static func sealed(_ bytes: [UInt8], _ aead: AEADAlgorithm) -> [UInt8] {
    var sealer = RecordSealer(traffic().keys(aead))
    var output: [UInt8] = []
    var rest = bytes[...]
    while rest.count >= 3 {
      let type = ContentType(rawValue: rest[rest.startIndex])
      let length = Int(rest[rest.startIndex + 1]) << 8 | Int(rest[rest.startIndex + 2])
      rest = rest.dropFirst(3)
      let content = Array(rest.prefix(min(length, 16_384)))
      rest = rest.dropFirst(content.count)
      sealer.seal(type, content.span, into: &output)
    }
    return output
  }
}
