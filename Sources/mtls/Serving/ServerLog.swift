import JSON
import MutualTLS
import PKI
import TLS13

/// What a server says of its clients: lines for people, or JSON values, one a line, for programs.
struct ServerLog: Sendable {
  let console: Console

  func report(_ event: Server.Event) {
    switch event {
    case .accepted(let client, let summary):
      let peer = PeerSummary(summary.peer, now: .now)
      console.detail(
        "\(name(client)): handshake complete with \(peer?.label ?? "a client without a certificate")"
          + (peer.map { ", \($0.daysLeft) days left" } ?? ""))
    case .refused(let client, let failure):
      let explanation = Explanation(failure, at: name(client))
      let alert = ServerLog.alertSent(failure).map { "\($0)" }
      if console.json {
        console.data(
          line([
            JSONValue.Member("schema", "mtls.serve.refused/1"),
            JSONValue.Member("client", .string(name(client))),
            JSONValue.Member("what", .string(explanation.what)),
            JSONValue.Member("rule", explanation.rule.map { .string($0) } ?? .null),
            JSONValue.Member("alert", alert.map { .string($0) } ?? .null),
          ]))
      } else {
        console.talk(
          "\(name(client)): refused: \(failure)" + (failure.rule.map { " (\($0))" } ?? "")
            + (alert.map { "; alert \($0) sent" } ?? ""))
      }
    }
  }

  func log(_ entry: WebService.Entry) {
    let identity = entry.peer?.label ?? "no certificate"
    if console.json {
      console.data(
        line([
          JSONValue.Member("schema", "mtls.serve.request/1"),
          JSONValue.Member("client", .string(name(entry.client))),
          JSONValue.Member("method", .string(entry.method)),
          JSONValue.Member("target", .string(entry.target)),
          JSONValue.Member("bodyByteCount", .number(entry.bodyByteCount)),
          JSONValue.Member("status", .number(entry.status)),
          JSONValue.Member("peer", entry.peer.map(SessionReport.json) ?? .null),
        ]))
      return
    }
    var text = "\(name(entry.client)): \(entry.method) \(entry.target)"
    if entry.bodyByteCount > 0 { text += " (\(entry.bodyByteCount) bytes)" }
    text += " → \(entry.status), \(identity)"
    if let peer = entry.peer { text += peer.isVerified ? " (verified)" : " (NOT verified)" }
    switch entry.admission {
    case .admitted(let rule): if let rule { text += ", by \(rule)" }
    case .denied(let reason): text += ": not admitted: \(reason)"
    }
    console.talk(text)
  }

  static func alertSent(_ failure: StreamFailure) -> Alert? {
    if case .connection(let failure) = failure { failure.alertToSend } else { nil }
  }

  private func name(_ client: HostPort?) -> String {
    client.map { "\($0)" } ?? "a client that has gone"
  }

  /// JSON on one line.
  private func line(_ members: [JSONValue.Member]) -> String {
    JSONValue.object(members).description.split(separator: "\n").map {
      $0.drop { $0 == " " }
    }.joined(separator: " ")
  }
}
