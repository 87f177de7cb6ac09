public import Bytes
import Cryptography
public import PKI
public import TLS13

/// A TLS connection over a socket: reads and writes application data, with deadlines.
///
/// When it fails, the peer is told: the alert is sent, the sending side closed, and what the peer still
/// sends is read away within ``lingering``, so that no RST destroys the alert on its way.
public struct Stream<Connection: Endpoint & ~Copyable>: ~Copyable {
  /// How long a failed or closed stream waits for the peer's end.
  public static var lingering: Duration { .seconds(2) }
  /// The least room for bytes from the peer: two records.
  private static var room: Int { 2 * 16_645 }
  /// What is read at one time.
  private static var inputByteCount: Int { 4 * 16_645 }

  var connection: Connection
  private let socket: Socket
  var random = SystemRandom()
  private let clock: @Sendable () -> Time
  private let signers: [any ExternalSigner]
  /// Bytes from the peer; those before `start` are done with, those from `end` on are room.
  /// Empty while nothing comes.
  private var input: [UInt8] = []
  private var start = 0
  private var end = 0
  var output: [UInt8]
  var received: [UInt8] = []
  private var endReached = false
  /// Whether it has failed or was finished.
  public private(set) var isOver = false
  private var sentClose = false

  /// What has happened so far.
  public internal(set) var events: Progress.Events = []
  /// How many bytes at the beginning of what is read here came before the handshake was complete (RFC 9846,
  /// Section 2.3). Once the handshake is complete they are the client's own; until then anybody could have sent
  /// them again.
  public private(set) var earlyByteCount = 0

  /// A stream over a connected socket.
  ///
  /// - Parameters:
  ///   - output: What the connection has to send already, such as a ClientHello.
  ///   - signers: Those with the keys of credentials whose keys are elsewhere.
  ///   - clock: What time it is, for the judgement of certificates.
  public init(
    _ connection: consuming Connection, over socket: consuming Socket, output: [UInt8] = [],
    signers: [any ExternalSigner] = [],
    clock: @escaping @Sendable () -> Time = { .now }
  ) {
    self.connection = connection
    self.socket = socket
    self.output = output
    self.signers = signers
    self.clock = clock
  }

  /// What the handshake agreed on so far.
  public var summary: Summary { connection.summary }
  /// Whether the handshake is complete and nothing has failed.
  public var isConnected: Bool { connection.isConnected }
  /// The peer's address.
  public var peer: HostPort? { socket.peer }
  /// For `poll(2)` beside other descriptors.
  public var descriptor: Int32 { socket.descriptor }
  /// Whether bytes wait to be sent.
  public var hasPendingOutput: Bool { !output.isEmpty }
  /// Application data that has been received and not been read.
  public var hasReceivedData: Bool { !received.isEmpty }
  /// Whether the peer has ended its side by close_notify.
  public var isEndReached: Bool { endReached }

  /// Carries the handshake through.
  public mutating func handshake(deadline: Deadline) throws(StreamFailure) {
    while !connection.isConnected {
      try flush(deadline: deadline)
      if connection.isConnected { return }
      if connection.signatureWanted != nil {
        try sign(deadline: deadline)
      } else {
        try receive(deadline: deadline)
      }
    }
    try flush(deadline: deadline)
  }

  /// Appends the next application data to `data`, waiting for at least one byte.
  ///
  /// - Returns: False where the peer has ended its side by close_notify.
  public mutating func read(
    appendingTo data: inout [UInt8], deadline: Deadline
  ) throws(StreamFailure) -> Bool {
    while received.isEmpty {
      if endReached { return false }
      try receive(deadline: deadline)
    }
    if data.isEmpty {
      swap(&data, &received)
    } else {
      data += received
      received.removeAll(keepingCapacity: true)
    }
    return true
  }

  /// Sends `content`, all of it.
  public mutating func write(_ content: Span<UInt8>, deadline: Deadline) throws(StreamFailure) {
    // In pieces, so that a large body is not held twice.
    var offset = 0
    while offset < content.count {
      let next = min(content.count, offset + 1 << 18)
      try queue(content.extracting(offset..<next))
      try flush(deadline: deadline)
      offset = next
    }
  }

  /// Seals `content` for ``flush(deadline:)`` or ``flushAvailable()`` to send.
  public mutating func queue(_ content: Span<UInt8>) throws(StreamFailure) {
    do { try connection.send(content, into: &output) } catch { throw .connection(error) }
  }

  /// Changes the keys of this side and, if asked for, of the peer's (RFC 9846, Section 4.7.3).
  public mutating func updateKeys(requestsPeer: Bool) throws(StreamFailure) {
    do { try connection.updateKeys(requestsPeer: requestsPeer, into: &output) } catch {
      throw .connection(error)
    }
  }

  /// Sends what waits.
  public mutating func flush(deadline: Deadline) throws(StreamFailure) {
    guard !output.isEmpty else { return }
    do {
      try socket.write(output.span, deadline: deadline)
      output.removeAll(keepingCapacity: true)
    } catch { throw failedToSend(error) }
  }

  /// Sends of what waits as much as fits without waiting.
  public mutating func flushAvailable() throws(StreamFailure) {
    do {
      let count = try socket.writeAvailable(output.span)
      output.removeFirst(count)
    } catch { throw failedToSend(error) }
  }

