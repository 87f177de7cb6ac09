#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An address that a host's name stands for, looked up once for many connections.
package struct ResolvedAddress: Sendable {
  private let family: Int32
  /// The `sockaddr`, as the system wrote it.
  private let bytes: [UInt8]

  init(family: Int32, bytes: [UInt8]) {
    self.family = family
    self.bytes = bytes
  }

  /// All addresses of a place, in the order of `getaddrinfo(3)`; never none.
  ///
  /// - Throws: ``SocketError/unknownHost(_:reason:)``.
  package static func all(of place: HostPort) throws(SocketError) -> [ResolvedAddress] {
    let found = try AddressList(place, forListening: false).resolved
    guard !found.isEmpty else {
      throw .unknownHost(place.host, reason: "the host has no address")
    }
    return found
  }

  /// Whether only this machine can be reached there: 127.0.0.0/8, ::1, or the former written as IPv6. This is of
  /// the address itself: a name such as `localhost` may stand for anything.
  package var isLoopback: Bool {
    switch family {
    // Of sockaddr_in, bytes 4 to 7; of sockaddr_in6, bytes 8 to 23.
    case AF_INET: return bytes.count >= 8 && bytes[4] == 127
    case AF_INET6:
      guard bytes.count >= 24 else { return false }
      let address = bytes[8..<24]
      let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
      return address.elementsEqual([UInt8](repeating: 0, count: 15) + [1])
        || address.starts(with: mapped) && address[20] == 127
    default: return false
    }
  }

  /// Begins to connect, without waiting: the socket can be written to once that has come to an end, and
  /// ``Socket/checkConnected(to:)`` says to which.
  package func startConnecting(to place: HostPort) throws(SocketError) -> Socket {
    let descriptor = makeDescriptor(family)
    guard descriptor >= 0 else { throw .last("socket") }
    let socket = Socket(descriptor: descriptor)
    let result = unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return Int32(-1) }
      let address = unsafe base.assumingMemoryBound(to: sockaddr.self)
      #if canImport(Glibc)
        return unsafe Glibc.connect(descriptor, address, socklen_t(buffer.count))
      #elseif canImport(Musl)
        return unsafe Musl.connect(descriptor, address, socklen_t(buffer.count))
      #else
        return unsafe Darwin.connect(descriptor, address, socklen_t(buffer.count))
      #endif
    }
    guard result == 0 || errno == EINPROGRESS || errno == EINTR else {
      throw .unreachable("\(place)", reason: systemMessage(errno))
    }
    return socket
  }
}

extension Socket {
  /// Whether a connection that ``ResolvedAddress/startConnecting(to:)`` began has been made.
  ///
  /// - Throws: ``SocketError/unreachable(_:reason:)`` where it has failed.
  package borrowing func checkConnected(to place: HostPort) throws(SocketError) {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
    guard code == 0 else { throw .unreachable("\(place)", reason: systemMessage(code)) }
  }

  /// Closing will not wait for anything, and leave no port in TIME_WAIT: for those who make thousands of connections,
  /// and have read all that they want.
  package borrowing func forgetOnClose() {
    var value = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
  }
}
