extension Unicode.Scalar {
  /// Whether a terminal shows this character, and nothing more: no control character, none that turns the
  /// direction of writing round.
  public var isHarmlessOnTerminal: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
      false
    default: true
    }
  }
}
