import Glibc
import Synchronization

/// Where the next search for a port begins.
private let nextPort = Atomic<UInt32>(UInt32(truncatingIfNeeded: getpid()) &* 37)

/// A TCP port that nobody listens on, for a program that has to be told its own.
///
/// It is below those that the kernel gives to whoever asks for any, on Linux: so no listener of another test takes it
/// before the program does, and no socket that waits for the program by connecting again and again connects to itself.
public func freePort() -> UInt16 {
  let range: Range<UInt32> = 12_000..<32_000
  for _ in range {
    let step = nextPort.add(1, ordering: .relaxed).oldValue
    let port = UInt16(range.lowerBound + step % UInt32(range.count))
    if isFree(port) { return port }
  }
  preconditionFailure("no port is free")
}

private func isFree(_ port: UInt16) -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0 else { return false }
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  let size = socklen_t(MemoryLayout<sockaddr_in>.size)
  return unsafe withUnsafeBytes(of: &address) { bytes in
    unsafe bind(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, size) == 0
  }
}
