import Bytes
import MutualTLS
import PKI
import TLS13

/// The part of the demo in which nothing may go well: each fault refused, and told by both ends.
struct DemoRefusals {
  let narrator: Narrator
  let world: DemoWorld

  /// A client that the server has to refuse.
  struct Fault: Sendable {
    let title: String
    /// The name of its certificate; nil has none.
    let client: String?
    /// What the server sends.
    let alert: Alert
    /// Whether the server found just this fault.
    let isCause: @Sendable (HandshakeError) -> Bool
    /// A word of the cause that the client tells.
    let word: String
  }

  static func prepare(_ world: inout DemoWorld) throws(Explanation) {
    func subject(_ name: String) -> SubjectFields { SubjectFields(commonName: name) }
    let other = try DemoWorld.makeAuthority("Other Root", folder: "\(world.folder)/other")
    let stranger = try world.request(
      "stranger", subject("stranger.example"), [.dns("stranger.example")])
    _ = try world.sign("stranger", stranger, .client, by: other)
    let expired = try world.request("expired", subject("late.example"), [.dns("late.example")])
    try world.sign(
      "expired", expired, from: Time.now.adding(days: -400), until: Time.now.adding(days: -35))
    let early = try world.request("early", subject("early.example"), [.dns("early.example")])
    try world.sign(
      "early", early, from: Time.now.adding(days: 7), until: Time.now.adding(days: 372))
    let purpose = try world.request("purpose", subject("web.example"), [.dns("web.example")])
    _ = try world.sign("purpose", purpose, .server)
  }

  static let faults: [Fault] = [
    Fault(
      title: "No certificate", client: nil, alert: .certificateRequired,
      isCause: { if case .certificateRequired = $0 { true } else { false } }, word: "none was sent"),
    Fault(
      title: "A certificate of another authority", client: "stranger", alert: .unknownCA,
      isCause: refused { if case .unknownIssuer = $0 { true } else { false } },
      word: "not among them"),
    Fault(
      title: "An expired certificate", client: "expired", alert: .certificateExpired,
      isCause: refused { if case .expired = $0 { true } else { false } }, word: "expired on"),
    Fault(
      title: "A certificate that is not valid yet", client: "early", alert: .certificateExpired,
      isCause: refused { if case .notYetValid = $0 { true } else { false } },
      word: "not valid before"),
    Fault(
      title: "A certificate for servers, not for clients", client: "purpose",
      alert: .unsupportedCertificate,
      isCause: refused { if case .wrongPurpose = $0 { true } else { false } },
      word: "not for clients"),
  ]

  private static func refused(
    _ isCause: @escaping @Sendable (VerificationFailure.Cause) -> Bool
  ) -> @Sendable (HandshakeError) -> Bool {
    { if case .certificateRefused(let failure) = $0 { isCause(failure.cause) } else { false } }
  }

  /// A server refuses a client.
  func refuse(_ fault: Fault) throws(Explanation) {
    narrator.step(fault.title)
    let server = try DemoServer(try world.server()) { stream, _ in
      var data: [UInt8] = []
      _ = try? stream.read(appendingTo: &data, deadline: .after(.seconds(2)))
    }
    defer { server.stop() }
    let configuration = try world.client(fault.client)
    let certificate = configuration.credential?.chain.first
    var verdict: Acceptance
    var request: CertificateRequest?
    do {
      var session = try ClientSession(
        to: server.place, configuration, server: ReferenceIdentity("localhost"),
        deadline: .after(.seconds(10)))
      request = session.stream.summary.certificateRequest
      verdict = session.confirmAccepted(within: .seconds(5))
    } catch {
      verdict = error.alertReceived.map { .refused($0) } ?? .failed(error)
    }
    guard case .refused(let alert) = verdict else {
      narrator.check("the client learns that it is refused, not: \(verdict)", false)
      return
    }
    let causes = LikelyCause.all(
      of: alert, certificate: certificate, request: request, now: .now)
    narrator.tell("client: refused with the alert \(alert)")
    for cause in causes {
      narrator.tell("        \(cause.isCertain ? "" : "probably: ")\(cause.cause)")
    }
    narrator.tell("        hint: \(causes[0].next)")
    narrator.check("the alert \(fault.alert) arrived at the client", alert == fault.alert)
    narrator.check(
      "the client names the cause", causes.contains { $0.cause.contains(fault.word) })
    tellServer(server.nextEvent(), fault)
  }

  private func tellServer(_ event: Server.Event?, _ fault: Fault) {
    guard case .refused(_, .connection(let failure))? = event else {
      narrator.check("the server refused the client", false)
      return
    }
    narrator.tell("server: \(failure)")
    narrator.tell("        rule: \(failure.rule ?? "-"); alert \(fault.alert) sent")
    var isCause = false
    if case .handshake(let error) = failure.reason { isCause = fault.isCause(error) }
    narrator.check("the server names the cause", isCause)
    narrator.check("the server sent the alert", failure.alertToSend == fault.alert)
  }

  /// A client refuses a server of another name.
  func refuseServer() throws(Explanation) {
    narrator.step("A server of another name")
    let server = try DemoServer(try world.server()) { _, _ in }
    defer { server.stop() }
    let wanted = "bank.example"
    narrator.tell(
      "$ mtls connect localhost:\(server.place.port) --server-name \(wanted) "
        + "--cert client.pem --key client.key --cacert ca/ca.pem")
    let configuration = try world.client("client")
    do {
      _ = try ClientSession(
        to: server.place, configuration, server: ReferenceIdentity(wanted),
        deadline: .after(.seconds(10)))
      narrator.check("the client refuses the server", false)
    } catch {
      guard case .connection(let failure) = error,
        case .handshake(.certificateRefused(let refusal)) = failure.reason
      else {
        narrator.check("the client refuses the server's certificate, not: \(error)", false)
        return
      }
      narrator.tell("client: \(refusal)")
      narrator.tell("        rule: \(refusal.rule); hint: \(refusal.hint)")
      var isName = false
      if case .nameMismatch = refusal.cause { isName = true }
      narrator.check("the client names the cause", isName)
      guard case .refused(_, let seen)? = server.nextEvent(), let alert = seen.alertReceived else {
        narrator.check("the client's alert arrived at the server", false)
        return
      }
      narrator.tell(
        "server: the client refused with the alert \(alert): it did not accept our certificate")
      narrator.check(
        "the alert that the client sent arrived at the server", alert == failure.alertToSend)
    }
  }
}
