import Bytes
public import DER

/// `GeneralName` (RFC 5280, Section 4.2.1.6): one identity, of one of several forms.
public enum GeneralName: Sendable, Hashable {
  /// rfc822Name: an e-mail address.
  case email(String)
  /// dNSName: a host's name.
  case dns(String)
  /// directoryName: a distinguished name.
  case directoryName(Name)
  /// uniformResourceIdentifier.
  case uri(String)
  /// iPAddress: 4 or 16 bytes; 8 or 32 with the mask where it is a constraint.
  case ip([UInt8])
  /// registeredID.
  case registeredID(ObjectIdentifier)
  /// otherName, x400Address or ediPartyName: the tag's number and the contents.
  case other(tag: UInt8, contents: [UInt8])

  /// Reads a GeneralName.
  init(from reader: inout DERReader, _ field: StaticString) throws(DERError) {
    let value = try reader.value(field)
    func ascii() throws(DERError) -> String {
      guard let text = value.asciiContents else {
        throw DERError(
          .contents("has a name that is not ASCII text"), field: field, offset: value.offset)
      }
      return text
    }
    switch value.tag {
    case .context(1): self = .email(try ascii())
    case .context(2): self = .dns(try ascii())
    case .context(6): self = .uri(try ascii())
    case .context(7): self = .ip([UInt8](copying: value.contents))
    case .context(8):
      guard let identifier = ObjectIdentifier(contents: value.contents) else {
        throw DERError(
          .contents("has a malformed registeredID"), field: field, offset: value.offset)
      }
      self = .registeredID(identifier)
    case .constructedContext(4):
      // Explicit, since Name is a CHOICE.
      var inner = try DERReader(inside: value, field)
      self = .directoryName(try Name(from: &inner, field))
      try inner.finish(field)
    case .constructedContext(0):
      var inner = try DERReader(inside: value, field)
      _ = try inner.objectIdentifier(field)
      var explicit = try inner.constructed(.constructedContext(0), field)
      _ = try explicit.opaqueValue(field)
      try explicit.finish(field)
      try inner.finish(field)
      self = .other(tag: 0, contents: [UInt8](copying: value.contents))
    case .constructedContext(3), .constructedContext(5):
      try value.requireDER(field)
      self = .other(tag: value.tag.rawValue & 0x1F, contents: [UInt8](copying: value.contents))
    default:
      throw DERError(
        .contents("has a \(value.tag) where a GeneralName is expected"), field: field,
        offset: value.offset)
    }
  }

  /// Appends the name.
  func write(into output: inout [UInt8]) {
    switch self {
    case .email(let text): output.writeDER(.context(1)) { output in output += text.utf8 }
    case .dns(let text): output.writeDER(.context(2)) { output in output += text.utf8 }
    case .uri(let text): output.writeDER(.context(6)) { output in output += text.utf8 }
    case .ip(let octets): output.writeDER(.context(7)) { output in output += octets }
    case .registeredID(let identifier):
      output.writeDER(.context(8)) { output in output += identifier.contents }
    case .directoryName(let name):
      output.writeDER(.constructedContext(4)) { output in output += name.der }
    case .other(let tag, let contents):
      output.writeDER(.constructedContext(tag)) { output in output += contents }
    }
  }

  /// Reads GeneralNames, of which there is at least one.
  static func list(
    _ sequence: consuming DERReader, _ field: StaticString
  ) throws(DERError) -> [GeneralName] {
    var sequence = sequence
    guard !sequence.isAtEnd else {
      throw DERError(.contents("is an empty list of names"), field: field, offset: sequence.offset)
    }
    var names: [GeneralName] = []
    while !sequence.isAtEnd { names.append(try GeneralName(from: &sequence, field)) }
    return names
  }
}

extension GeneralName: CustomStringConvertible {
  /// The form and the name, as in `DNS:api.example.org`; made harmless for a terminal.
  public var description: String {
    switch self {
    case .email(let text): "email:\(DisplayText.escaped(text))"
    case .dns(let text): "DNS:\(DisplayText.escaped(text))"
    case .directoryName(let name): "DirName:\(name)"
    case .uri(let text): "URI:\(DisplayText.escaped(text))"
    case .ip(let octets): "IP Address:\(IPText.text(of: octets))"
    case .registeredID(let identifier): "Registered ID:\(identifier)"
    case .other(let tag, let contents): "other name [\(tag)]:\(Hex.encode(contents.span))"
    }
  }
}
