import Bytes

/// The objects of a PEM file (RFC 7468): text around them is passed over, inside nothing is
/// forgiven but white space.
public enum PEM {
  /// All objects in their order; none where there is no BEGIN line.
  public static func objects(in text: [UInt8]) throws(PEMError) -> [PEMObject] {
    var objects: [PEMObject] = []
    for block in try blocks(in: text.span) {
      objects.append(PEMObject(label: block.label, der: try decode(block, of: text.span)))
    }
    return objects
  }

  /// Whether there is a BEGIN line.
  public static func isPEM(_ text: [UInt8]) -> Bool { firstBlock(in: text.span) != nil }

  /// An object that was found and not decoded yet.
  struct Block {
    let label: String
    /// The number of the BEGIN line, from 1.
    let line: Int
    /// Whether headers say that the contents are encrypted (RFC 1421, Section 4.6.1.1).
    var isEncrypted = false
    /// Where the base 64 is.
    var body = 0..<0

    /// What the label says it is.
    var contents: FileContents { FileContents(label: label, isEncrypted: isEncrypted) }
  }

  /// All objects, whose contents are not looked at.
  static func blocks(in text: Span<UInt8>) throws(PEMError) -> [Block] {
    var blocks: [Block] = []
    var lines = PEMLines(text)
    while let block = lines.nextBegin() {
      guard let whole = lines.finish(block) else {
        throw .noEnd(label: block.label, line: block.line)
      }
      blocks.append(whole)
    }
    return blocks
  }

  /// What the first BEGIN line says that is not of the parameters in front of an elliptic curve
  /// key, even where its END line is missing; nil where there is none.
  static func firstBlock(in text: Span<UInt8>) -> Block? {
    var lines = PEMLines(text)
    var first: Block?
    while let block = lines.nextBegin() {
      let whole = lines.finish(block) ?? block
      guard block.label == "EC PARAMETERS" else { return whole }
      first = first ?? whole
    }
    return first
  }

  /// A block's contents. The caller wipes them where they are secret.
  static func decode(_ block: Block, of text: Span<UInt8>) throws(PEMError) -> [UInt8] {
    var base64: [UInt8] = []
    // Reserved, so that growing leaves no copy behind.
    base64.reserveCapacity(block.body.count)
    defer { wipe(&base64) }
    for index in block.body where !PEMLines.isSpace(text[index]) && text[index] != 0x0A {
      base64.append(text[index])
    }
    guard let der = Base64.decode(base64.span), !der.isEmpty else {
      throw .notBase64(label: block.label, line: block.line)
    }
    return der
  }

  /// A block's contents, of which no other copy is left behind.
  static func secret(_ block: Block, of text: Span<UInt8>) throws(PEMError) -> SecretBytes {
    var der = try decode(block, of: text)
    defer { wipe(&der) }
    return SecretBytes(copying: der.span)
  }
}

/// Goes through a file line by line.
private struct PEMLines: ~Escapable {
  private let text: Span<UInt8>
  private var position = 0
  private var number = 0

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) { self.text = text }

  /// Goes on behind the next BEGIN line.
  mutating func nextBegin() -> PEM.Block? {
    while let line = nextLine() {
      if let label = label(in: line, "BEGIN") { return PEM.Block(label: label, line: number) }
    }
    return nil
  }

  /// Goes on behind the END line of `block`; nil where it is missing.
  mutating func finish(_ block: PEM.Block) -> PEM.Block? {
    var block = block
    var inHeaders = true
    block.body = position..<position
    while true {
      let start = position
      guard let line = nextLine() else { return nil }
      if let label = label(in: line, "END") {
        block.body = block.body.lowerBound..<start
        return label == block.label ? block : nil
      }
      if label(in: line, "BEGIN") != nil { return nil }
      guard inHeaders else { continue }
      // RFC 1421 §4.4: headers stand in front of the base 64, with an empty line between.
      if contains(line, UInt8(ascii: ":")) || line.isEmpty {
        block.isEncrypted = block.isEncrypted || contains(line, "ENCRYPTED")
        block.body = position..<position
        inHeaders = !line.isEmpty
      } else {
        inHeaders = false
      }
    }
  }

  /// The next line without white space at its ends.
  private mutating func nextLine() -> Range<Int>? {
    guard position < text.count else { return nil }
    var start = position
    var end = position
    while end < text.count, text[end] != 0x0A { end += 1 }
    position = min(end + 1, text.count)
    number += 1
    while start < end, PEMLines.isSpace(text[start]) { start += 1 }
    while start < end, PEMLines.isSpace(text[end - 1]) { end -= 1 }
    return start..<end
  }

  static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 || octet == 0x0D }

  /// The label of a BEGIN or END line (RFC 7468, Section 3); nil for another line.
  private func label(in line: Range<Int>, _ word: String) -> String? {
    let prefix = "-----\(word) ".utf8
    let suffix = "-----".utf8
    guard line.count >= prefix.count + suffix.count,
      line.count <= prefix.count + suffix.count + 64,
      zip(line, prefix).allSatisfy({ text[$0] == $1 }),
      zip(line.suffix(suffix.count), suffix).allSatisfy({ text[$0] == $1 })
    else { return nil }
    var label: [UInt8] = []
    for index in line.dropFirst(prefix.count).dropLast(suffix.count) { label.append(text[index]) }
    guard label.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
    return String(decoding: label, as: UTF8.self)
  }

  private func contains(_ line: Range<Int>, _ octet: UInt8) -> Bool {
    for index in line where text[index] == octet { return true }
    return false
  }

  private func contains(_ line: Range<Int>, _ word: String) -> Bool {
    let wanted = Array(word.utf8)
    for start in line where start + wanted.count <= line.upperBound {
      if (0..<wanted.count).allSatisfy({ text[start + $0] == wanted[$0] }) { return true }
    }
    return false
  }
}
