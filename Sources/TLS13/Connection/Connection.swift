import Bytes
import Cryptography
import PKI

/// One connection, the client's or the server's: records, a handshake, and what follows it.
struct Connection<Machine: HandshakeMachine & ~Copyable>: ~Copyable, Sendable {
  /// Post-handshake messages in a row without application data before the peer is held to play games.
  static var postHandshakeLimit: Int { 32 }
  /// Warnings in a row without application data.
  static var warningLimit: Int { 4 }

  fileprivate var records: RecordLayer
  fileprivate var machine: Machine
  private var secrets: ApplicationSecrets?
  private let isClient: Bool
  /// The peer asked for an update of our keys (RFC 9846, Section 4.7.3).
  private var owesKeyUpdate = false
  /// This side asked for an update of the peer's keys, and none has come.
  private var awaitsKeyUpdate = false
  private var postHandshakeMessages = 0
  private var warnings = 0
  private var ending = Ending.open
  /// Sessions that tickets have brought.
  private var sessions: [Session] = []

  private enum Ending {
    case open, failed
  }
  private var sentClose = false
  private var receivedClose = false

  init(_ machine: consuming Machine, _ records: consuming RecordLayer, isClient: Bool) {
    self.machine = machine
    self.records = records
    self.isClient = isClient
  }

  var summary: Summary { machine.summary }
  var isConnected: Bool { secrets != nil && ending == .open }

  /// Takes one record from the front of `input`.
  mutating func receive(
    _ input: inout MutableSpan<UInt8>, now: Time, random: inout some RandomSource,
    output: inout [UInt8]
  ) throws(ConnectionFailure) -> Progress {
    guard ending == .open else { throw misuse("the connection has failed before") }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    // RFC 9846 §6.1 MUST: what comes after close_notify is ignored.
    if receivedClose { return Progress(consumed: input.count, events: .closed) }
    // What the peer sends is for keys that come with the end of this side's flight.
    if secrets == nil, machine.signatureWanted != nil { return Progress() }
    do throws(ConnectionFailure.Reason) {
      return try step(&input, now: now, random: &random)
    } catch {
      throw fail(error)
    }
  }

  /// The signature without which this side cannot go on.
  var signatureWanted: SignatureRequest? { ending == .open ? machine.signatureWanted : nil }

  /// Goes on with the signature that was wanted.
  mutating func resume(
    with signature: [UInt8], output: inout [UInt8]
  ) throws(ConnectionFailure) -> Progress.Events {
    guard let wanted = signatureWanted else { throw misuse("no signature is wanted") }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    guard wanted.isAnswered(by: signature.span) else {
      throw fail(
        .handshake(.internalError("the signer's answer does not verify with the certificate's key"))
      )
    }
    switch secrets {
    case .some(let secrets):
      return machine.resumePostHandshake(signature, secrets, &records)
    case .none: break
    }
    do { try machine.resume(signature, &records) } catch { throw fail(.handshake(error)) }
    secrets = machine.takeSecrets()
    return secrets == nil ? [] : .handshakeFinished
  }

  /// Ends the connection: the signature that was wanted cannot be had.
  mutating func endUnsigned(_ reason: String, output: inout [UInt8]) -> ConnectionFailure {
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    return fail(.handshake(.internalError("no signature: \(reason)")))
  }

  private mutating func step(
    _ input: inout MutableSpan<UInt8>, now: Time, random: inout some RandomSource
  ) throws(ConnectionFailure.Reason) -> Progress {
    var progress = Progress()
    let incoming: RecordLayer.Incoming
    do { incoming = try records.next(&input, expecting: machine.expectations) } catch {
      throw .record(error)
    }
    switch incoming {
    case .incomplete: break
    case .skipped(let count): progress.consumed = count
    case .applicationData(let range, let count):
      progress.consumed = count
      progress.applicationData = range
      if !range.isEmpty {
        postHandshakeMessages = 0
        warnings = 0
      }
      if secrets == nil {
        do { progress.isEarlyData = try machine.receivedEarlyData(range.count) } catch {
          throw .handshake(error)
        }
      }
    case .alert(let alert, let count):
      progress.consumed = count
      try take(alert, &progress)
    case .handshake(let range, let count):
      progress.consumed = count
      do {
        if records.assembler.isMidMessage {
          if try records.assembler.complete(
            with: input.span.extracting(range), limit: messageLimit)
          {
            let stored = records.assembler.take()
            try takeMessages(stored.span, &progress, now: now, random: &random)
          }
        } else {
          try takeMessages(input.span.extracting(range), &progress, now: now, random: &random)
        }
      } catch { throw .handshake(error) }
    }
    return progress
  }

  /// The longest message that is acceptable now, in bytes.
  private var messageLimit: Int { machine.messageLimit }