  /// Waits for bytes from the peer and takes the records in them.
  public mutating func receive(deadline: Deadline) throws(StreamFailure) {
    if try receiveAvailable() { return try sign(deadline: deadline) }
    // What the last records asked for, such as a certificate, goes out before the peer is waited for.
    try flush(deadline: deadline)
    do {
      try socket.wait(
        forReading: true, forWriting: false, deadline: deadline, "waiting for the peer")
    } catch { throw .socket(error) }
    _ = try receiveAvailable()
    try sign(deadline: deadline)
  }

  /// The signature without which the handshake, or an answer after it, cannot go on. ``handshake(deadline:)`` and
  /// ``receive(deadline:)`` have it made by themselves; who does without them brings it by ``resume(with:)``.
  public var signatureWanted: SignatureRequest? { connection.signatureWanted }

  /// Goes on with the signature that was wanted.
  public mutating func resume(with signature: [UInt8]) throws(StreamFailure) {
    do {
      events.formUnion(try connection.resume(with: signature, output: &output))
    } catch {
      tellPeer()
      throw .connection(error)
    }
    // What came meanwhile could not be read before.
    try takeRecords()
  }

  /// Has the signature made that is wanted, if one is.
  private mutating func sign(deadline: Deadline) throws(StreamFailure) {
    guard let wanted = connection.signatureWanted else { return }
    let signature: [UInt8]
    do throws(SignerFailure) {
      guard let signer = signers.first(where: { $0.publicKey == wanted.publicKey }) else {
        throw SignerFailure("there is no signer for the key of the certificate")
      }
      signature = try signer.signature(wanted, deadline: deadline)
    } catch {
      let failure = connection.endUnsigned("\(error)", output: &output)
      tellPeer()
      throw .connection(failure)
    }
    try resume(with: signature)
    try flush(deadline: deadline)
  }

  /// Takes what has come, without waiting.
  ///
  /// - Returns: Whether anything had come.
  @discardableResult
  public mutating func receiveAvailable() throws(StreamFailure) -> Bool {
    makeRoom()
    let count: Int?
    do { count = try fill() } catch {
      isOver = true
      throw .socket(error)
    }
    guard let count else {
      releaseMemory()
      return false
    }
    guard count > 0 else {
      endReached = true
      do { try connection.inputEnded() } catch {
        isOver = true
        throw .connection(error)
      }
      return true
    }
    end += count
    try takeRecords()
    return true
  }

  /// Ends this side: sends close_notify and closes the sending side of the socket. Reading goes on.
  public mutating func close(deadline: Deadline) throws(StreamFailure) {
    guard !sentClose, !isOver else { return }
    sentClose = true
    connection.close(into: &output)
    try flush(deadline: deadline)
    socket.shutdownSending()
  }

  /// Ends this side and waits for the peer's end, so that what was sent last arrives.
  public mutating func finish() {
    guard !isOver else { return }
    isOver = true
    if !sentClose {
      sentClose = true
      connection.close(into: &output)
      try? socket.write(output.span, deadline: .after(Self.lingering))
    }
    socket.shutdownSending()
    socket.drain(deadline: .after(Self.lingering))
  }

  /// Reads from the socket into the room behind the last bytes.
  private mutating func fill() throws(SocketError) -> Int? {
    // Held apart meanwhile: a view into a property would hold all of this.
    var held: [UInt8] = []
    swap(&held, &input)
    defer { swap(&held, &input) }
    var span = held.mutableSpan
    var room = span._mutatingExtracting(end...)
    return try socket.readAvailable(into: &room)
  }

  private mutating func takeRecords() throws(StreamFailure) {
    var held: [UInt8] = []
    swap(&held, &input)
    defer { swap(&held, &input) }
    while start < end {
      let progress: Progress
      do {
        var span = held.mutableSpan
        var window = span._mutatingExtracting(start..<end)
        progress = try connection.receive(
          &window, now: clock(), random: &random, output: &output)
      } catch {
        tellPeer()
        throw .connection(error)
      }
      guard progress.consumed > 0 else { break }
      let data = progress.applicationData
      if progress.isEarlyData { earlyByteCount += data.count }
      if !data.isEmpty { received += held[(start + data.lowerBound)..<(start + data.upperBound)] }
      start += progress.consumed
      events.formUnion(progress.events)
      if progress.events.contains(.closed) { endReached = true }
    }
  }

  /// Moves what is left to the front, where less than a record fits behind it.
  private mutating func makeRoom() {
    if start == end {
      start = 0
      end = 0
      if input.isEmpty { input = [UInt8](repeating: 0, count: Self.inputByteCount) }
    } else if input.count - end < Self.room {
      for index in start..<end { input[index - start] = input[index] }
      end -= start
      start = 0
    }
  }

  /// A connection that waits holds no buffers: a server has thousands that do.
  private mutating func releaseMemory() {
    if start == end { input = [] }
    if output.isEmpty { output = [] }
    if received.isEmpty { received = [] }
  }

  /// Sends the alert, ends the sending side and waits for the peer's end.
  private mutating func tellPeer() {
    guard !isOver else { return }
    isOver = true
    try? socket.write(output.span, deadline: .after(Self.lingering))
    output.removeAll()
    socket.shutdownSending()
    socket.drain(deadline: .after(Self.lingering))
  }

  /// Sending failed: perhaps because the peer has refused us, and its alert lies in the socket unread.
  private mutating func failedToSend(_ error: SocketError) -> StreamFailure {
    guard error == .reset else { return .socket(error) }
    output.removeAll()
    while true {
      do {
        guard try receiveAvailable(), !endReached else { return .socket(error) }
      } catch {
        if case .connection(let failure) = error, failure.alertReceived != nil { return error }
        return .socket(.reset)
      }
    }
  }
}
