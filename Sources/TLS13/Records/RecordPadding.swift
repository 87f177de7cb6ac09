/// How records are padded, so that their lengths tell less (RFC 9846, Section 5.4).
public enum RecordPadding: Sendable, Hashable {
  /// Not at all.
  case none
  /// Until content, content type and padding together are a multiple of so many bytes.
  case multiple(of: Int)
  /// Until the record is as long as records may be, 16,384 bytes or what the peer takes: costs that much
  /// bandwidth for each.
  case full

  /// The zeros behind `content` bytes of content and the content type.
  ///
  /// - Parameter limit: What content, content type and padding may have together.
  func byteCount(behind content: Int, limit: Int) -> Int {
    let used = content + 1
    switch self {
    case .none: return 0
    case .multiple(of: let unit):
      guard unit > 1 else { return 0 }
      let over = used % unit
      return over == 0 ? 0 : max(0, min(unit - over, limit - used))
    case .full: return max(0, limit - used)
    }
  }
}