  /// Hands every whole message in `bytes` to the state machine and keeps what is left.
  private mutating func takeMessages(
    _ bytes: Span<UInt8>, _ progress: inout Progress, now: Time,
    random: inout some RandomSource
  ) throws(HandshakeError) {
    var start = 0
    while start < bytes.count {
      let rest = bytes.extracting(start...)
      guard let count = try MessageAssembler.messageByteCount(rest, limit: messageLimit),
        count <= rest.count
      else {
        records.assembler.store(rest)
        return
      }
      start += count
      let message = HandshakeMessage(
        rest.extracting(0..<count), endsRecord: start == bytes.count)
      if secrets == nil {
        let before = records.laboratory == nil ? "" : machine.expectations.state
        try machine.receive(message, &records, now: now, random: &random)
        records.laboratory?.observe(
          .transition(from: before, to: machine.expectations.state))
        secrets = machine.takeSecrets()
        if secrets != nil { progress.events.insert(.handshakeFinished) }
      } else {
        try takePostHandshake(message, &progress, now: now, random: &random)
      }
    }
  }

  /// Messages after the handshake (RFC 9846, Section 4.7).
  private mutating func takePostHandshake(
    _ message: borrowing HandshakeMessage, _ progress: inout Progress, now: Time,
    random: inout some RandomSource
  ) throws(HandshakeError) {
    postHandshakeMessages += 1
    switch message.type {
    case .keyUpdate where !machine.isMidAuthentication:
      guard postHandshakeMessages <= Self.postHandshakeLimit else { throw .tooManyKeyUpdates }
      let isRequest = try KeyUpdate.read(message)
      try message.requireEndOfRecord()
      if let keys = secrets?.updateReading() { records.protectReceiving(keys) }
      awaitsKeyUpdate = false
      if isRequest { owesKeyUpdate = true }
      progress.events.insert(.keysUpdated)
    case .newSessionTicket where isClient:
      guard postHandshakeMessages <= Self.postHandshakeLimit else { throw .tooManyTickets }
      let ticket = try NewSessionTicket(message)
      try keep(ticket, now: now)
      progress.events.insert(.ticket)
    default:
      guard postHandshakeMessages <= Self.postHandshakeLimit else {
        throw .unexpectedMessage(message.type, while: "CONNECTED")
      }
      switch secrets {
      case .none: throw .unexpectedMessage(message.type, while: "CONNECTED")
      case .some(let secrets):
        progress.events.formUnion(
          try machine.receivePostHandshake(
            message, secrets, &records, now: now, random: &random))
      }
    }
  }

  /// Keeps what a ticket brings until it is asked for; of a flood, the newest.
  private mutating func keep(_ ticket: NewSessionTicket, now: Time) throws(HandshakeError) {
    switch secrets {
    case .none: return
    case .some(let secrets):
      guard let session = machine.session(ticket, secrets, now: now) else { return }
      if sessions.count >= 8 { sessions.removeFirst() }
      sessions.append(session)
    }
  }

  /// Hands the sessions over.
  mutating func takeSessions() -> [Session] {
    var taken: [Session] = []
    swap(&taken, &sessions)
    return taken
  }

  /// How many bytes of early data may be sent now.
  var earlyDataRoom: Int { ending == .open && !sentClose ? machine.earlyDataRoom : 0 }

  /// Appends records of early data.
  mutating func sendEarlyData(
    _ content: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    guard content.count <= earlyDataRoom else {
      throw misuse("\(earlyDataRoom) bytes of early data may be sent now")
    }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    records.send(.applicationData, content)
    machine.sentEarlyData(content.count)
  }

  /// Appends a record of early data, whatever room there is.
  mutating func overdraw(into output: inout [UInt8]) throws(ConnectionFailure) {
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    let byte: [UInt8] = [0x2A]
    records.send(.applicationData, byte.span)
  }

  /// An alert that came (RFC 9846, Section 6): all but the closing ones end the connection.
  private mutating func take(
    _ alert: Alert, _ progress: inout Progress
  ) throws(ConnectionFailure.Reason) {
    switch alert {
    case .closeNotify:
      // Before the handshake is complete nothing was agreed that could be closed.
      guard secrets != nil else { throw .peerAlert(alert) }
      receivedClose = true
      progress.events.insert(.closed)
    case .userCanceled:
      // RFC 9846 §6.1 SHOULD: goes on until close_notify, which has to come.
      warnings += 1
      guard warnings <= Self.warningLimit else { throw .record(.tooManyWarnings) }
    default: throw .peerAlert(alert)
    }
  }

  /// Ends the connection and, where the peer has to know, appends the alert.
  private mutating func fail(_ reason: ConnectionFailure.Reason) -> ConnectionFailure {
    let failure = ConnectionFailure(reason: reason, state: machine.expectations.state)
    ending = .failed
    records.laboratory?.observe(.failed(failure))
    if let alert = failure.alertToSend { records.send(alert) }
    secrets = nil
    return failure
  }

