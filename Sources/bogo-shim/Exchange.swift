import Bytes
import Cryptography
import MutualTLS
import TLS13

/// What both sides of a connection can do, and the runner asks for.
protocol ShimEndpoint: Endpoint, ~Copyable {
  func export(
    label: [UInt8], context: Span<UInt8>, byteCount: Int
  ) throws(ConnectionFailure) -> SecretBytes
  var earlyDataRoom: Int { get }
  mutating func sendEarlyData(
    _ content: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure)
  mutating func takeSessions() -> [Session]
  mutating func send(_ alert: Alert, into output: inout [UInt8])
}

extension ClientConnection: ShimEndpoint {}

extension ServerConnection: ShimEndpoint {
  var earlyDataRoom: Int { 0 }
  mutating func sendEarlyData(
    _ content: Span<UInt8>, into output: inout [UInt8]
  ) throws(ConnectionFailure) {}
  mutating func takeSessions() -> [Session] { [] }
}

/// One connection: the handshake, the echo, the end.
struct Exchange<Connection: ShimEndpoint & ~Copyable>: ~Copyable {
  /// What BoringSSL's shim reads at a time, so that its answers have the same sizes.
  private static var readSize: Int { 512 }

  private var connection: Connection
  private let socket: Socket
  private var options: Options
  /// What holds instead after early data that the server did not take.
  private let retried: Options
  private let isResumption: Bool
  private let clock: @Sendable () -> Time
  private var random = SystemRandom()
  private var input = [UInt8](repeating: 0, count: 4 * 16_645)
  private var end = 0
  private var output: [UInt8]
  private var received: [UInt8] = []
  private var isClosed = false
  private var isCutOff = false
  /// What found no room as early data.
  private var late: [UInt8] = []
  private(set) var session: Session?

  init(
    _ connection: consuming Connection, over socket: consuming Socket, _ options: Options,
    retried: Options, isResumption: Bool, output: [UInt8], clock: @escaping @Sendable () -> Time
  ) {
    self.connection = connection
    self.socket = socket
    self.options = options
    self.retried = retried
    self.isResumption = isResumption
    self.output = output
    self.clock = clock
  }

  /// Runs the connection to its end and reads the socket empty, so that no alert is lost.
  mutating func run() throws {
    defer {
      try? flush()
      socket.shutdownSending()
      socket.drain(deadline: .after(.seconds(5)))
    }
    if options.earlyWriteAfter != 0 { try flush() }
    while options.earlyWriteAfter == 2, connection.summary.cipherSuite == nil,
      try receive()
    {}
    while options.earlyWriteAfter == 8, connection.summary.earlyData != .accepted, try receive() {}
    // The early data is not the handshake: nothing can be exported yet.
    if connection.earlyDataRoom > 0, options.exportedByteCount > 0 { try export() }
    let hasSentEarly = try sendEarly()
    try flush()
    while !isReady {
      guard try receive() else { break }
    }
    guard isReady else {
      try connection.inputEnded()
      throw Mismatch("the handshake is not complete")
    }
    let wasRejected = hasSentEarly && connection.summary.earlyData != .accepted
    if wasRejected {
      guard options.expectsRejectedEarlyData else { throw Mismatch("early data was rejected") }
      options = retried
      // BoringSSL judges the server again; here the application does.
      if options.verifiesAgain, options.refusesPeer {
        connection.send(.certificateUnknown, into: &output)
        throw Refusal(name: "peerRefused")
      }
    }
    try options.check(connection.summary, isResumption: isResumption)
    try export()
    if options.sendsAlert {
      // decompression_failure, which TLS 1.3 does not have any more.
      connection.send(Alert(rawValue: 30), into: &output)
      return try flush()
    }
    if options.writesDifferentSizes {
      let sizes = [0, 1, 255, 256, 257, 16383, 16384, 16385, 32767, 32768, 32769]
      for size in sizes { try send([UInt8](repeating: 0x42, count: size)) }
    } else if hasSentEarly, !wasRejected {
      if !late.isEmpty { try send(late) }
    } else if options.writesFirst {
      for _ in 0..<options.initialWriteCount { try send(Array(options.initialWrite.utf8)) }
    }
    if !options.shutsDown { try echo() }
    try checkSession()
    try shutDown()
  }

  /// Whether application data may go both ways: a server that takes early data answers it at once.
  private var isReady: Bool {
    connection.isConnected || (options.isServer && connection.summary.earlyData == .accepted)
  }

