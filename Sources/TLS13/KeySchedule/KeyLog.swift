/// Hands secrets of connections to whoever debugs them; whoever has them reads the traffic.
///
/// Without one in the configuration nothing is handed out, and nothing is computed for it.
public struct KeyLog: Sendable {
  /// The labels of the key log file (draft-ietf-tls-keylogfile, Section 2.2).
  public enum Label: String, Sendable, CaseIterable {
    /// Of 0-RTT data.
    case clientEarlyTraffic = "CLIENT_EARLY_TRAFFIC_SECRET"
    /// Of exporters that need not wait for the handshake.
    case earlyExporter = "EARLY_EXPORTER_SECRET"
    /// Of the client's handshake messages.
    case clientHandshakeTraffic = "CLIENT_HANDSHAKE_TRAFFIC_SECRET"
    /// Of the server's handshake messages.
    case serverHandshakeTraffic = "SERVER_HANDSHAKE_TRAFFIC_SECRET"
    /// Of the client's application data, the first generation.
    case clientTraffic = "CLIENT_TRAFFIC_SECRET_0"
    /// Of the server's application data, the first generation.
    case serverTraffic = "SERVER_TRAFFIC_SECRET_0"
    /// Of exporters.
    case exporter = "EXPORTER_SECRET"
  }

  /// Takes a label, ClientHello.random (32 bytes) and a secret (32 or 48 bytes).
  public typealias Receiver = @Sendable (Label, Span<UInt8>, Span<UInt8>) -> Void

  private let receiver: Receiver

  /// A log that goes to `receiver`, on the thread of the connection.
  public init(_ receiver: @escaping Receiver) { self.receiver = receiver }

  /// Hands out one secret.
  func tell(_ label: Label, _ random: [UInt8], _ secret: Span<UInt8>) {
    receiver(label, random.span, secret)
  }
}

extension HandshakeSecrets {
  /// Hands out the handshake's traffic secrets, if a log was asked for.
  borrowing func tell(_ log: KeyLog?, _ random: [UInt8]) {
    guard let log else { return }
    log.tell(.clientHandshakeTraffic, random, clientTraffic.bytes)
    log.tell(.serverHandshakeTraffic, random, serverTraffic.bytes)
  }
}

extension MainSecrets {
  /// Hands out the secrets of application data and exporters, if a log was asked for.
  borrowing func tell(_ log: KeyLog?, _ random: [UInt8]) {
    guard let log else { return }
    log.tell(.clientTraffic, random, clientTraffic.bytes)
    log.tell(.serverTraffic, random, serverTraffic.bytes)
    log.tell(.exporter, random, exporter.bytes)
  }
}
