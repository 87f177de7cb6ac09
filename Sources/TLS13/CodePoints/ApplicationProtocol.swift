/// A name of a protocol for ALPN (RFC 7301, Section 3.1): 1 to 255 bytes.
public struct ApplicationProtocol: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The bytes on the wire.
  public let name: [UInt8]

  /// The protocol of this name; nil unless it has 1 to 255 bytes.
  public init?(_ name: some Sequence<UInt8>) {
    self.name = Array(name)
    guard (1...255).contains(self.name.count) else { return nil }
  }

  /// The protocol of a name in the source, such as `"http/1.1"`.
  public init(stringLiteral text: StaticString) {
    name = Array("\(text)".utf8)
    precondition((1...255).contains(name.count), "a protocol's name has 1 to 255 bytes")
  }
}

extension ApplicationProtocol: CustomStringConvertible {
  /// The name as text.
  public var description: String { String(decoding: name, as: UTF8.self) }
}
