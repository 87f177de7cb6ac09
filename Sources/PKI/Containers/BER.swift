import Bytes
import DER

/// Turns BER into DER where files of other programs need it: indefinite lengths, lengths in more octets than needed, and
/// octet strings in pieces (X.690, Section 8). Nothing that is signed is ever read so.
enum BER {
  /// The values in `bytes` with definite lengths in their shortest form. What is DER comes out as it went in.
  static func normalized(_ bytes: Span<UInt8>) throws(DERError) -> SecretBytes {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + 64)
    defer { wipe(&output) }
    var position = 0
    while position < bytes.count { try value(bytes, &position, depth: 0, into: &output) }
    return SecretBytes(copying: output.span)
  }

  private static func value(
    _ bytes: Span<UInt8>, _ position: inout Int, depth: Int, into output: inout [UInt8]
  ) throws(DERError) {
    let start = position
    func failure(_ reason: DERError.Reason) -> DERError {
      DERError(reason, field: "value", offset: start)
    }
    guard depth <= DERReader.maximumDepth else { throw failure(.tooDeep) }
    let tag = Tag(rawValue: try octet(bytes, &position))
    guard tag.rawValue & 0x1F != 0x1F else { throw failure(.longTag) }
    let first = try octet(bytes, &position)
    var end: Int?
    if first < 0x80 {
      end = position + Int(first)
    } else if first > 0x80 {
      var length = 0
      let octets = Int(first & 0x7F)
      guard octets <= 8 else { throw failure(.longLength) }
      for _ in 0..<octets {
        guard length < 1 << 40 else { throw failure(.longLength) }
        length = length << 8 | Int(try octet(bytes, &position))
      }
      end = position + length
    } else if !tag.isConstructed {
      throw failure(.indefiniteLength)
    }
    if let end, end > bytes.count { throw failure(.truncated) }
    var contents: [UInt8] = []
    defer { wipe(&contents) }
    if !tag.isConstructed, let end {
      contents.reserveCapacity(end - position)
      for index in position..<end { contents.append(bytes[index]) }
      position = end
    } else {
      contents.reserveCapacity((end ?? bytes.count) - position)
      while true {
        if let end {
          guard position <= end else { throw failure(.truncated) }
          if position == end { break }
        } else if position + 1 < bytes.count, bytes[position] == 0, bytes[position + 1] == 0 {
          position += 2
          break
        }
        try value(bytes, &position, depth: depth + 1, into: &contents)
      }
    }
    if tag.rawValue == Tag.octetString.rawValue | 0x20 {
      var joined = try pieces(contents.span)
      defer { wipe(&joined) }
      output.writeOctetString(joined.span)
    } else {
      output.writeDER(tag) { output in output += contents }
    }
  }

  /// The contents of octet strings, one after another.
  static func pieces(_ der: Span<UInt8>) throws(DERError) -> [UInt8] {
    var joined: [UInt8] = []
    joined.reserveCapacity(der.count)
    var reader = DERReader(der)
    while !reader.isAtEnd { joined.write(try reader.octetString("piece")) }
    return joined
  }

  private static func octet(
    _ bytes: Span<UInt8>, _ position: inout Int
  ) throws(DERError) -> UInt8 {
    guard position < bytes.count else {
      throw DERError(.truncated, field: "value", offset: position)
    }
    defer { position += 1 }
    return bytes[position]
  }
}
