import Bytes
import JSON
import MutualTLS
import PKI
import TLS13

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `mtls connect`: standard input and output over TLS.
enum ConnectCommand {
  static let command = Command(
    path: ["connect"], summary: "Connect standard input and output to a server over TLS 1.3",
    operands: [Operand(name: "HOST:PORT", help: "the server")],
    options: TLSOptions.client + [
      Option(
        "confirm", nil, .number("SECONDS"),
        "how long to wait for the server's verdict on the certificate; 2"),
      Option(
        "early-data", nil, .file,
        "send this file with the ClientHello of a resumed session, where the server allows it: an attacker can "
          + "send it again"),
      SecretOptions.export,
    ],
    examples: [
      "mtls connect api.example.org:443 --cert client.pem --key client.key",
      "echo hello | mtls connect 127.0.0.1:8443 --cacert ca/ca.pem --server-name localhost",
      "mtls connect api.example.org:443 --session-out api.session; "
        + "mtls connect api.example.org:443 --session-in api.session --early-data query.txt",
    ],
    notes: [
      "In TLS 1.3 the handshake ends for the client before the server has judged its certificate. "
        + "Therefore this command waits for a ticket, data or an alert before it says whether the client is "
        + "accepted. Exit code 1 says that it was refused, 5 that the stream was cut off."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let target = invocation.operands[0]
    guard let place = HostPort(target, defaultPort: 443) else {
      throw Explanation(
        .usage, "\(target) is not HOST:PORT", next: "mtls connect api.example.org:443")
    }
    var configuration = try TLSOptions.client(invocation)
    let identity = try TLSOptions.identity(invocation, host: place.host)
    var early: [UInt8] = []
    if let path = invocation.value("early-data") {
      early = try Reading.bytes(path)
      configuration.sendsEarlyData = true
    }
    let resumed = try SessionOptions.session(invocation, configuration, identity)
    let console = invocation.console
    let deadline = try TLSOptions.deadline(invocation)
    var session: ClientSession
    do {
      session = try ClientSession(
        to: place, configuration, server: identity, resuming: resumed, earlyData: early,
        deadline: try TLSOptions.connectDeadline(invocation),
        signers: try TLSOptions.signers(invocation))
    } catch let failure as StreamFailure {
      throw Explanation(failure, at: target)
    } catch let explanation as Explanation {
      throw explanation
    } catch { throw Explanation(.internal, "\(error)") }
    let summary = session.stream.summary
    let certificate = SessionReport.certificate(summary, configuration)
    console.talk(SessionReport.text(summary, at: .now, console))
    let exports = try SecretOptions.exports(invocation, session.stream)
    for export in exports { console.talk("export \(export.label): \(export.value)") }
    let sent = summary.earlyData == .accepted ? session.earlyByteCount : 0
    if sent < early.count {
      console.talk(
        "\(early.count - sent) of \(early.count) bytes found no place as early data and are sent now"
      )
      do {
        try session.stream.write(early.span.extracting(sent...), deadline: deadline)
      } catch { throw SessionReport.explain(error, certificate, summary, at: target) }
    }
    if summary.certificateRequest != nil {
      let bound = try invocation.number("confirm", in: 0...3600) ?? 2
      try confirm(&session, .seconds(bound), certificate, target, console)
    }
    if console.json {
      // Standard output belongs to the data; the summary is talk.
      console.talk(
        JSONValue.object([
          JSONValue.Member("schema", "mtls.connection/1"),
          JSONValue.Member("connection", SessionReport.json(summary, at: .now)),
          JSONValue.Member(
            "exports",
            .object(exports.map { JSONValue.Member($0.label, .string($0.value)) })),
        ]).description)
    }
    var failure: StreamFailure?
    do { try pump(&session.stream, deadline, console) } catch { failure = error }
    try SessionOptions.keep(invocation, session.stream.takeSessions())
    if let failure { throw SessionReport.explain(failure, certificate, summary, at: target) }
    return .done
  }

  private static func confirm(
    _ session: inout ClientSession, _ bound: Duration, _ certificate: Certificate?,
    _ target: String, _ console: Console
  ) throws(Explanation) {
    let verdict = session.confirmAccepted(within: bound)
    switch verdict {
    case .accepted, .unconfirmed: console.talk("\(verdict)")
    case .refused(let alert):
      throw SessionReport.refusal(
        alert, certificate, session.stream.summary.certificateRequest, at: target)
    case .failed(let failure): throw Explanation(failure, at: target)
    }
  }

  /// Carries bytes both ways until both sides have ended. A peer that does not read holds up only what is
  /// sent to it, never what it sends.
  private static func pump(
    _ stream: inout Stream<ClientConnection>, _ deadline: Deadline, _ console: Console
  ) throws(StreamFailure) {
    var inputOpen = true
    var data: [UInt8] = []
    while true {
      while stream.hasReceivedData {
        data.removeAll(keepingCapacity: true)
        _ = try stream.read(appendingTo: &data, deadline: deadline)
        console.data(data)
      }
      if stream.isEndReached {
        stream.finish()
        return
      }
      if deadline.hasPassed { throw .socket(.timedOut(while: "carrying data")) }
      let readsInput = inputOpen && !stream.hasPendingOutput
      var entries = [
        pollfd(
          fd: stream.descriptor,
          events: Int16(POLLIN) | (stream.hasPendingOutput ? Int16(POLLOUT) : 0), revents: 0),
        pollfd(fd: readsInput ? 0 : -1, events: Int16(POLLIN), revents: 0),
      ]
      guard unsafe poll(&entries, 2, 1000) > 0 else { continue }
      if entries[0].revents & Int16(POLLOUT) != 0 { try stream.flushAvailable() }
      if entries[0].revents & ~Int16(POLLOUT) != 0 { try stream.receiveAvailable() }
      if entries[1].revents != 0 {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe read(0, &buffer, buffer.count)
        if count > 0 {
          try stream.queue(buffer.span.extracting(0..<count))
          try stream.flushAvailable()
        } else if count == 0 || errno != EINTR {
          inputOpen = false
          try stream.close(deadline: deadline.orSooner(.seconds(10)))
        }
      }
    }
  }
}
