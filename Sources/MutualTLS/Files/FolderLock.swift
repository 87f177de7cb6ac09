#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The right to change a folder, for one process at a time: `flock(2)` on a file in it. The system takes it
/// back when the process ends, however it ends.
public struct FolderLock: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Waits for the right until `deadline`; nil where somebody else has it still.
  public init?(_ path: String, deadline: Deadline) throws(FileFailure) {
    let descriptor = unsafe open(
      path, O_RDWR | O_CREAT | O_CLOEXEC, mode_t(Files.privateMode))
    guard descriptor >= 0 else { throw .last("open", path) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      guard code == EWOULDBLOCK || code == EINTR else {
        let failure = FileFailure.last("flock", path)
        _ = close(descriptor)
        throw failure
      }
      guard !deadline.hasPassed else {
        _ = close(descriptor)
        return nil
      }
      usleep(5000)
    }
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }
}