  private func misuse(_ text: String) -> ConnectionFailure {
    ConnectionFailure(reason: .misuse(text), state: machine.expectations.state)
  }

  /// Appends records with `content`.
  mutating func send(
    _ content: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    guard isConnected || (ending == .open && machine.maySendBeforeFinished), !sentClose else {
      throw misuse("the connection is not open for sending")
    }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    var start = 0
    repeat {
      // RFC 9846 §4.7.3 MUST: the update that the peer asked for comes before the next data; §5.5 MUST:
      // keys are changed before they have done more than their share.
      if owesKeyUpdate || records.wantsNewSendingKey { updateSendingKey(requestsUpdate: false) }
      let end = min(content.count, start + records.maximumContent)
      records.send(.applicationData, content.extracting(start..<end))
      start = end
    } while start < content.count
  }

  /// Appends a handshake message as it is: a published trace's ticket.
  mutating func sendHandshake(
    _ message: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    guard isConnected, !sentClose else { throw misuse("the connection is not open for sending") }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    records.send(.handshake, message)
  }

  /// Appends a KeyUpdate (RFC 9846, Section 4.7.3). The peer is asked for its own where no such request is under way.
  mutating func updateKeys(
    requestsPeer: Bool, into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    guard isConnected, !sentClose else { throw misuse("the connection is not open for sending") }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    // RFC 9846 §4.7.3 MUST NOT: no second request before the peer has updated.
    let asks = requestsPeer && !awaitsKeyUpdate
    if asks { awaitsKeyUpdate = true }
    updateSendingKey(requestsUpdate: asks)
  }

  private mutating func updateSendingKey(requestsUpdate: Bool) {
    owesKeyUpdate = false
    var message = KeyUpdate.message(requestsUpdate: requestsUpdate)
    records.laboratory?.bend(&message)
    records.send(.handshake, message.span)
    if let keys = secrets?.updateWriting() { records.protectSending(keys) }
  }

  /// Appends an alert of the application's (RFC 9846, Section 6).
  mutating func send(_ alert: Alert, into output: inout [UInt8]) {
    guard alert != .closeNotify else { return close(into: &output) }
    guard ending == .open, !sentClose else { return }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    records.send(alert)
    guard !alert.isClosing else { return }
    ending = .failed
    secrets = nil
  }

  /// Appends close_notify (RFC 9846, Section 6.1), once.
  mutating func close(into output: inout [UInt8]) {
    guard ending == .open, !sentClose else { return }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    if secrets == nil { records.send(.userCanceled) }
    records.send(.closeNotify)
    sentClose = true
  }

  /// The transport has ended.
  mutating func inputEnded() throws(ConnectionFailure) {
    guard !receivedClose, ending == .open else { return }
    let state = machine.expectations.state
    ending = .failed
    throw ConnectionFailure(reason: .truncated(while: state), state: state)
  }

  /// Keying material of this connection (RFC 9846, Section 7.5).
  func export(
    label: [UInt8], context: Span<UInt8>, byteCount: Int
  ) throws(ConnectionFailure) -> SecretBytes {
    guard label.count <= 249, (0...0xFFFF).contains(byteCount) else {
      throw misuse("a label has at most 249 bytes, an export at most 65,535")
    }
    switch secrets {
    case .some(let secrets):
      return secrets.exporter.export(label, context: context, byteCount: byteCount)
    case .none:
      guard ending == .open, let exporter = machine.exporter else {
        throw misuse("there is nothing to export before the handshake is complete")
      }
      return exporter.export(label, context: context, byteCount: byteCount)
    }
  }

  /// Keying material of the early data (RFC 9846, Section 7.5).
  func exportEarly(
    label: [UInt8], context: Span<UInt8>, byteCount: Int
  ) throws(ConnectionFailure) -> SecretBytes {
    guard label.count <= 249, (0...0xFFFF).contains(byteCount) else {
      throw misuse("a label has at most 249 bytes, an export at most 65,535")
    }
    guard let exporter = machine.earlyExporter else {
      throw misuse("there is no early data, whose secrets could be exported")
    }
    return exporter.export(label, context: context, byteCount: byteCount)
  }
}

extension Connection where Machine == ServerHandshake {
  /// Appends a request for the client's certificate (RFC 9846, Section 4.7.2).
  mutating func requestAuthentication(
    _ authentication: ClientAuthentication, random: inout some RandomSource,
    into output: inout [UInt8]
  ) throws(ConnectionFailure) {
    guard isConnected, !sentClose else { throw misuse("the connection is not open for sending") }
    swap(&records.output, &output)
    defer { swap(&records.output, &output) }
    let obstacle: String? =
      switch secrets {
      case .some(let secrets):
        machine.requestAuthentication(authentication, secrets, &records, random: &random)
      case .none: "the connection is not open for sending"
      }
    if let obstacle { throw misuse(obstacle) }
  }
}
