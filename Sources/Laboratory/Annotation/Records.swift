package import TLS13

extension Annotation {
  /// A record as it went over the wire (RFC 9846, Sections 5.1 and 5.2).
  ///
  /// - Parameters:
  ///   - raw: Header and what follows.
  ///   - tagByteCount: Of the AEAD, where the record is protected; nil where it is not.
  ///   - inside: What stands in a record that is not protected: whole messages, or parts of one.
  package static func record(_ raw: [UInt8], tagByteCount: Int?, inside: [Field]) -> Field {
    var walker = Annotator(raw)
    let outer = Int(raw.first ?? 0)
    walker.number(
      "type", 1,
      tagByteCount == nil
        ? "what the record carries"
        : "always application_data: the true type is encrypted", section("5.1"),
      CodePoint.contentType)
    walker.number(
      "legacy_record_version", 2, "TLS 1.2, or 1.0 in a first ClientHello, for middleboxes",
      section("5.1"),
      CodePoint.version)
    let length = walker.number("length", 2, "bytes that follow", section("5.1"))
    guard length == walker.remaining else {
      if walker.remaining > 0 {
        walker.unknown(
          walker.remaining, "the header says \(length ?? 0) bytes, which is not how many there are")
      }
      return Field(
        name: "TLSPlaintext", range: 0..<raw.count, section: section("5.1"),
        children: walker.finish())
    }
    if let tag = tagByteCount, walker.remaining > tag {
      walker.opaque(
        "encrypted_record", walker.remaining - tag,
        "TLSInnerPlaintext, encrypted by the AEAD; the header is authenticated with it",
        section("5.2"))
      walker.opaque(
        "tag", tag, "the AEAD's tag: without the key nobody can make it", section("5.2"))
      return Field(
        name: "TLSCiphertext", range: 0..<raw.count, meaning: "A protected record.",
        section: section("5.2"),
        children: walker.finish())
    }
    if !inside.isEmpty, inside.reduce(0, { $0 + $1.range.count }) == walker.remaining {
      for field in inside { walker.append(field.moved(by: -field.range.lowerBound)) }
    } else {
      content(outer, &walker)
    }
    return Field(
      name: "TLSPlaintext", range: 0..<raw.count, meaning: "A record that is not protected.",
      section: section("5.1"), children: walker.finish())
  }

  /// TLSInnerPlaintext: what a protected record holds (RFC 9846, Section 5.2).
  package static func inner(
    _ type: ContentType, _ content: [UInt8], padding: Int, inside: [Field]
  ) -> Field {
    let bytes = content + [type.rawValue] + [UInt8](repeating: 0, count: padding)
    var walker = Annotator(bytes)
    if !inside.isEmpty, inside.reduce(0, { $0 + $1.range.count }) == content.count {
      for field in inside { walker.append(field.moved(by: -field.range.lowerBound)) }
    } else {
      walker.limited(content.count) { inner in Annotation.content(Int(type.rawValue), &inner) }
    }
    walker.number("type", 1, "what the record truly carries", section("5.2"), CodePoint.contentType)
    if padding > 0 {
      walker.opaque(
        "zeros", padding, "padding, to hide the length of the content", section("5.4"),
        value: "\(padding) bytes")
    }
    return Field(
      name: "TLSInnerPlaintext", range: 0..<bytes.count,
      meaning: "What the record holds once it is decrypted.",
      section: section("5.2"), children: walker.finish())
  }

  /// A part of a handshake message that does not fit into one record.
  package static func fragment(_ count: Int, of name: String, _ range: Range<Int>) -> Field {
    Field(
      name: "part of \(name)", range: 0..<count,
      value: "its bytes \(range.lowerBound)..<\(range.upperBound)",
      meaning: "the message is longer than a record, or was cut on purpose", section: section("5.1")
    )
  }

  static func content(_ type: Int, _ walker: inout Annotator) {
    guard !walker.isAtEnd else { return }
    switch type {
    case 20:
      walker.number("change_cipher_spec", 1, "means nothing: middleboxes expect it", section("E.4"))
    case 21:
      walker.number("level", 1, "of no account in TLS 1.3", section("6")) {
        [1: "warning (1)", 2: "fatal (2)"][$0] ?? "\($0)"
      }
      walker.number("description", 1, "what happened", section("6"), CodePoint.alert)
    case 23:
      let count = walker.remaining
      walker.opaque(
        "application_data", count, "the application's bytes", section("5"),
        value: Annotator.text(walker.peek(min(count, 200))))
    default: break
    }
  }
}
