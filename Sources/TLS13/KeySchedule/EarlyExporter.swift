import Bytes

/// What can be exported before the handshake is complete (RFC 9846, Section 7.5): early_exporter_secret, or
/// exporter_secret for a server that has sent its Finished.
final class EarlyExporter: Sendable {
  private let holder: Holder

  /// Lends the secret: a view into a property of a class must not leave it.
  private struct Holder: ~Copyable, Sendable {
    let secret: ExporterSecret

    func tell(_ log: KeyLog, _ random: [UInt8]) {
      log.tell(.earlyExporter, random, secret.bytes)
    }

    func export(_ label: [UInt8], context: Span<UInt8>, byteCount: Int) -> SecretBytes {
      secret.export(label, context: context, byteCount: byteCount)
    }
  }

  /// The exporter over a ClientHello; whoever keeps a log is told.
  init(
    _ early: borrowing EarlySecret, _ transcript: Span<UInt8>, _ log: KeyLog?, _ random: [UInt8]
  ) {
    holder = Holder(secret: early.exporter(transcript))
    if let log { holder.tell(log, random) }
  }

  /// The exporter of the connection itself.
  init(_ main: borrowing MainSecrets) { holder = Holder(secret: main.exporter.copy()) }

  /// TLS-Early-Exporter(label, context, byteCount).
  func export(_ label: [UInt8], context: Span<UInt8>, byteCount: Int) -> SecretBytes {
    holder.export(label, context: context, byteCount: byteCount)
  }
}
