import Bytes
import Cryptography
import TLS13

/// Makes a trace of what a recorder wrote down.
package struct TraceBuilder {
  private var trace: Trace
  /// Handshake bytes that do not make a message yet, of both directions, and where they came from.
  private var pending: [Side: [UInt8]] = [:]
  private var pendingRecords: [Side: [Int]] = [:]
  private var sharedSecret: [UInt8]?
  private var preSharedKey: ([UInt8], HashAlgorithm)?
  private var epochs: [Side: String] = [:]
  private var generations: [Side: Int] = [:]
  private var schedule = KeyScheduleWalk()

  /// The trace of these entries.
  ///
  /// - Parameter entries: Of one end, or of both.
  package static func trace(_ entries: [Recorder.Entry], _ header: Trace.Header) -> Trace {
    var builder = TraceBuilder(trace: Trace(header: header))
    for entry in entries { builder.take(entry) }
    return builder.finish()
  }

  private init(trace: Trace) { self.trace = trace }

  private mutating func take(_ entry: Recorder.Entry) {
    switch entry.what {
    case .secret(let label, let random, let secret):
      schedule.tell(label, secret)
      if !trace.keyLog.contains(where: { $0.label == label.rawValue }) {
        trace.keyLog.append((label.rawValue, random, secret))
      }
    case .observation(.record(let record)):
      // Where both ends were seen, the sender's view counts.
      if trace.header.vantage != nil || record.isOutgoing { add(record, entry) }
    case .observation(.transition(let from, let to)):
      // Messages after the handshake change no state.
      if from != to { state(entry, from, to) }
    case .observation(.keysChanged(let sending)): changeKeys(entry.side, sending)
    case .observation(.sharedSecret(let secret)):
      if sharedSecret == nil {
        sharedSecret = secret
        schedule.sharedSecret = secret
      }
    case .observation(.preSharedKey(let key, let hash)):
      if preSharedKey == nil {
        preSharedKey = (key, hash)
        schedule.preSharedKey = (key, hash)
      }
    case .observation(.failed(let failure)):
      trace.events.append(
        .failed(
          entry.side, text: "\(failure)", rule: failure.rule,
          alert: (failure.alertToSend ?? failure.alertReceived).map { "\($0)" },
          received: failure.alertReceived != nil, nanoseconds: entry.nanoseconds))
    }
  }

  private mutating func state(_ entry: Recorder.Entry, _ from: String, _ to: String) {
    trace.events.append(.state(entry.side, from: from, to: to, nanoseconds: entry.nanoseconds))
  }

  /// What one side sends is under other keys from now on; told by the sender, or by the receiver where only it
  /// was seen.
  private mutating func changeKeys(_ side: Side, _ sending: Bool) {
    let sender = sending ? side : side.other
    guard sending || trace.header.vantage == side else { return }
    let before = epochs[sender] ?? ""
    let hasServerHello = trace.messages.contains { $0.name == "ServerHello" }
    if !hasServerHello, sender == .client {
      epochs[sender] = "early data"
    } else if before == "" || before == "early data" {
      // A client without early data, or one whose early data ends, goes on with the handshake's keys.
      epochs[sender] = "handshake"
    } else {
      let generation = before == "handshake" ? 0 : (generations[sender] ?? 0) + 1
      generations[sender] = generation
      epochs[sender] = "application \(generation)"
    }
  }

  private mutating func add(_ observed: ObservedRecord, _ entry: Recorder.Entry) {
    let sender = observed.isOutgoing ? entry.side : entry.side.other
    if observed.type == .handshake, trace.events.isEmpty, sender == .client,
      trace.header.vantage != .server
    {
      trace.events.append(
        .state(.client, from: "START", to: "WAIT_SH", nanoseconds: entry.nanoseconds))
    }
    var record = Trace.Record(
      index: trace.records.count, sender: sender, nanoseconds: entry.nanoseconds, raw: observed.raw,
      type: observed.type, content: observed.content, isProtected: observed.isProtected,
      sequence: observed.sequence,
      epoch: observed.isProtected ? epochs[sender] ?? "unknown" : "none")
    if let content = observed.content, observed.isProtected {
      record.padding = max(0, observed.raw.count - 5 - tagByteCount - 1 - content.count)
    }
    trace.records.append(record)
    trace.events.append(.record(record.index))
    if observed.type == .handshake, let content = observed.content {
      assemble(content, record.index, sender, entry.nanoseconds)
    }
  }

  private mutating func assemble(
    _ content: [UInt8], _ record: Int, _ sender: Side, _ nanoseconds: Int
  ) {
    var buffer = pending[sender] ?? []
    var records = pendingRecords[sender] ?? []
    records.append(record)
    var rest = content[...]
    while !rest.isEmpty {
      let held = buffer.count
      // The header may be cut, too.
      let needed: Int
      if held + rest.count < 4 {
        needed = 4
      } else {
        let head = Array((buffer.prefix(4) + rest.prefix(4)).prefix(4))
        needed = 4 + Int(head[1]) << 16 + Int(head[2]) << 8 + Int(head[3])
      }
      let taken = rest.prefix(max(0, needed - held))
      trace.records[record].parts.append(
        .init(message: trace.messages.count, range: held..<held + taken.count))
      buffer += taken
      rest = rest.dropFirst(taken.count)
      guard buffer.count >= needed, needed >= 4, buffer.count >= 4 else { break }
      complete(buffer, records, sender, nanoseconds)
      buffer = []
      records = [record]
    }
    pending[sender] = buffer
    pendingRecords[sender] = buffer.isEmpty ? [] : records
  }

  private mutating func complete(
    _ bytes: [UInt8], _ records: [Int], _ sender: Side, _ nanoseconds: Int
  ) {
    let message = Trace.Message(
      index: trace.messages.count, sender: sender, nanoseconds: nanoseconds, bytes: bytes,
      fields: Annotation.message(bytes), records: records)
    trace.messages.append(message)
    trace.events.append(.message(message.index))
    if message.name == "ServerHello" || message.name == "HelloRetryRequest" {
      trace.suite = ServerHelloView.suite(bytes)
    }
    schedule.take(message)
    moveSteps()
  }

  private mutating func moveSteps() {
    for step in schedule.takeSteps() {
      trace.events.append(.step(trace.steps.count))
      trace.steps.append(step)
    }
  }

  private var tagByteCount: Int {
    trace.suite?.description.hasSuffix("CCM_8_SHA256") ?? false ? 8 : 16
  }

  private mutating func finish() -> Trace {
    schedule.finish()
    moveSteps()
    for index in trace.steps.indices {
      trace.steps[index].agrees = schedule.agreement(trace.steps[index])
    }
    for index in trace.records.indices { annotate(index) }
    return trace
  }

  private mutating func annotate(_ index: Int) {
    let record = trace.records[index]
    let inside = record.parts.map { part in
      guard trace.messages.indices.contains(part.message) else {
        return Annotation.fragment(part.range.count, of: "a message that never ended", part.range)
      }
      let message = trace.messages[part.message]
      if part.range == 0..<message.bytes.count { return message.fields }
      return Annotation.fragment(part.range.count, of: message.name, part.range)
    }
    trace.records[index].fields = Annotation.record(
      record.raw, tagByteCount: record.isProtected ? tagByteCount : nil,
      inside: record.isProtected ? [] : inside)
    if record.isProtected, let content = record.content {
      trace.records[index].inner = Annotation.inner(
        record.type, content, padding: record.padding, inside: inside)
    }
  }
}

/// What of a ServerHello the laboratory itself has to know.
enum ServerHelloView {
  /// The suite; nil where the message is too short.
  static func suite(_ bytes: [UInt8]) -> CipherSuite? {
    guard bytes.count > 39 else { return nil }
    let place = 39 + Int(bytes[38])
    guard bytes.count >= place + 2 else { return nil }
    return CipherSuite(rawValue: UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]))
  }
}
