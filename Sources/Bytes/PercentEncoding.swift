/// Percent-encoding (RFC 3986, Section 2.1).
public enum PercentEncoding {
  /// The octets that a text stands for; nil where a `%` has no two hexadecimal digits behind it, and for an octet
  /// written so that `allows` refuses.
  public static func decode(
    _ text: some StringProtocol, allows: (UInt8) -> Bool = { _ in true }
  ) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self))?.first,
        allows(value)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
}
