/// Why a file gives no private key, certificate or request.
public enum FileError: Error, Sendable, Equatable {
  /// It holds something else.
  case wrongContents(found: FileContents, expected: FileContents)
  /// It holds what was wanted, but broken.
  case unreadable(FileContents, reason: String)
  /// It is under another password, or damaged: these cannot be told apart.
  case wrongPassword(FileContents)
}

extension FileError: CustomStringConvertible {
  /// One sentence for a person, to follow the file's name.
  public var description: String {
    switch self {
    case .wrongContents(.encryptedPrivateKey, .privateKey):
      "this private key is encrypted under a password, and none was given"
    case .wrongContents(.pkcs12, .privateKey), .wrongContents(.pkcs12, .certificate):
      "this is a PKCS#12 container, and no password was given"
    case .wrongContents(.unknown(nil), let expected):
      "this is neither PEM nor DER of any kind known here, and not \(expected)"
    case .wrongContents(let found, let expected): "this is \(found), not \(expected)"
    case .wrongPassword(let contents): "\(contents): the password is wrong, or the file is damaged"
    case .unreadable(let contents, let reason): "\(contents) that cannot be read: \(reason)"
    }
  }
}
