/// One step of the key schedule (RFC 9846, Section 7.1): what goes in, under which label, and what comes out.
package struct KeyStep: Sendable {
  /// What is computed.
  package enum Operation: String, Sendable {
    case extract = "HKDF-Extract"
    case derive = "Derive-Secret"
    case expand = "HKDF-Expand-Label"
    case mac = "HMAC"
  }

  /// A value that goes in: another step's output, or something from outside.
  package struct Input: Sendable {
    /// "salt", "IKM", "secret", "context" or "data".
    package var role: String
    /// The name of the step or of what it is.
    package var name: String
    package var bytes: [UInt8]
    /// Whether another step made it.
    package var isStep: Bool
  }

  /// Unique in a trace.
  package var name: String
  package var operation: Operation
  package var inputs: [Input]
  /// Without "tls13 "; empty for HKDF-Extract and HMAC.
  package var label = ""
  package var output: [UInt8]
  package var section: String
  package var meaning: String
  /// The message after which it can be computed; nil before the first.
  package var after: Int?
  /// Whether the connection computed the same; nil where it does not say.
  package var agrees: Bool?
}
