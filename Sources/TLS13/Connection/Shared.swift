/// A configuration that many connections have in common: it is copied once, and each of them holds 8 bytes.
///
/// Who makes many connections keeps one of these, and makes another when something is to be different from then on.
public final class Shared<Configuration: Sendable>: Sendable {
  /// What it was made of.
  public let configuration: Configuration

  /// Keeps `configuration` for ``ServerConnection`` or ``ClientConnection``.
  public init(_ configuration: Configuration) { self.configuration = configuration }
}
