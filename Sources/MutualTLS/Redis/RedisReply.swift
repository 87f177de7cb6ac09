/// A reply of a Redis server (RESP, version 2), as far as this client asks for some.
enum RedisReply: Sendable, Equatable {
  /// `+OK` and the like.
  case simple(String)
  /// `-ERR …`.
  case error(String)
  /// `:1`.
  case integer(Int)
  /// `$3…`: bytes.
  case bulk([UInt8])
  /// `$-1`: nothing.
  case null

  /// A longer reply than this is none that was asked for.
  static let limit = 1 << 16

  /// Why bytes are no reply.
  struct Malformed: Error, Equatable { let description: String }

  /// The reply in front of `bytes` and where it ends; nil where it is not whole.
  static func read(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> (reply: RedisReply, end: Int)? {
    guard let kind = bytes.first else { return nil }
    guard let line = try line(bytes.dropFirst()) else { return nil }
    let text = String(decoding: line.text, as: UTF8.self)
    switch kind {
    case UInt8(ascii: "+"): return (.simple(text), line.end)
    case UInt8(ascii: "-"): return (.error(text), line.end)
    case UInt8(ascii: ":"):
      guard let number = Int(text) else { throw Malformed(description: "a number that is none") }
      return (.integer(number), line.end)
    case UInt8(ascii: "$"):
      guard let count = Int(text), count >= -1, count <= limit else {
        throw Malformed(description: "a length that is none, or too long")
      }
      guard count >= 0 else { return (.null, line.end) }
      let rest = bytes[line.end...]
      guard rest.count >= count + 2 else { return nil }
      let end = line.end + count
      guard bytes[end] == 13, bytes[end + 1] == 10 else {
        throw Malformed(description: "bytes that do not end where they should")
      }
      return (.bulk(Array(bytes[line.end..<end])), end + 2)
    default: throw Malformed(description: "a kind of reply that was not asked for")
    }
  }

  private static func line(
    _ bytes: ArraySlice<UInt8>
  ) throws(Malformed) -> (text: ArraySlice<UInt8>, end: Int)? {
    guard let end = bytes.firstIndex(of: 13) else {
      guard bytes.count <= limit else { throw Malformed(description: "a line without an end") }
      return nil
    }
    guard end + 1 < bytes.endIndex else { return nil }
    guard bytes[end + 1] == 10 else { throw Malformed(description: "a line without its end") }
    return (bytes[bytes.startIndex..<end], end + 2)
  }

  /// A command: an array of byte strings, whatever is in them.
  static func command(_ words: [[UInt8]]) -> [UInt8] {
    var bytes = Array("*\(words.count)\r\n".utf8)
    for word in words {
      bytes += "$\(word.count)\r\n".utf8
      bytes += word
      bytes += [13, 10]
    }
    return bytes
  }
}
