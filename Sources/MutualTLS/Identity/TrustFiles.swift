public import PKI

/// Roots of trust in files.
public enum TrustFiles {
  /// Why roots could not be had.
  public enum Failure: Error, Sendable {
    /// A file could not be read.
    case file(FileFailure)
    /// A file does not hold certificates.
    case contents(path: String, FileError)
    /// A folder holds no certificates.
    case emptyFolder(path: String)
    /// None of the places where systems keep their roots has any.
    case noSystemRoots
  }

  /// Where systems keep the roots they trust, most usual first.
  public static let systemBundles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ]

  /// The most bytes that a bundle may have.
  static let bundleLimit = 16 << 20

  /// The certificates of a file, or of all files of a folder that end in .pem, .crt or .cer.
  ///
  /// - Parameter leftOut: Is told of each certificate of a bundle that is not trusted because it does not
  ///   keep to RFC 5280; a file with no other certificates is an error.
  public static func roots(
    at path: String, leftOut: (String) -> Void = { _ in }
  ) throws(Failure) -> [Certificate] {
    guard Files.isFolder(path) else { return try certificates(path, leftOut) }
    let names: [String]
    do { names = try Files.names(in: path) } catch { throw .file(error) }
    var roots: [Certificate] = []
    for name in names where [".pem", ".crt", ".cer"].contains(where: name.hasSuffix) {
      roots += try certificates("\(path)/\(name)", leftOut)
    }
    guard !roots.isEmpty else { throw .emptyFolder(path: path) }
    return roots
  }

  /// The roots that this system trusts: for clients. A server's client roots are always named.
  public static func systemRoots(
    leftOut: (String) -> Void = { _ in }
  ) throws(Failure) -> [Certificate] {
    for path in systemBundles where Files.exists(path) { return try certificates(path, leftOut) }
    throw .noSystemRoots
  }

  private static func certificates(
    _ path: String, _ leftOut: (String) -> Void
  ) throws(Failure) -> [Certificate] {
    let bytes: [UInt8]
    do { bytes = try Files.read(path, limit: bundleLimit) } catch { throw .file(error) }
    do {
      return try CertificateFile.roots(in: bytes) { number, reason in
        leftOut("\(path): certificate \(number) is not trusted: \(reason)")
      }
    } catch {
      throw .contents(path: path, error)
    }
  }
}

extension TrustFiles.Failure: CustomStringConvertible {
  /// The path and one sentence for a person.
  public var description: String {
    switch self {
    case .file(let failure): "\(failure)"
    case .contents(let path, let error): "\(path): \(error)"
    case .emptyFolder(let path): "\(path): no file in this folder ends in .pem, .crt or .cer"
    case .noSystemRoots: "this system has no bundle of trusted roots in any of the usual places"
    }
  }
}
