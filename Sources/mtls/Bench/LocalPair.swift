import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

/// A client and a server on one thread, joined by two buffers in memory.
struct LocalPair: ~Copyable {
  /// Gigabytes of application data that records of 16 KiB carry in a second of processor time, in thousandths.
  struct RecordRates: Sendable {
    let seal: Int
    let open: Int
    let both: Int
  }

  private let world: LocalWorld
  private var client: ClientConnection
  private var server: ServerConnection
  private var random = SystemRandom()
  private var toServer: [UInt8] = []
  private var toClient: [UInt8] = []

  private init(_ world: LocalWorld, resuming session: Session?) throws(ConnectionFailure) {
    self.world = world
    server = ServerConnection(world.server)
    client = try ClientConnection(
      world.client, server: world.identity, resuming: session, now: .now, random: &random,
      output: &toServer)
  }

  /// Shakes hands once, counts it, and hands on the session, if there is one.
  static func handshake(
    _ world: LocalWorld, _ session: inout Session?, _ tally: inout BenchTally, start: Int
  ) throws(ConnectionFailure) {
    let began = BenchClock.now
    let processor = BenchClock.processor
    var pair = try LocalPair(world, resuming: session)
    var mark = BenchClock.processor
    tally.clientTime += mark - processor
    while !pair.toServer.isEmpty || !pair.toClient.isEmpty {
      tally.bytesSent += pair.toServer.count
      try pair.serve()
      var now = BenchClock.processor
      tally.serverTime += now - mark
      mark = now
      tally.bytesReceived += pair.toClient.count
      try pair.answer()
      now = BenchClock.processor
      tally.clientTime += now - mark
      mark = now
    }
    let ended = BenchClock.now
    let summary = pair.client.summary
    tally.note(summary)
    let isResumed = summary.preSharedKey == .session
    session = pair.client.takeSessions().last
    let microseconds = (ended - began) / 1_000
    if isResumed {
      tally.resumed.handshake.add(microseconds)
      tally.resumed.verdict.add(microseconds)
    } else {
      tally.full.handshake.add(microseconds)
      tally.full.verdict.add(microseconds)
    }
    tally.tick(at: (ended - start) / 1_000_000)
  }

  /// Seals and opens records of 16 KiB for so many nanoseconds.
  static func records(_ world: LocalWorld, nanoseconds: Int) throws(ConnectionFailure)
    -> RecordRates
  {
    var pair = try LocalPair(world, resuming: nil)
    while !pair.toServer.isEmpty || !pair.toClient.isEmpty {
      try pair.serve()
      try pair.answer()
    }
    let text = [UInt8](repeating: 0, count: 16_384)
    var (sealing, opening, bytes) = (0, 0, 0)
    while sealing + opening < nanoseconds {
      let start = BenchClock.processor
      for _ in 0..<8 { try pair.client.send(text.span, into: &pair.toServer) }
      let middle = BenchClock.processor
      try pair.serve()
      sealing += middle - start
      opening += BenchClock.processor - middle
      bytes += 8 * text.count
    }
    return RecordRates(
      seal: 1_000 * bytes / max(1, sealing), open: 1_000 * bytes / max(1, opening),
      both: 1_000 * bytes / max(1, sealing + opening))
  }

  private mutating func serve() throws(ConnectionFailure) {
    var held: [UInt8] = []
    swap(&held, &toServer)
    var start = 0
    while start < held.count {
      var span = held.mutableSpan
      var rest = span._mutatingExtracting(start...)
      start += try server.receive(&rest, now: .now, random: &random, output: &toClient).consumed
    }
    held.removeAll(keepingCapacity: true)
    swap(&held, &toServer)
  }

  private mutating func answer() throws(ConnectionFailure) {
    var held: [UInt8] = []
    swap(&held, &toClient)
    var start = 0
    while start < held.count {
      var span = held.mutableSpan
      var rest = span._mutatingExtracting(start...)
      start += try client.receive(&rest, now: .now, random: &random, output: &toServer).consumed
    }
    held.removeAll(keepingCapacity: true)
    swap(&held, &toClient)
  }
}

/// Shakes hands in memory over and over, on one thread.
struct LocalLoop: Sendable {
  let world: LocalWorld
  let resumes: Bool
  /// Handshakes in all; nil for as many as the time allows.
  let count: Int?
  /// Nanoseconds of ``BenchClock/now``.
  let start: Int
  let end: Int

  func run(_ board: BenchBoard) {
    var tally = BenchTally()
    var session: Session?
    let before = BenchClock.processor
    var told = start
    do {
      // The first ones pay for tables and caches; those that resume need a ticket.
      var warming = BenchTally()
      for _ in 0..<3 {
        if !resumes { session = nil }
        try LocalPair.handshake(world, &session, &warming, start: start)
      }
      let warmed = BenchClock.processor
      while tally.completed < count ?? Int.max, !board.isStopped {
        if !resumes { session = nil }
        try LocalPair.handshake(world, &session, &tally, start: start)
        let now = BenchClock.now
        if now >= end { break }
        if now - told > 100_000_000 {
          told = now
          board.publish(tally)
        }
      }
      tally.processorTime = (BenchClock.processor - warmed) / 1_000
    } catch {
      tally.processorTime = (BenchClock.processor - before) / 1_000
      tally.fail(Explanation(error, at: "bench local"))
    }
    tally.ended = BenchClock.now
    tally.clientTime /= 1_000
    tally.serverTime /= 1_000
    board.finish(tally)
  }
}
