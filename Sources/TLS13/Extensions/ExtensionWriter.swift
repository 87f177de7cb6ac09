import Bytes

extension [UInt8] {
  /// Appends one extension (RFC 9846, Section 4.3).
  mutating func writeExtension(_ type: ExtensionType, _ data: (inout [UInt8]) -> Void) {
    write(type.rawValue)
    writeVector16(data)
  }
}
