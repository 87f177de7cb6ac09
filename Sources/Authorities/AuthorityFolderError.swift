public import MutualTLS

/// Why an authority's folder cannot be used.
public enum AuthorityFolderError: Error, Sendable, Equatable {
  /// There is no `ca.pem` in it.
  case noAuthority(String)
  /// Another process works in it.
  case busy(String)
  /// A file cannot be read or written.
  case file(FileFailure)
  /// A file is not what it should be.
  case unreadable(String, reason: String)
  /// The serial number was issued before.
  case serialNumberUsed(String)
}

extension AuthorityFolderError: CustomStringConvertible {
  /// The place and one sentence for a person.
  public var description: String {
    switch self {
    case .noAuthority(let path): "\(path): there is no authority in this folder"
    case .busy(let path): "\(path): another process has worked in this folder for too long"
    case .file(let failure): "\(failure)"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .serialNumberUsed(let serial): "the serial number \(serial) was issued before"
    }
  }
}
