/// What a request asked for and what became of it.
public struct IssuanceReport: Sendable {
  /// One thing asked for or added.
  public struct Line: Sendable, Hashable {
    /// What became of it.
    public enum Outcome: String, Sendable {
      /// It is in the certificate as asked for.
      case granted
      /// The authority put it there unasked.
      case added
      /// It is not in the certificate.
      case dropped
    }

    /// What was decided.
    public let outcome: Outcome
    /// The field or extension.
    public let field: String
    /// Its value.
    public let value: String
    /// Why; empty where the value was granted as it is.
    public let reason: String
  }

  /// In the order of the certificate's fields.
  public private(set) var lines: [Line] = []

  /// Nothing asked for yet.
  public init() {}

  mutating func grant(_ field: String, _ value: String) {
    lines.append(Line(outcome: .granted, field: field, value: value, reason: ""))
  }

  mutating func add(_ field: String, _ value: String, _ reason: String) {
    lines.append(Line(outcome: .added, field: field, value: value, reason: reason))
  }

  /// Tells of something that the profile has in every certificate, whether or not it was asked for.
  mutating func decide(_ field: String, _ value: String, _ wasAsked: Bool) {
    if wasAsked { grant(field, value) } else { add(field, value, "the profile has it always") }
  }

  mutating func drop(_ field: String, _ value: String, _ reason: String) {
    lines.append(Line(outcome: .dropped, field: field, value: value, reason: reason))
  }
}
