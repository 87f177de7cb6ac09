import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One of the connections at a time: connects, shakes hands, waits for the server's verdict, ends, and begins anew.
/// It never waits itself; the loop that has many of them does.
///
/// In TLS 1.3 the handshake is complete for a client before the server has judged its certificate. Counting
/// then would count those that are refused; here a handshake counts once a ticket, data or an orderly end has come.
struct LoadSlot: ~Copyable {
  /// What has come of a connection.
  enum Outcome {
    case going
    /// The connection is over and the slot free; `isSuccess` says whether the handshake counts.
    case over(isSuccess: Bool)
  }

  private enum Phase { case idle, connecting, shaking, judging, ending }

  private let plan: LoadPlan
  private var phase = Phase.idle
  private var socket: Socket?
  private var connection: ClientConnection?
  private var input: [UInt8]
  private var end = 0
  private var output: [UInt8] = []
  private var isResumed = false
  /// Nanoseconds, as the clock has them.
  private var began = 0
  private var connected = 0
  private var shaken = 0
  private var finished = 0
  private var random = SystemRandom()
  /// The first bytes of a response.
  private var head: [UInt8] = []

  init(_ plan: LoadPlan) {
    self.plan = plan
    // Two records: one that is opened, and the beginning of the next.
    input = [UInt8](repeating: 0, count: 2 * 16_645)
  }

  var isIdle: Bool { phase == .idle }
  /// Until when something has to happen; nil where nothing is waited for.
  var deadline: Int? {
    switch phase {
    case .idle: nil
    // A server that is in no hurry to close is not waited for.
    case .ending: min(began + plan.patience, finished + 250_000_000)
    default: began + plan.patience
    }
  }
  /// For `poll(2)`.
  var entry: pollfd {
    let descriptor: Int32 =
      switch socket {
      case .some(let socket): socket.descriptor
      case .none: -1
      }
    let writes = phase == .connecting || !output.isEmpty
    let events = (phase == .connecting ? 0 : Int32(POLLIN)) | (writes ? Int32(POLLOUT) : 0)
    return pollfd(fd: descriptor, events: Int16(events), revents: 0)
  }

  /// Begins a connection.
  mutating func begin(_ sessions: inout [Session], _ tally: inout BenchTally) -> Outcome {
    began = BenchClock.now
    do {
      socket = try plan.address.startConnecting(to: plan.place)
    } catch { return fail(.socket(error), &tally) }
    output.removeAll(keepingCapacity: true)
    head.removeAll(keepingCapacity: true)
    end = 0
    phase = .connecting
    do {
      // The ClientHello is made while TCP connects.
      connection = try ClientConnection(
        plan.shared, server: plan.identity,
        resuming: plan.resumes ? sessions.popLast() : nil, now: .now, random: &random,
        output: &output)
    } catch { return fail(.connection(error), &tally) }
    return .going
  }

  /// Does what can be done now that the socket is ready.
  mutating func advance(_ sessions: inout [Session], _ tally: inout BenchTally) -> Outcome {
    do throws(StreamFailure) {
      if phase == .connecting {
        try finishConnecting(&tally)
      } else if phase != .idle {
        try receive(&sessions, &tally)
      }
      return phase == .idle ? .over(isSuccess: true) : .going
    } catch {
      // What goes wrong after the verdict does not take it back.
      if phase == .ending {
        leave()
        return .over(isSuccess: true)
      }
      return fail(error, &tally)
    }
  }

  /// Time has run out.
  mutating func expire(_ tally: inout BenchTally) -> Outcome {
    if phase == .ending {
      leave()
      return .over(isSuccess: true)
    }
    let action =
      switch phase {
      case .connecting: "connecting to \(plan.place)"
      case .shaking: "waiting for the server's handshake"
      default: "waiting for the server's verdict"
      }
    return fail(.socket(.timedOut(while: action)), &tally)
  }

  /// Closes what is under way without counting it.
  mutating func abandon() { if phase != .idle { leave() } }

  private mutating func finishConnecting(_ tally: inout BenchTally) throws(StreamFailure) {
    do {
      switch socket {
      case .some(let socket): try socket.checkConnected(to: plan.place)
      case .none: return
      }
    } catch { throw .socket(error) }
    connected = BenchClock.now
    tally.connecting.add((connected - began) / 1_000)
    phase = .shaking
    try flush(&tally)
  }

  private mutating func flush(_ tally: inout BenchTally) throws(StreamFailure) {
    guard !output.isEmpty else { return }
    do {
      switch socket {
      case .some(let socket):
        let count = try socket.writeAvailable(output.span)
        tally.bytesSent += count
        output.removeFirst(count)
      case .none: return
      }
    } catch { throw .socket(error) }
  }

