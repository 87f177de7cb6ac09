import Bytes
import JSON
import MutualTLS
import PKI
import TLS13

/// What is said of a connection.
enum SessionReport {
  /// One line for each thing agreed on.
  static func text(_ summary: Summary, at now: Time, _ console: Console) -> String {
    var lines = [
      "TLS 1.3, \(summary.cipherSuite.map(\.description) ?? "-"), "
        + (summary.group.map(\.description) ?? "-")
        + (summary.usedHelloRetryRequest ? " after a HelloRetryRequest" : "")
        + (summary.applicationProtocol.map { ", ALPN \($0)" } ?? "")
    ]
    if let peer = PeerSummary(summary.peer, now: now) {
      lines.append("server: \(peer.label)" + (peer.isVerified ? ", verified" : ", NOT verified"))
      lines.append("  issued by \(peer.issuer), \(peer.daysLeft) days left")
    }
    if summary.certificateRequest != nil {
      lines.append(
        summary.sentCertificate
          ? "the server asked for a client certificate, and got ours"
          : "the server asked for a client certificate, and got none: name one with --cert and --key"
      )
    } else {
      lines.append("the server did not ask for a client certificate")
    }
    return lines.joined(separator: "\n")
  }

  /// The same for programs.
  static func json(_ summary: Summary, at now: Time) -> JSONValue {
    [
      "version": "TLS 1.3",
      "cipherSuite": summary.cipherSuite.map { .string($0.description) } ?? .null,
      "group": summary.group.map { .string($0.description) } ?? .null,
      "helloRetryRequest": .boolean(summary.usedHelloRetryRequest),
      "applicationProtocol": summary.applicationProtocol.map { .string($0.description) } ?? .null,
      "serverName": summary.serverName.map { .string($0) } ?? .null,
      "peer": PeerSummary(summary.peer, now: now).map(json) ?? .null,
      "clientCertificateRequested": .boolean(summary.certificateRequest != nil),
      "clientCertificateSent": .boolean(summary.sentCertificate),
    ]
  }

  static func json(_ peer: PeerSummary) -> JSONValue {
    [
      "subject": .string(peer.subject), "issuer": .string(peer.issuer),
      "names": .array(peer.names.map { .string($0) }),
      "fingerprintSHA256": .string(peer.fingerprint), "notAfter": .string("\(peer.notAfter)"),
      "daysLeft": .number(peer.daysLeft), "verified": .boolean(peer.isVerified),
    ]
  }

  /// A refusal by the server, with its likely cause.
  static func refusal(
    _ alert: Alert, _ certificate: Certificate?, _ request: CertificateRequest?, at place: String
  ) -> Explanation {
    let causes = LikelyCause.all(
      of: alert, certificate: certificate, request: request, now: .now)
    let text = causes.map { ($0.isCertain ? "" : "probably: ") + $0.cause }
    return Explanation(
      .negative,
      "the server refused the client with the alert \(alert): " + text.joined(separator: "; or "),
      at: place, rule: "RFC 9846, Section 6.2", next: causes[0].next)
  }

  /// A failed stream; a refusal with its likely cause.
  static func explain(
    _ failure: StreamFailure, _ certificate: Certificate?, _ summary: Summary?, at place: String
  ) -> Explanation {
    guard let alert = failure.alertReceived, let summary, summary.certificateRequest != nil else {
      return Explanation(failure, at: place)
    }
    return refusal(alert, certificate, summary.certificateRequest, at: place)
  }
}
