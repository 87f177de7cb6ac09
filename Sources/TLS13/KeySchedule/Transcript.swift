import Bytes
import Cryptography

/// The running hash over the handshake's messages (RFC 9846, Section 4.1). Taking its value does not end it.
struct Transcript {
  let algorithm: HashAlgorithm
  private var hash: Hash

  init(_ algorithm: HashAlgorithm) {
    self.algorithm = algorithm
    hash = Hash(algorithm)
  }

  /// A transcript that goes on behind a HelloRetryRequest, after the hash of the first ClientHello alone
  /// (Section 4.1): what a server has that keeps no state between the two.
  init(_ algorithm: HashAlgorithm, firstHello hash: [UInt8]) {
    self.init(algorithm)
    add(Transcript.messageHash(hash.span).span)
  }

  private static func messageHash(_ hash: Span<UInt8>) -> [UInt8] {
    var message: [UInt8] = [HandshakeType.messageHash.rawValue]
    message.writeVector24 { message in message.write(hash) }
    return message
  }

  /// Adds a message with its header.
  mutating func add(_ message: Span<UInt8>) { hash.update(message) }

  /// Transcript-Hash of all messages so far.
  func digest() -> Digest { hash.digest() }

  /// After a HelloRetryRequest the first ClientHello is replaced by a message_hash message that holds its
  /// hash (Section 4.1).
  mutating func replaceWithMessageHash() {
    let first = hash.digest()
    hash = Hash(algorithm)
    hash.update(Transcript.messageHash(first.bytes).span)
  }
}