  private mutating func receive(
    _ sessions: inout [Session], _ tally: inout BenchTally
  ) throws(StreamFailure) {
    // An alert may lie there already when sending fails, so reading comes first.
    let count = try fill()
    if let count {
      tally.bytesReceived += count
      guard count > 0 else { return try inputEnded(&tally) }
      end += count
      try takeRecords(&sessions, &tally)
    }
    if phase != .idle { try flush(&tally) }
  }

  private mutating func fill() throws(StreamFailure) -> Int? {
    var held: [UInt8] = []
    swap(&held, &input)
    defer { swap(&held, &input) }
    var span = held.mutableSpan
    var room = span._mutatingExtracting(end...)
    do {
      switch socket {
      case .some(let socket): return try socket.readAvailable(into: &room)
      case .none: return nil
      }
    } catch { throw .socket(error) }
  }

  private mutating func takeRecords(
    _ sessions: inout [Session], _ tally: inout BenchTally
  ) throws(StreamFailure) {
    var held: [UInt8] = []
    swap(&held, &input)
    defer { swap(&held, &input) }
    var start = 0
    var isClosed = false
    while start < end, !isClosed {
      let step: Progress?
      do {
        var span = held.mutableSpan
        var window = span._mutatingExtracting(start..<end)
        step = try connection?.receive(&window, now: .now, random: &random, output: &output)
      } catch { throw .connection(error) }
      guard let progress = step, progress.consumed > 0 else { break }
      if progress.events.contains(.handshakeFinished) { try finishHandshake(&tally) }
      let data = progress.applicationData
      if !data.isEmpty {
        tally.dataReceived += data.count
        let range = (start + data.lowerBound)..<(start + data.upperBound)
        if head.count < 16 { head += held[range].prefix(16 - head.count) }
      }
      if progress.events.contains(.ticket), plan.resumes {
        sessions += connection?.takeSessions() ?? []
        // Enough for every connection of this thread, whatever the server sends.
        if sessions.count > 2_048 { sessions.removeFirst(sessions.count - 2_048) }
      }
      if progress.events.contains(.ticket) || !data.isEmpty { accept(&tally) }
      isClosed = progress.events.contains(.closed)
      start += progress.consumed
    }
    if isClosed { return try inputEnded(&tally) }
    for index in start..<end { held[index - start] = held[index] }
    end -= start
  }

  /// This side's Finished is in the output.
  private mutating func finishHandshake(_ tally: inout BenchTally) throws(StreamFailure) {
    do {
      if let request = plan.request {
        try connection?.send(request.span, into: &output)
      } else {
        // The server reads this once it has judged the client, and ends.
        connection?.close(into: &output)
      }
    } catch { throw .connection(error) }
    try flush(&tally)
    shaken = BenchClock.now
    phase = .judging
    switch connection {
    case .some(let connection):
      let summary = connection.summary
      tally.note(summary)
      isResumed = summary.preSharedKey == .session
    case .none: break
    }
  }
  /// The server has accepted: the handshake counts.
  private mutating func accept(_ tally: inout BenchTally) {
    guard phase == .judging else { return }
    phase = .ending
    finished = BenchClock.now
    let handshake = (shaken - connected) / 1_000
    let verdict = (finished - connected) / 1_000
    if isResumed {
      tally.resumed.handshake.add(handshake)
      tally.resumed.verdict.add(verdict)
    } else {
      tally.full.handshake.add(handshake)
      tally.full.verdict.add(verdict)
    }
  }

  /// The server has ended its side, with or without close_notify.
  private mutating func inputEnded(_ tally: inout BenchTally) throws(StreamFailure) {
    switch phase {
    case .judging:
      // Neither a ticket nor data nor an alert: an end in order is no refusal (RFC 9846, Section 6.1).
      tally.unconfirmed += 1
      accept(&tally)
    case .ending: break
    default:
      do { try connection?.inputEnded() } catch { throw .connection(error) }
      throw .socket(.reset)
    }
    if plan.request != nil {
      tally.responses += 1
      // HTTP/1.1 200: the class of the status stands at the tenth place.
      if head.count < 12 || head[9] != 0x32 { tally.badResponses += 1 }
    }
    leave()
  }

  private mutating func fail(_ failure: StreamFailure, _ tally: inout BenchTally) -> Outcome {
    let request: CertificateRequest? =
      switch connection {
      case .some(let connection): connection.summary.certificateRequest
      case .none: nil
      }
    let certificate = plan.shared.configuration.credential?.chain.first
    if let alert = failure.alertReceived, request != nil {
      tally.fail(SessionReport.refusal(alert, certificate, request, at: "\(plan.place)"))
    } else {
      tally.fail(Explanation(failure, at: "\(plan.place)"))
    }
    // The alert, where there is one to send.
    if phase == .shaking { _ = try? flush(&tally) }
    leave()
    return .over(isSuccess: false)
  }

  /// Closes the socket and is ready for the next connection.
  private mutating func leave() {
    phase = .idle
    switch socket {
    case .some(let socket): socket.forgetOnClose()
    case .none: break
    }
    socket = nil
    connection = nil
  }
}
