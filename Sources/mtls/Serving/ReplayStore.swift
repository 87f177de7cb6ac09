import Bytes
import MutualTLS

/// Where servers that share a name remember ClientHellos.
enum ReplayStore {
  /// As in `redis://127.0.0.1:6379/0`, with a user before an `@`, never with a password.
  static func redis(
    _ text: String, _ invocation: Invocation
  ) throws(Explanation) -> RedisReplayGuard {
    func wrong(_ what: String) -> Explanation {
      Explanation(.usage, what, at: "--replay-store", next: "--replay-store redis://127.0.0.1:6379")
    }
    guard text.lowercased().hasPrefix("redis://") else { throw wrong("is no redis:// address") }
    var rest = text.dropFirst(8)
    var user: String?
    if let at = rest.firstIndex(of: "@") {
      let name = rest[..<at]
      guard !name.contains(":") else {
        throw wrong("a password does not belong there: --replay-store-password-file FILE")
      }
      user = String(name)
      rest = rest[rest.index(after: at)...]
    }
    let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let place = HostPort(parts.first ?? "", defaultPort: 6379) else {
      throw wrong("is no host with a port")
    }
    var settings = RedisReplayGuard.Settings(place)
    settings.user = user
    if parts.count == 2, !parts[1].isEmpty {
      guard let number = Int(parts[1]), (0...65_535).contains(number) else {
        throw wrong("\(parts[1]) is no number of a database")
      }
      settings.database = number
    }
    let console = invocation.console
    if !place.isLoopback {
      console.warn("Redis at \(place) is spoken to without TLS: let no stranger be on that way")
    }
    let path = invocation.value("replay-store-password-file")
    if user != nil, path == nil {
      throw Explanation(
        .usage, "a user needs a password", at: "--replay-store",
        next: "--replay-store-password-file FILE")
    }
    guard let path else {
      return RedisReplayGuard(settings, failed: { console.warn($0) })
    }
    do {
      let contents = try Files.readSecret(path, limit: 4096)
      var count = contents.count
      while count > 0, [0x0A, 0x0D].contains(contents.bytes[count - 1]) { count -= 1 }
      let password = SecretBytes(copying: contents.bytes.extracting(0..<count))
      return RedisReplayGuard(settings, password: password, failed: { console.warn($0) })
    } catch { throw Explanation(error) }
  }
}
