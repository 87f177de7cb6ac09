/// One value: its tag and its contents, a view into the bytes that were read.
public struct DERValue: ~Escapable {
  /// The identifier octet.
  public let tag: Tag
  /// The contents octets.
  public let contents: Span<UInt8>
  /// Tag, length and contents.
  public let encoded: Span<UInt8>
  /// Where the value begins in the outermost one.
  public let offset: Int
  let depth: Int

  @_lifetime(copy encoded)
  init(tag: Tag, encoded: Span<UInt8>, headerCount: Int, offset: Int, depth: Int) {
    self.tag = tag
    self.encoded = encoded
    contents = encoded.extracting(headerCount...)
    self.offset = offset
    self.depth = depth
  }

  /// Where the contents begin in the outermost value.
  public var contentsOffset: Int { offset + encoded.count - contents.count }

  /// Where the value stands in the outermost one.
  public var range: Range<Int> { offset..<offset + encoded.count }
}
