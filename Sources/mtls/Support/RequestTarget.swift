import MutualTLS

/// An `https` URL taken apart (RFC 3986, RFC 9110, Section 4.2.2).
struct RequestTarget {
  let place: HostPort
  /// Path and query as they stand in a request.
  let target: String
  /// Host and port as they stand in the Host header: no port where it is 443.
  let authority: String

  init(_ url: String) throws(Explanation) {
    let scheme = "https://"
    guard url.lowercased().hasPrefix(scheme) else {
      if url.lowercased().hasPrefix("http://") {
        throw Explanation(
          .usage, "http:// speaks without TLS, and this tool does not", at: url,
          next: "https://" + url.dropFirst(7))
      }
      throw Explanation(.usage, "is no https URL", at: url, next: "mtls call https://HOST/PATH")
    }
    let rest = url.dropFirst(scheme.count).prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard !authority.contains("@") else {
      throw Explanation(
        .usage, "user names and passwords do not belong into a URL", at: String(authority),
        rule: "RFC 9110, Section 4.2.4",
        next: "--header-file Authorization=PATH or --header-env Authorization=VARIABLE")
    }
    guard let place = HostPort(authority, defaultPort: 443), place.port != 0 else {
      throw Explanation(.usage, "is no host with a port", at: String(authority))
    }
    self.place = place
    let path = rest.dropFirst(authority.count)
    target = path.hasPrefix("/") ? String(path) : "/" + path
    guard target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Explanation(
        .usage, "has characters that must be percent-encoded", at: url,
        rule: "RFC 3986, Section 2.1")
    }
    let host = place.host.contains(":") ? "[\(place.host)]" : place.host
    self.authority = place.port == 443 ? host : "\(host):\(place.port)"
  }
}
