import Bytes
import Cryptography

/// pre_shared_key in a ClientHello, as a server reads it (RFC 9846, Section 4.3.11).
struct OfferedPreSharedKeys {
  /// More identities than this are not looked at.
  static let limit = 16

  /// An identity and the range of its binder in the message.
  struct Offer {
    let identity: [UInt8]
    let obfuscatedAge: UInt32
    let binder: Range<Int>
  }

  private(set) var offers: [Offer] = []
  /// Where the message is cut off for binders.
  let truncation: Int

  /// Reads the extension, which is the last of the message.
  init(_ data: consuming ByteReader) throws(HandshakeError) {
    var identities: [(identity: [UInt8], age: UInt32)] = []
    var binders: [Range<Int>] = []
    do {
      var data = data
      var list = try data.vector16("identities", 7...0xFFFF)
      while !list.isAtEnd {
        let identity = [UInt8](copying: try list.vector16("identity", 1...0xFFFF).rest())
        identities.append((identity, try list.integer("obfuscated_ticket_age")))
      }
      truncation = data.offset
      var entries = try data.vector16("binders", 33...0xFFFF)
      try data.finish("pre_shared_key")
      while !entries.isAtEnd {
        let start = entries.offset + 1
        let count = try entries.vector8("PskBinderEntry", 32...255).remaining
        binders.append(start..<start + count)
      }
    } catch { throw .malformed(error) }
    // RFC 9846 §4.3.11 MUST: a binder for each identity, in the same order.
    guard identities.count == binders.count else {
      throw .binderCount(identities: identities.count, binders: binders.count)
    }
    for (entry, binder) in zip(identities, binders).prefix(OfferedPreSharedKeys.limit) {
      offers.append(
        Offer(identity: entry.identity, obfuscatedAge: entry.age, binder: binder))
    }
  }

  /// RFC 9846 §4.3.11 MUST: the binder of the selected key is checked, and of no other.
  func verifyBinder(
    _ index: Int, of key: PreSharedKey, _ message: Span<UInt8>, after transcript: Transcript
  ) throws(HandshakeError) {
    var transcript = transcript
    transcript.add(message.extracting(0..<truncation))
    let expected = key.binder(transcript)
    let binder = message.extracting(offers[index].binder)
    guard binder.count == expected.count, equalInConstantTime(binder, expected.bytes) else {
      throw .binderInvalid
    }
  }
}

/// pre_shared_key in a ClientHello, as a client writes it.
enum PreSharedKeyExtension {
  /// Appends the extension with room for the binders, which ``fillBinders(_:_:after:)`` fills in.
  static func write(_ offers: [OfferedKey], into output: inout [UInt8]) {
    output.writeExtension(.preSharedKey) { output in
      output.writeVector16 { output in
        for offer in offers {
          output.writeVector16 { output in output += offer.key.identity }
          output.write(offer.obfuscatedAge)
        }
      }
      output.writeVector16 { output in
        for offer in offers {
          output.writeVector8 { output in
            output.append(contentsOf: repeatElement(0, count: offer.key.hash.digestByteCount))
          }
        }
      }
    }
  }

  /// Computes the binders at the end of `message`, whose lengths are all in place.
  ///
  /// - Parameter retry: The hash so far where a HelloRetryRequest has come: all keys then have its hash.
  static func fillBinders(
    _ offers: [OfferedKey], _ message: inout [UInt8], after retry: Transcript?
  ) {
    let byteCount = 2 + offers.reduce(0) { $0 + 1 + $1.key.hash.digestByteCount }
    let truncation = message.count - byteCount
    var position = truncation + 2
    for offer in offers {
      var transcript = retry ?? Transcript(offer.key.hash)
      transcript.add(message.span.extracting(0..<truncation))
      let binder = offer.key.binder(transcript)
      position += 1
      let bytes = binder.bytes
      for index in bytes.indices { message[position + index] = bytes[index] }
      position += bytes.count
    }
  }
}

/// A key that a client offers.
struct OfferedKey: Sendable {
  let key: PreSharedKey
  let obfuscatedAge: UInt32
  /// The session that the key resumes; nil for an external one.
  let session: Session?
}
