import JSON
import MutualTLS
import PKI
import TLS13

/// What a server knows of the connection on which it was asked.
struct StatusPage {
  let summary: Summary
  let peer: PeerSummary?
  let decision: AdmissionRules.Decision

  var text: HTTPResponse {
    var lines = [
      "mtls: this connection", "",
      "version       TLS 1.3",
      "cipher suite  \(summary.cipherSuite.map(\.description) ?? "-")",
      "group         \(summary.group.map(\.description) ?? "-")",
      "ALPN          \(summary.applicationProtocol.map(\.description) ?? "-")",
      "server name   \(summary.serverName ?? "-")",
    ]
    if let peer {
      lines += [
        "client        \(peer.label)" + (peer.isVerified ? " (verified)" : " (NOT verified)"),
        "  subject     \(peer.subject)", "  issuer      \(peer.issuer)",
        "  names       \(peer.names.joined(separator: ", "))",
        "  expires     \(peer.notAfter), \(peer.daysLeft) days left",
        "  SHA-256     \(peer.fingerprint)",
      ]
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
    let value = JSONValue.object([JSONValue.Member("schema", "mtls.status/1")] + members)
    return HTTPResponse(
      status: 200, type: "application/json", body: Array((value.description + "\n").utf8))
  }
}
