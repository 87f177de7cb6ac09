#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sees whether files have changed, by their times, sizes and numbers.
public struct FileWatch: Sendable {
  private struct Trace: Sendable, Equatable {
    var seconds = 0
    var nanoseconds = 0
    var size = 0
    var inode: UInt64 = 0
  }

  private let paths: [String]
  private var traces: [Trace]

  /// Watches these files, and the files in these folders.
  public init(_ paths: [String]) {
    self.paths = paths
    traces = FileWatch.look(paths)
  }

  /// Whether anything has changed since the last call, or the beginning.
  public mutating func hasChanged() -> Bool {
    let now = FileWatch.look(paths)
    defer { traces = now }
    return now != traces
  }

  private static func look(_ paths: [String]) -> [Trace] {
    var traces: [Trace] = []
    for path in paths {
      traces.append(trace(path))
      guard Files.isFolder(path), let names = try? Files.names(in: path) else { continue }
      traces += names.map { trace("\(path)/\($0)") }
    }
    return traces
  }

  /// Zeros for a file that is not there.
  private static func trace(_ path: String) -> Trace {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return Trace() }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Trace(
      seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec), size: Int(status.st_size),
      inode: UInt64(status.st_ino))
  }
}
