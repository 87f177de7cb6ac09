import JSON
import MutualTLS
import PKI
import TLS13

/// What a server knows of the connection on which it was asked.
struct StatusPage {
  let summary: Summary
  let peer: PeerSummary?
  let decision: AdmissionRules.Decision
  let basis: PurposeBasis?
  let earlyByteCount: Int
  /// `tls-exporter` (RFC 9266) in digits.
  let channelBinding: String?

  var text: HTTPResponse {
    var lines = [
      "mtls: this connection", "",
      "version       TLS 1.3",
      "cipher suite  \(summary.cipherSuite.map(\.description) ?? "-")",
      "group         \(summary.group.map(\.description) ?? "-")",
      "ALPN          \(summary.applicationProtocol.map(\.description) ?? "-")",
      "server name   \(summary.serverName ?? "-")",
    ]
    switch summary.preSharedKey {
    case .session: lines.append("session       resumed")
    case .external(let identity):
      lines.append("key           external, \(String(decoding: identity, as: UTF8.self))")
    case nil: break
    }
    if earlyByteCount > 0 { lines.append("early data    \(earlyByteCount) bytes") }
    if let channelBinding { lines.append("tls-exporter  \(channelBinding)") }
    if let peer {
      lines += [
        "client        \(peer.label)" + (peer.isVerified ? " (verified)" : " (NOT verified)"),
        "  subject     \(peer.subject)", "  issuer      \(peer.issuer)",
        "  names       \(peer.names.joined(separator: ", "))",
        "  expires     \(peer.notAfter), \(peer.daysLeft) days left",
        "  SHA-256     \(peer.fingerprint)",
      ]
      if let basis { lines.append("  relied on   \(basis)") }
    } else {
      lines.append("client        unknown: it sent no certificate")
    }
    if case .admitted(let rule?) = decision { lines.append("admitted by   \(rule)") }
    return HTTPResponse(status: 200, body: Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  var json: HTTPResponse {
    guard case .object(let members) = SessionReport.json(summary, at: .now) else {
      return HTTPResponse(status: 500)
    }
    let value = JSONValue.object(
      [JSONValue.Member("schema", "mtls.status/1")] + members + [
        JSONValue.Member("purposeBasis", basis.map { .string("\($0)") } ?? .null),
        JSONValue.Member("earlyDataByteCount", .number(earlyByteCount)),
        JSONValue.Member("tlsExporter", channelBinding.map { .string($0) } ?? .null),
      ])
    return HTTPResponse(
      status: 200, type: "application/json", body: Array((value.description + "\n").utf8))
  }
}
