#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A connected TCP socket, closed when its life ends. Never raises SIGPIPE.
public struct Socket: ~Copyable, Sendable {
  /// The file descriptor, non-blocking; for `poll(2)` beside other descriptors.
  public let descriptor: Int32

  /// Takes over a connected descriptor.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    var one: Int32 = 1
    // Records are whole already: waiting for more only delays them.
    _ = unsafe setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    #if canImport(Darwin)
      _ = unsafe setsockopt(
        descriptor, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  deinit { _ = close(descriptor) }

  /// Gives the descriptor away, open.
  consuming func release() -> Int32 {
    let descriptor = descriptor
    discard self
    return descriptor
  }

  /// Connects to one of the host's addresses.
  ///
  /// - Throws: ``SocketError/unknownHost(_:reason:)``, ``SocketError/unreachable(_:reason:)`` or
  ///   ``SocketError/timedOut(while:)``.
  public static func connect(
    to place: HostPort, deadline: Deadline
  ) throws(SocketError) -> Socket {
    let addresses = try AddressList(place, forListening: false)
    let descriptor = try unsafe addresses.firstSuccess {
      (family, address, length) throws(SocketError) in
      let descriptor = makeDescriptor(family)
      guard descriptor >= 0 else { throw .last("socket") }
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      do throws(SocketError) {
        try unsafe finishConnecting(descriptor, address, length, place, deadline)
        return descriptor
      } catch {
        _ = close(descriptor)
        throw error
      }
    }
    return Socket(descriptor: descriptor)
  }

  /// The address of the peer; nil when the connection is gone.
  public var peer: HostPort? { addressText(of: descriptor, peer: true) }

  /// Reads what has come into the front of `bytes`, waiting for at least one byte.
  ///
  /// - Returns: How many bytes; 0 where the peer has ended its sending side.
  public func read(
    into bytes: inout MutableSpan<UInt8>, deadline: Deadline
  ) throws(SocketError) -> Int {
    while true {
      if let count = try readAvailable(into: &bytes) { return count }
      try wait(forReading: true, forWriting: false, deadline: deadline, "waiting for the peer")
    }
  }

  /// Reads what has come without waiting; nil where nothing has, 0 at the end.
  public func readAvailable(into bytes: inout MutableSpan<UInt8>) throws(SocketError) -> Int? {
    while true {
      let count = unsafe bytes.withUnsafeMutableBufferPointer {
        unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
      }
      if count >= 0 { return count }
      if errno == EAGAIN || errno == EWOULDBLOCK { return nil }
      if errno != EINTR { throw .last("recv") }
    }
  }

  /// Writes from the front of `bytes` what fits without waiting.
  ///
  /// - Returns: How many bytes.
  public func writeAvailable(_ bytes: Span<UInt8>) throws(SocketError) -> Int {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(truncatingIfNeeded: MSG_NOSIGNAL)
    #endif
    while true {
      let count = unsafe bytes.withUnsafeBufferPointer {
        unsafe send(descriptor, $0.baseAddress, $0.count, flags)
      }
      if count >= 0 { return count }
      if errno == EAGAIN || errno == EWOULDBLOCK { return 0 }
      if errno != EINTR { throw .last("send") }
    }
  }

  /// Writes all of `bytes`.
  public func write(_ bytes: Span<UInt8>, deadline: Deadline) throws(SocketError) {
    var sent = 0
    while sent < bytes.count {
      sent += try writeAvailable(bytes.extracting(sent...))
      guard sent < bytes.count else { break }
      try wait(forReading: false, forWriting: true, deadline: deadline, "sending to the peer")
    }
  }

  /// Waits until the socket can be read from or written to.
  public func wait(
    forReading: Bool, forWriting: Bool, deadline: Deadline, _ action: String
  ) throws(SocketError) {
    var events: Int32 = 0
    if forReading { events |= Int32(POLLIN) }
    if forWriting { events |= Int32(POLLOUT) }
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    while true {
      let count = unsafe poll(&entry, 1, deadline.pollMilliseconds)
      if count > 0 { return }
      if count == 0 { throw .timedOut(while: action) }
      if errno != EINTR { throw .last("poll") }
    }
  }

  /// Ends this side's sending: the peer reads to the end. Reading goes on.
  public func shutdownSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads and discards until the peer ends, so that closing does not destroy what was sent last: a socket
  /// closed with unread bytes sends RST, and RST makes the peer's system forget our last record.
  ///
  /// - Parameter limit: At most so many bytes are waited out.
  public func drain(deadline: Deadline, limit: Int = 1 << 24) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    var total = 0
    while total < limit {
      var span = buffer.mutableSpan
      guard let count = try? read(into: &span, deadline: deadline), count > 0 else { return }
      total += count
    }
  }

  private static func finishConnecting(
    _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t,
    _ place: HostPort, _ deadline: Deadline
  ) throws(SocketError) {
    #if canImport(Glibc)
      let result = unsafe Glibc.connect(descriptor, address, length)
    #elseif canImport(Musl)
      let result = unsafe Musl.connect(descriptor, address, length)
    #else
      let result = unsafe Darwin.connect(descriptor, address, length)
    #endif
    if result == 0 { return }
    guard errno == EINPROGRESS || errno == EINTR else {
      throw .unreachable("\(place)", reason: systemMessage(errno))
    }
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while true {
      let count = unsafe poll(&entry, 1, deadline.pollMilliseconds)
      if count > 0 { break }
      if count == 0 { throw .timedOut(while: "connecting to \(place)") }
      if errno != EINTR { throw .last("poll") }
    }
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    guard code == 0 else { throw .unreachable("\(place)", reason: systemMessage(code)) }
  }
}

/// A new TCP descriptor that programs started from here do not inherit.
func makeDescriptor(_ family: Int32) -> Int32 {
  #if canImport(Glibc)
    socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  #else
    socket(family, SOCK_STREAM, 0)
  #endif
}
