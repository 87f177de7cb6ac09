import MutualTLS
import PKI
import TLS13

/// What every connection of a load is to do.
struct LoadPlan: Sendable {
  let place: HostPort
  let address: ResolvedAddress
  let shared: Shared<ClientConfiguration>
  let identity: ReferenceIdentity?
  /// Whether tickets are used.
  let resumes: Bool
  /// What is sent once the handshake is complete; nil where the connection is then closed.
  let request: [UInt8]?
  /// Nanoseconds for connection, handshake and response.
  let patience: Int

  /// A request of HTTP/1.1 after whose response the server closes the connection.
  static func request(path: String, host: String) -> [UInt8] {
    Array(
      "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: mtls\r\nConnection: close\r\n\r\n".utf8)
  }
}
