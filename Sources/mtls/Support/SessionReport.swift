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
    switch summary.preSharedKey {
    case .session: lines.append("resumed: a session stands for the certificates")
    case .external(let identity):
      lines.append("by the pre-shared key \(String(decoding: identity, as: UTF8.self))")
    case nil: break
    }
    switch summary.earlyData {
    case .accepted: lines.append("early data: accepted")
    case .rejected: lines.append("early data: rejected")
    case .none, .offered: break
    }
    if let peer = PeerSummary(summary.peer, now: now) {
      lines.append("server: \(peer.label)" + (peer.isVerified ? ", verified" : ", NOT verified"))
      lines.append("  issued by \(peer.issuer), \(peer.daysLeft) days left")
      if let algorithm = summary.peerCertificateCompression {
        lines.append("  its certificates came compressed by \(CompressionOptions.text(algorithm))")
      }
    }
    if summary.certificateRequest != nil {
      lines.append(
        summary.sentCertificate
          ? "the server asked for a client certificate, and got ours"
          : summary.credentialJudgements.isEmpty
            ? "the server asked for a client certificate, and got none: name one with --cert and --key"
            : "the server asked for a client certificate, and got none: no certificate fits what it asks for"
      )
      lines += judgements(summary)
    } else if summary.preSharedKey == nil {
      lines.append("the server did not ask for a client certificate")
    }
    return lines.joined(separator: "\n")
  }

  /// Why each certificate did or did not fit; nothing where the only one fits.
  static func judgements(_ summary: Summary) -> [String] {
    let judgements = summary.credentialJudgements
    if judgements.count == 1, judgements[0].isChosen, judgements[0].obstacles.isEmpty { return [] }
    return judgements.flatMap { one in
      [
        "  \(one.isChosen ? "sent" : "not sent"): \(one.certificate?.subject.text ?? "a raw public key")"
      ]
        + (one.obstacles.isEmpty
          ? ["    fits" + (one.isChosen ? "" : ", as does one before it")]
          : one.obstacles.map { "    \($0.isDecisive ? "must not be sent: " : "")\($0)" })
    }
  }

  /// The certificate that was sent; before anything was asked, the first there is.
  static func certificate(_ summary: Summary, _ configuration: ClientConfiguration) -> Certificate?
  {
    guard !summary.credentialJudgements.isEmpty else {
      return configuration.credential?.chain.first
    }
    return summary.credentialJudgements.first(where: \.isChosen)?.certificate
  }

  /// What a server asked of a client's certificate.
  private static func json(_ request: CertificateRequest) -> JSONValue {
    [
      "signatureSchemes": .array(request.signatureSchemes.map { .string("\($0)") }),
      "certificateSignatureSchemes": .array(
        request.certificateSignatureSchemes.map { .string("\($0)") }),
      "authorities": .number(request.authorities.count),
      "oidFilters": .array(request.filters.map { .string("\($0)") }),
    ]
  }

  private static func json(_ judgement: CredentialJudgement) -> JSONValue {
    [
      "subject": judgement.certificate.map { .string($0.subject.text) } ?? .null,
      "sent": .boolean(judgement.isChosen),
      "obstacles": .array(judgement.obstacles.map { .string("\($0)") }),
    ]
  }

  private static func json(_ use: PreSharedKeyUse?) -> JSONValue {
    switch use {
    case nil: .null
    case .session: "session"
    case .external(let identity):
      ["external": .string(String(decoding: identity, as: UTF8.self))]
    }
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
      "peerCertificateCompression": summary.peerCertificateCompression.map {
        .string(CompressionOptions.text($0))
      } ?? .null,
      "clientCertificateRequested": .boolean(summary.certificateRequest != nil),
      "clientCertificateSent": .boolean(summary.sentCertificate),
      "certificateRequest": summary.certificateRequest.map(json) ?? .null,
      "certificates": .array(summary.credentialJudgements.map(json)),
      "preSharedKey": json(summary.preSharedKey),
      "earlyData": .string(summary.earlyData.rawValue),
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
