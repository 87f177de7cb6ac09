#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why the network did not do what was asked.
public enum SocketError: Error, Sendable, Equatable {
  /// No address is known for this host.
  case unknownHost(String, reason: String)
  /// Nobody could be reached there.
  case unreachable(String, reason: String)
  /// The port is taken or may not be used.
  case cannotListen(String, reason: String)
  /// Waiting took longer than was allowed.
  case timedOut(while: String)
  /// The peer broke the connection off (RST): what was under way is lost.
  case reset
  /// A system call failed for a reason of its own.
  case system(call: String, code: Int32)

  /// The failure of a system call, as `errno` tells it.
  static func last(_ call: String) -> SocketError {
    let code = errno
    return code == ECONNRESET || code == EPIPE ? .reset : .system(call: call, code: code)
  }
}

extension SocketError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .unknownHost(let host, let reason): "\(host): no address is known for this host: \(reason)"
    case .unreachable(let address, let reason): "\(address): cannot connect: \(reason)"
    case .cannotListen(let address, let reason): "\(address): cannot listen: \(reason)"
    case .timedOut(let action): "time ran out while \(action)"
    case .reset: "the peer broke the TCP connection off"
    case .system(let call, let code): "\(call) failed: \(systemMessage(code))"
    }
  }
}

/// What the system says of an `errno`.
func systemMessage(_ code: Int32) -> String {
  guard let text = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: text)
}
