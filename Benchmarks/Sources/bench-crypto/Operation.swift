/// One row of the table: what we do, and what OpenSSL is asked to do.
struct Operation: Sendable {
  let name: String
  let unit: Unit
  /// Nil where `openssl speed` does not measure it.
  let peer: OpenSSLSpeed.Figure?
  /// Ours, for about so many seconds, in the unit's terms.
  let measure: @Sendable (_ seconds: Double) throws -> Double

  enum Unit: String, Sendable {
    case bytes = "B/s"
    case operations = "1/s"
  }
}
