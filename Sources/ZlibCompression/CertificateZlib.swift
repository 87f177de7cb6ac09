import Synchronization
public import TLS13

extension CertificateCompression {
  /// zlib, algorithm 1 of RFC 8879, Section 7.3. What it compressed lately it remembers, since servers show the same
  /// certificates to everybody.
  public static let zlib: CertificateCompression = {
    let compressed = CompressedLately()
    return CertificateCompression(
      algorithm: 1, compress: { compressed.stream(of: $0) },
      decompress: { Zlib.decompress($0, to: $1) })
  }()
}

/// The last Certificate messages that were compressed, and what became of them. They are public; few and short ones are
/// kept, so that at most 128 KiB are held.
final class CompressedLately: Sendable {
  static let capacity = 4
  static let longest = 1 << 14

  private struct Entry {
    let body: [UInt8]
    let stream: [UInt8]?
  }

  private let entries = Mutex<[Entry]>([])

  var count: Int { entries.withLock { $0.count } }

  /// The compressed form of a Certificate message's body; nil where that is not shorter.
  func stream(of body: [UInt8]) -> [UInt8]? {
    if let known = entries.withLock({ $0.first { $0.body == body } }) { return known.stream }
    let stream = Zlib.compress(body)
    guard body.count <= CompressedLately.longest else { return stream }
    entries.withLock { entries in
      if entries.count == CompressedLately.capacity { entries.removeFirst() }
      entries.append(Entry(body: body, stream: stream))
    }
    return stream
  }
}
