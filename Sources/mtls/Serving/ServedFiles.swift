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

  /// Percent-decoding; nil for what is malformed, no UTF-8, or hides a slash, a NUL or a backslash.
  static func decoded(_ path: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self))?.first,
        value >= 0x20, value != 0x2F, value != 0x5C, value != 0x7F
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Percent-decoding; nil for what is malformed or no UTF-8.
  static func percentDecoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self))?.first
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
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
