import Bytes

/// WAIT_EOED: early data comes until the client ends it (RFC 9846, Section 4.6).
struct WaitEndOfEarlyData: ~Copyable {
  private var pending: PendingClient

  init(_ pending: consuming PendingClient) { self.pending = pending }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer
  ) throws(HandshakeError) -> ServerHandshake.State {
    try message.require(.endOfEarlyData, while: "WAIT_EOED")
    do { try message.reader.finish("EndOfEarlyData") } catch { throw .malformed(error) }
    try message.requireEndOfRecord()
    pending.transcript.add(message.bytes)
    records.protectReceiving(pending.clientTraffic.keys(pending.aead))
    // RFC 8449 §4: early data was not subject to it, the client did not know it.
    if let limit = pending.recordSizeLimit { records.limitReceiving(to: limit) }
    // A session that is resumed shows no certificate.
    return .waitFinished(WaitClientFinished(pending))
  }
}
