#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The addresses of a host, as `getaddrinfo(3)` gives them.
@safe struct AddressList: ~Copyable {
  private let first: UnsafeMutablePointer<addrinfo>?

  init(_ place: HostPort, forListening: Bool) throws(SocketError) {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    #if canImport(Glibc)
      unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #else
      unsafe hints.ai_socktype = SOCK_STREAM
    #endif
    unsafe hints.ai_flags = forListening ? AI_PASSIVE | AI_NUMERICSERV : AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(place.host, String(place.port), &hints, &list)
    guard code == 0 else {
      let reason = unsafe gai_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
      throw .unknownHost(place.host, reason: reason)
    }
    unsafe first = list
  }

  deinit { unsafe freeaddrinfo(first) }

  /// Copies of all addresses.
  var resolved: [ResolvedAddress] {
    var found: [ResolvedAddress] = []
    var entry = unsafe first
    while let current = unsafe entry {
      if let address = unsafe current.pointee.ai_addr {
        let bytes = unsafe UnsafeRawBufferPointer(
          start: address, count: Int(current.pointee.ai_addrlen))
        found.append(
          ResolvedAddress(family: unsafe current.pointee.ai_family, bytes: unsafe Array(bytes)))
      }
      unsafe entry = current.pointee.ai_next
    }
    return found
  }

  /// Tries one address after another until `body` gives a descriptor; the last error otherwise.
  func firstSuccess(
    _ body: (_ family: Int32, UnsafePointer<sockaddr>, socklen_t) throws(SocketError) -> Int32
  ) throws(SocketError) -> Int32 {
    var last = SocketError.unreachable("", reason: "the host has no address")
    var entry = unsafe first
    while let current = unsafe entry {
      if let address = unsafe current.pointee.ai_addr {
        do {
          return try unsafe body(
            current.pointee.ai_family, UnsafePointer(address), current.pointee.ai_addrlen)
        } catch { last = error }
      }
      unsafe entry = current.pointee.ai_next
    }
    throw last
  }
}

/// The text of a socket's own or its peer's address.
func addressText(of descriptor: Int32, peer: Bool) -> HostPort? {
  var storage = sockaddr_storage()
  var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
  var host = [CChar](repeating: 0, count: 128)
  var service = [CChar](repeating: 0, count: 16)
  let code = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      let found =
        peer
        ? unsafe getpeername(descriptor, address, &length)
        : unsafe getsockname(descriptor, address, &length)
      guard found == 0 else { return Int32(-1) }
      return unsafe getnameinfo(
        address, length, &host, socklen_t(host.count), &service, socklen_t(service.count),
        NI_NUMERICHOST | NI_NUMERICSERV)
    }
  }
  guard code == 0 else { return nil }
  func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
  return UInt16(text(service)).map { HostPort(host: text(host), port: $0) }
}
