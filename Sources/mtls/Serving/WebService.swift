import Bytes
import MutualTLS
import PKI
import TLS13

/// What `mtls serve` answers: a status page, echoes, files; for those alone who are admitted.
struct WebService: Sendable {
  var admission = AdmissionRules()
  var echoes = false
  /// The folder whose files are served, without symbolic links; nil serves none.
  var root: String?
  /// The rule for purposes of clients' certificates, to report what was relied on.
  var purposes = VerificationPolicy(purpose: .client)
  /// What begins with this path is for clients with a certificate, who are asked for it then; nil asks nobody.
  var privatePath: String?
  /// How these are judged.
  var verification: @Sendable () -> PeerVerification? = { nil }
  /// How long a client may take for a request.
  var patience = Duration.seconds(30)
  /// Is told of each request, on its connection's thread.
  var log: @Sendable (Entry) -> Void = { _ in }

  /// A request and what became of it.
  struct Entry: Sendable {
    let client: HostPort?
    let peer: PeerSummary?
    let admission: AdmissionRules.Decision
    let method: String
    let target: String
    let bodyByteCount: Int
    let status: Int
    /// What of the certificate's purposes made it acceptable; nil without a verified certificate.
    let basis: PurposeBasis?
    let preSharedKey: PreSharedKeyUse?
    /// Whether bytes of the request came before the handshake was complete.
    let isEarly: Bool
  }

  /// Serves one connection until the client or a failure ends it.
  func serve(_ stream: inout MutualTLS.Stream<ServerConnection>) {
    var http = HTTPConnection()
    let client = stream.peer
    var summary = stream.summary
    var decision = admission.decide(summary.peer)
    var peer = PeerSummary(summary.peer, now: .now)
    while true {
      let isEarly = http.readByteCount < stream.earlyByteCount
      let request: HTTPRequest
      do {
        guard let next = try http.nextRequest(over: &stream, deadline: .after(patience)) else {
          return
        }
        request = next
      } catch {
        guard case .rule(let rule) = error else { return }
        let body = Array("\(rule)\n\(rule.rule)\n".utf8)
        try? http.respond(
          HTTPResponse(status: rule.status, body: body), to: "GET", closes: true, over: &stream,
          deadline: .after(patience))
        return
      }
      var obstacle: String?
      if let privatePath, request.head.target.hasPrefix(privatePath), summary.peer == nil {
        obstacle = authenticate(&stream)
        if stream.isOver { return }
        summary = stream.summary
        decision = admission.decide(summary.peer)
        peer = PeerSummary(summary.peer, now: .now)
      }
      let response =
        obstacle.map { HTTPResponse(status: 403, body: Array("\($0)\n".utf8)) }
        ?? respond(request, decision, peer, summary, stream)
      log(
        Entry(
          client: client, peer: peer, admission: decision, method: request.head.method,
          target: request.head.target, bodyByteCount: request.body.count,
          status: response.head.status,
          basis: (summary.peer?.path?.leaf).flatMap(purposes.basis),
          preSharedKey: summary.preSharedKey, isEarly: isEarly))
      let closes = !request.head.keepsConnection || response.head.status == 403
      do {
        try http.respond(
          response, to: request.head.method, closes: closes, over: &stream,
          deadline: .after(patience))
      } catch { return }
      if closes { return }
    }
  }

  /// Asks for the client's certificate; says why it did not give one.
  private func authenticate(_ stream: inout MutualTLS.Stream<ServerConnection>) -> String? {
    guard let verification = verification() else { return "nobody is admitted here" }
    do {
      try stream.requestAuthentication(.required(verification), deadline: .after(patience))
      return nil
    } catch { return "a client certificate is needed: \(error)" }
  }

  private func respond(
    _ request: HTTPRequest, _ decision: AdmissionRules.Decision, _ peer: PeerSummary?,
    _ summary: Summary, _ stream: borrowing MutualTLS.Stream<ServerConnection>
  ) -> HTTPResponse {
    if case .denied(let reason) = decision {
      return HTTPResponse(status: 403, body: Array("not admitted: \(reason)\n".utf8))
    }
    let method = request.head.method
    let path = String(request.head.target.prefix { $0 != "?" })
    if echoes, ["POST", "PUT"].contains(method) {
      return HTTPResponse(
        status: 200, type: request.head.fields["Content-Type"] ?? "application/octet-stream",
        body: request.body)
    }
    guard ["GET", "HEAD"].contains(method) else {
      return HTTPResponse(
        status: 405, body: Array("\(method) is not served here; --echo answers POST and PUT\n".utf8)
      )
    }
    if let root, path != "/" || Files.exists("\(root)/index.html") {
      return ServedFiles(root: root).response(path)
    }
    guard path == "/" else {
      return HTTPResponse(status: 404, body: Array("there is nothing at \(path)\n".utf8))
    }
    var binding: String?
    if let bytes = try? stream.channelBinding() { binding = Hex.encode(bytes.bytes) }
    let page = StatusPage(
      summary: summary, peer: peer, decision: decision,
      basis: (summary.peer?.path?.leaf).flatMap(purposes.basis),
      earlyByteCount: stream.earlyByteCount,
      channelBinding: binding)
    return request.head.fields.contains("application/json", in: "Accept") ? page.json : page.text
  }
}
