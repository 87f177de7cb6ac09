#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A TCP socket that waits for clients; closed when its life ends.
public struct Listener: ~Copyable, Sendable {
  private let descriptor: Int32
  /// Where it listens; with the port that the system chose, if it was to choose.
  public let place: HostPort

  /// Listens at one of the host's addresses.
  ///
  /// - Throws: ``SocketError/cannotListen(_:reason:)`` or ``SocketError/unknownHost(_:reason:)``.
  public init(at place: HostPort, backlog: Int32 = 128) throws(SocketError) {
    let addresses = try AddressList(place, forListening: true)
    descriptor = try unsafe addresses.firstSuccess {
      (family, address, length) throws(SocketError) in
      let descriptor = makeDescriptor(family)
      guard descriptor >= 0 else { throw .last("socket") }
      var one: Int32 = 1
      _ = unsafe setsockopt(
        descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
      guard unsafe bind(descriptor, address, length) == 0, listen(descriptor, backlog) == 0 else {
        let reason = systemMessage(errno)
        _ = close(descriptor)
        throw .cannotListen("\(place)", reason: reason)
      }
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      return descriptor
    }
    let port = addressText(of: descriptor, peer: false)?.port ?? place.port
    self.place = HostPort(host: place.host, port: port)
  }

  deinit { _ = close(descriptor) }

  /// Waits for a client; nil when the deadline passes without one, and where the system has no room for one
  /// now.
  public func accept(deadline: Deadline) throws(SocketError) -> Socket? {
    while true {
      #if canImport(Glibc)
        let client = Glibc.accept(descriptor, nil, nil)
      #elseif canImport(Musl)
        let client = unsafe Musl.accept(descriptor, nil, nil)
      #else
        let client = unsafe Darwin.accept(descriptor, nil, nil)
      #endif
      if client >= 0 {
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        return Socket(descriptor: client)
      }
      switch errno {
      case EAGAIN, EWOULDBLOCK:
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&entry, 1, deadline.pollMilliseconds) == 0 { return nil }
      // The client went away before it was accepted; others may wait (accept(2)).
      case EINTR, ECONNABORTED, EPROTO, ENETDOWN, EHOSTUNREACH, ENETUNREACH: continue
      // All descriptors are taken, or memory is: the client waits in the queue until another has left.
      case EMFILE, ENFILE, ENOBUFS, ENOMEM:
        usleep(20_000)
        return nil
      default: throw .last("accept")
      }
    }
  }
}
