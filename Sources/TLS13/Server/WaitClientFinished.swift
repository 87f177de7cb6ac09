import Bytes

/// WAIT_FINISHED: the client's Finished ends the handshake (RFC 9846, Section 4.5.3).
struct WaitClientFinished: ~Copyable {
  private var pending: PendingClient

  init(_ pending: consuming PendingClient) { self.pending = pending }

  consuming func receive(
    _ message: borrowing HandshakeMessage, _ records: inout RecordLayer, _ shared: ServerShared,
    now: Time, random: inout some RandomSource
  ) throws(HandshakeError) -> ServerHandshake.State {
    try message.require(.finished, while: "WAIT_FINISHED")
    let finished = try Finished.verify(message, pending.clientTraffic, pending.transcript)
    try message.requireEndOfRecord()
    pending.transcript.add(message.bytes)
    return connect(finished, &records, shared, now: now, random: &random)
  }

  private consuming func connect(
    _ finished: consuming FinishedVerified, _ records: inout RecordLayer, _ shared: ServerShared,
    now: Time, random: inout some RandomSource
  ) -> ServerHandshake.State {
    let suite = pending.suite
    let aead = pending.aead
    let main = pending.main
    records.protectReceiving(main.clientTraffic.keys(aead))
    if shared.clientAcceptsTickets {
      var tickets: [UInt8] = []
      if let resumption = shared.configuration.resumption, shared.grantsSessions {
        let secret = main.resumption(pending.transcript)
        TicketIssue(resumption, shared, suite, now).write(
          secret, into: &tickets, random: &random)
      } else if shared.configuration.confirmsAcceptance {
        // RFC 9846 §4.7.1: a lifetime of zero tells the client to drop the ticket; its coming tells the
        // client that it was accepted, which nothing else does before the first data.
        NewSessionTicket(lifetime: 0, ageAdd: 0, nonce: [0], ticket: random.bytes(16))
          .write(into: &tickets)
      }
      shared.configuration.laboratory?.bend(&tickets)
      if !tickets.isEmpty { records.send(.handshake, tickets.span) }
    }
    return .connected(
      ApplicationSecrets(
        writing: main.serverTraffic, reading: main.clientTraffic, exporter: main.exporter,
        resumption: nil,
        transcript: shared.clientTakesRequests ? pending.transcript : nil, suite: suite))
  }
}