  /// Sends what is written first as early data, where the session allows it.
  private mutating func sendEarly() throws -> Bool {
    guard connection.earlyDataRoom > 0 else { return false }
    if options.expectsNoEarlyData { throw Mismatch("early data was offered") }
    guard options.writesFirst else { return false }
    for _ in 0..<options.initialWriteCount {
      let bytes = Array(options.initialWrite.utf8)
      let count = min(bytes.count, connection.earlyDataRoom)
      if count > 0 { try connection.sendEarlyData(bytes.span.extracting(0..<count), into: &output) }
      late += bytes[count...]
    }
    return true
  }

  private mutating func checkSession() throws {
    guard !options.isServer, !options.shutsDown else { return }
    if options.expectsNoSession {
      guard session == nil else { throw Mismatch("a session") }
    } else {
      guard let session else { throw Mismatch("no session") }
      if options.expectsAcrossNames, !session.isAcrossNames { throw Mismatch("for one name") }
      if options.expectsNotAcrossNames, session.isAcrossNames { throw Mismatch("for any name") }
      guard (session.maximumEarlyData > 0) == options.expectsEarlyTicket else {
        throw Mismatch("a session with \(session.maximumEarlyData) bytes of early data")
      }
    }
  }

  /// Sends everything back, XORed, until the peer ends.
  private mutating func echo() throws {
    while true {
      if options.updatesKeysBeforeReading {
        try connection.updateKeys(requestsPeer: false, into: &output)
        try flush()
      }
      while received.isEmpty, try receive() {}
      if received.isEmpty { return }
      if options.exportsBetweenReads {
        let context: [UInt8] = []
        _ = try connection.export(
          label: Array("some label".utf8), context: context.span, byteCount: 32)
      }
      while !received.isEmpty {
        let count = min(received.count, Self.readSize)
        let piece = received[..<count].map { $0 ^ 0xFF }
        received.removeFirst(count)
        if options.updatesKeys { try connection.updateKeys(requestsPeer: false, into: &output) }
        try send(piece)
      }
    }
  }

  /// The end: as BoringSSL's shim, which says nothing at the end unless it is told to.
  private mutating func shutDown() throws {
    guard options.checksCloseNotify else { return }
    connection.close(into: &output)
    try flush()
    if options.shutsDown {
      while !isClosed, !isCutOff { _ = try receive() }
    }
    if isCutOff { try connection.inputEnded() }
  }

  private mutating func export() throws {
    guard options.exportedByteCount > 0 else { return }
    let context = Array(options.exportContext.utf8)
    let secret = try connection.export(
      label: Array(options.exportLabel.utf8), context: context.span,
      byteCount: options.exportedByteCount)
    try send([UInt8](copying: secret.bytes))
  }

  private mutating func send(_ bytes: [UInt8]) throws {
    let limit = options.maximumSendFragment == 0 ? bytes.count : options.maximumSendFragment
    var start = 0
    repeat {
      let end = min(bytes.count, start + limit)
      try connection.send(bytes.span.extracting(start..<end), into: &output)
      start = end
    } while start < bytes.count
    try flush()
  }

  private mutating func flush() throws {
    guard !output.isEmpty else { return }
    defer { output.removeAll(keepingCapacity: true) }
    try socket.write(output.span, deadline: .after(.seconds(15)))
  }

  /// Takes one record, reading from the socket where none is whole; false at the end.
  private mutating func receive() throws -> Bool {
    if isClosed || isCutOff { return false }
    while true {
      if end > 0, let progress = try step() {
        take(progress)
        try flush()
        return !isClosed
      }
      try fill()
      if isCutOff { return false }
    }
  }

  /// Hands the record in front to the connection; nil where it is not whole.
  private mutating func step() throws -> Progress? {
    var bytes: [UInt8] = []
    swap(&bytes, &input)
    defer { swap(&bytes, &input) }
    var span = bytes.mutableSpan
    var filled = span._mutatingExtracting(0..<end)
    let progress = try connection.receive(&filled, now: clock(), random: &random, output: &output)
    return progress.consumed > 0 ? progress : nil
  }

  private mutating func fill() throws {
    var bytes: [UInt8] = []
    swap(&bytes, &input)
    defer { swap(&bytes, &input) }
    var span = bytes.mutableSpan
    var room = span._mutatingExtracting(end...)
    let count = try socket.read(into: &room, deadline: .after(.seconds(30)))
    if count == 0 { isCutOff = true }
    end += count
  }

  private mutating func take(_ progress: Progress) {
    received += input[progress.applicationData]
    if progress.events.contains(.closed) { isClosed = true }
    if progress.events.contains(.ticket), let newest = connection.takeSessions().last {
      session = newest
    }
    input.removeSubrange(0..<progress.consumed)
    input += [UInt8](repeating: 0, count: progress.consumed)
    end -= progress.consumed
  }
}
