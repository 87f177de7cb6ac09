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
      var label = peer?.label ?? "a client without a certificate"
      if case .external(let identity) = summary.preSharedKey {
        label = "the pre-shared key \(String(decoding: identity, as: UTF8.self))"
      }
      console.detail(
        "\(name(client)): handshake complete with \(label)"
          + (peer.map { ", \($0.daysLeft) days left" } ?? "")
          + (summary.preSharedKey == .session ? ", resumed" : "")
          + (summary.usedHelloRetryRequest ? ", after a HelloRetryRequest" : "")
          + (summary.peerCertificateCompression.map {
            ", certificates compressed by \(CompressionOptions.text($0))"
          } ?? "")
          + (summary.earlyData == .none ? "" : ", early data \(summary.earlyData.rawValue)"))
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
    var identity = entry.peer?.label ?? "no certificate"
    if case .external(let name) = entry.preSharedKey {
      identity = "the pre-shared key \(String(decoding: name, as: UTF8.self))"
    }
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
          JSONValue.Member("purposeBasis", entry.basis.map { .string("\($0)") } ?? .null),
          JSONValue.Member("resumed", .boolean(entry.preSharedKey == .session)),
          JSONValue.Member("early", .boolean(entry.isEarly)),
        ]))
      return
    }
    var text = "\(name(entry.client)): \(entry.method) \(entry.target)"
    if entry.bodyByteCount > 0 { text += " (\(entry.bodyByteCount) bytes)" }
    text += " → \(entry.status), \(identity)"
    if let peer = entry.peer { text += peer.isVerified ? " (verified)" : " (NOT verified)" }
    if entry.preSharedKey == .session { text += ", resumed" }
    if entry.isEarly { text += ", early data" }
    // What is usual is not said.
    switch entry.basis {
    case nil, .named(.clientAuth): break
    case let basis?: text += ", relying on \(basis)"
    }
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
