import TLS13

/// What a benchmark has counted: one for each thread, added up at the end.
struct BenchTally: Sendable {
  /// One kind of handshake.
  struct Kind: Sendable {
    /// From the ClientHello until this side had sent its Finished.
    var handshake = LatencyHistogram()
    /// From the ClientHello until the server's first sign that it accepts.
    var verdict = LatencyHistogram()

    mutating func add(_ other: Kind) {
      handshake.add(other.handshake)
      verdict.add(other.verdict)
    }
  }

  /// The most kinds of failure that are told apart.
  private static let failureKinds = 16

  /// With certificates.
  var full = Kind()
  /// With a ticket.
  var resumed = Kind()
  /// From the start of the TCP connection until it stood.
  var connecting = LatencyHistogram()
  /// Handshakes of which the server said neither yes nor no before it closed the connection in order.
  var unconfirmed = 0
  /// Why handshakes failed, and how often.
  private(set) var failures: [(reason: String, count: Int)] = []
  /// The first failure.
  private(set) var firstFailure: Explanation?
  /// Responses to requests, and those of them that were not 2xx.
  var responses = 0
  var badResponses = 0
  /// On the wire.
  var bytesSent = 0
  var bytesReceived = 0
  /// Application data received.
  var dataReceived = 0
  /// Microseconds of processor time of this side.
  var processorTime = 0
  /// Of those, the client's and the server's, where both are here.
  var clientTime = 0
  var serverTime = 0
  /// When the thread was done, in nanoseconds of ``BenchClock/now``.
  var ended = 0
  /// What was agreed on: suite and group, of the first handshake.
  var agreement: String?
  /// Completed handshakes by tenth of a second since the beginning; what comes later than an hour is in the last.
  private(set) var timeline: [Int] = []

  /// Completed handshakes.
  var completed: Int { full.handshake.count + resumed.handshake.count }
  var failed: Int { failures.reduce(0) { $0 + $1.count } }

  /// Notes what the first handshake agreed on.
  mutating func note(_ summary: Summary) {
    guard agreement == nil else { return }
    agreement = [summary.cipherSuite?.description, summary.group?.description]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// Milliseconds since `start`, in nanoseconds of ``BenchClock/now``.
  func elapsed(since start: Int) -> Int { max(1, (ended - start) / 1_000_000) }

  mutating func fail(_ explanation: Explanation) {
    if firstFailure == nil { firstFailure = explanation }
    fail(explanation.what, 1)
  }

  private mutating func fail(_ reason: String, _ count: Int) {
    if let index = failures.firstIndex(where: { $0.reason == reason }) {
      failures[index].count += count
    } else if failures.count < BenchTally.failureKinds {
      failures.append((reason, count))
    } else {
      failures[BenchTally.failureKinds - 1].reason = "other reasons"
      failures[BenchTally.failureKinds - 1].count += count
    }
  }

  /// One more was completed, so many milliseconds after the beginning.
  mutating func tick(at milliseconds: Int) {
    let index = min(max(0, milliseconds), BenchBounds.longest) / 100
    if index >= timeline.count {
      timeline += [Int](repeating: 0, count: index + 1 - timeline.count)
    }
    timeline[index] += 1
  }

  mutating func add(_ other: BenchTally) {
    full.add(other.full)
    resumed.add(other.resumed)
    connecting.add(other.connecting)
    unconfirmed += other.unconfirmed
    if firstFailure == nil { firstFailure = other.firstFailure }
    for failure in other.failures { fail(failure.reason, failure.count) }
    responses += other.responses
    badResponses += other.badResponses
    bytesSent += other.bytesSent
    bytesReceived += other.bytesReceived
    dataReceived += other.dataReceived
    processorTime += other.processorTime
    clientTime += other.clientTime
    serverTime += other.serverTime
    ended = max(ended, other.ended)
    agreement = agreement ?? other.agreement
    if other.timeline.count > timeline.count {
      timeline += [Int](repeating: 0, count: other.timeline.count - timeline.count)
    }
    for (index, number) in other.timeline.enumerated() { timeline[index] += number }
  }
}
