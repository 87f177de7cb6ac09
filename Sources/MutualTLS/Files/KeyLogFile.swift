import Bytes
import Synchronization
public import TLS13

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that programs such as Wireshark read to decrypt recorded traffic (draft-ietf-tls-keylogfile). Whoever reads
/// it reads the connections.
public enum KeyLogFile {
  private final class Output: Sendable {
    private let descriptor: Mutex<Int32>

    init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

    deinit { descriptor.withLock { _ = close($0) } }

    /// Writes one line with one call, so that lines of several programs do not mix.
    func write(_ line: [UInt8]) {
      descriptor.withLock { descriptor in
        #if canImport(Darwin)
          _ = unsafe Darwin.write(descriptor, line, line.count)
        #elseif canImport(Musl)
          _ = unsafe Musl.write(descriptor, line, line.count)
        #else
          _ = unsafe Glibc.write(descriptor, line, line.count)
        #endif
      }
    }
  }

  /// A log that appends to a file, which is made for its owner alone where there is none.
  public static func open(_ path: String) throws(FileFailure) -> KeyLog {
    #if canImport(Darwin)
      let descriptor = unsafe Darwin.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    #elseif canImport(Musl)
      let descriptor = unsafe Musl.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    #else
      let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    #endif
    guard descriptor >= 0 else { throw .last("open", path) }
    let output = Output(descriptor)
    return KeyLog { label, random, secret in
      // draft-ietf-tls-keylogfile §2: label, ClientHello.random and the secret, in digits, a space between.
      let line = "\(label.rawValue) \(Hex.encode(random)) \(Hex.encode(secret))\n"
      output.write(Array(line.utf8))
    }
  }
}
