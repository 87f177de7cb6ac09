/// What one call of `receive` did.
public struct Progress: Sendable {
  /// Bytes taken from the front of the input: one record, or zero where more bytes are needed.
  public var consumed = 0
  /// Where application data stands in the input, decrypted; empty where there is none.
  public var applicationData = 0..<0
  /// Whether the application data came before the handshake was complete: somebody may send it again
  /// (RFC 9846, Section 8).
  public var isEarlyData = false
  /// What happened.
  public var events: Events = []

  /// Things that happen to a connection.
  public struct Events: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// The events of these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The handshake is complete; application data may be sent.
    public static let handshakeFinished = Events(rawValue: 1)
    /// A ticket came: the server has accepted the client.
    public static let ticket = Events(rawValue: 2)
    /// The peer changed its keys.
    public static let keysUpdated = Events(rawValue: 4)
    /// The peer sent close_notify: it will send nothing more.
    public static let closed = Events(rawValue: 8)
    /// The client has answered a request for its certificate that came after the handshake, or this side
    /// has.
    public static let clientAuthenticated = Events(rawValue: 16)
  }
}
