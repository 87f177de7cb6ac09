import Bytes
import MutualTLS

/// The files of a folder, and nothing outside it.
struct ServedFiles: Sendable {
  /// Without symbolic links, as ``Files/resolved(_:)`` gives it.
  let root: String

  /// The file at a request's path. What leads out of the folder, by `..`, by an encoded slash or by a symbolic
  /// link, is answered as if it were not there.
  func response(_ path: String) -> HTTPResponse {
    let missing = HTTPResponse(status: 404, body: Array("there is no such file\n".utf8))
    guard let decoded = ServedFiles.decoded(path), decoded.hasPrefix("/") else { return missing }
    let parts = decoded.split(separator: "/", omittingEmptySubsequences: true)
    guard !parts.contains(where: { $0.hasPrefix(".") }) else { return missing }
    var wanted = "\(root)/" + parts.joined(separator: "/")
    if Files.isFolder(wanted) { wanted += "/index.html" }
    guard let real = Files.resolved(wanted), real.hasPrefix(root == "/" ? "/" : root + "/"),
      Files.isPlainFile(real),
      let bytes = try? Files.read(real, limit: HTTPConnection.bodyLimit)
    else { return missing }
    return HTTPResponse(status: 200, type: ServedFiles.type(real), body: bytes)
  }

  /// The path that a target stands for; nil for what is malformed, no UTF-8, or hides a slash, a control character or a
  /// backslash.
  static func decoded(_ path: String) -> String? {
    let bytes = PercentEncoding.decode(path) { octet in
      octet >= 0x20 && octet != 0x2F && octet != 0x5C && octet != 0x7F
    }
    return bytes.flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static func type(_ path: String) -> String {
    switch path.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css"
    case "js": "text/javascript"
    case "json": "application/json"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "txt", "md": "text/plain; charset=utf-8"
    case "pem", "crt", "csr": "application/x-pem-file"
    default: "application/octet-stream"
    }
  }
}
