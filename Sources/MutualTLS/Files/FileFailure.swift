#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a file could not be read or written.
public struct FileFailure: Error, Sendable, Equatable {
  /// What stands in the way.
  public enum Reason: Sendable, Equatable {
    /// There is no such file.
    case missing
    /// There is one already, and it is not to be lost.
    case exists
    /// It has more bytes than such a file may have.
    case tooLong(limit: Int)
    /// Others than its owner may read it, and it is secret.
    case readableByOthers
    /// It does not hold what it should.
    case contents(String)
    /// The path leads to a folder.
    case isFolder
    /// The system refused, with this `errno`.
    case system(call: String, code: Int32)
  }

  /// The file.
  public let path: String
  /// What stands in the way.
  public let reason: Reason

  init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// The failure that `errno` tells.
  static func last(_ call: String, _ path: String) -> FileFailure {
    switch errno {
    case ENOENT: FileFailure(path, .missing)
    case EEXIST: FileFailure(path, .exists)
    case EISDIR: FileFailure(path, .isFolder)
    default: FileFailure(path, .system(call: call, code: errno))
    }
  }
}

extension FileFailure: CustomStringConvertible {
  /// The path and one sentence for a person.
  public var description: String {
    switch reason {
    case .missing: "\(path): there is no such file or folder"
    case .exists: "\(path): there is such a file already"
    case .tooLong(let limit): "\(path): longer than \(limit) bytes, so not what it should be"
    case .readableByOthers:
      "\(path): others than you may read this file, which is secret: chmod 600 \(path)"
    case .contents(let problem): "\(path): \(problem)"
    case .isFolder: "\(path): this is a folder"
    case .system(let call, let code): "\(path): \(systemMessage(code)) (\(call))"
    }
  }
}
