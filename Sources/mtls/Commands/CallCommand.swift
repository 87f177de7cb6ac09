import Bytes
import JSON
import MutualTLS
import PKI
import TLS13

/// `mtls call`: one HTTP request over mutual TLS.
enum CallCommand {
  static let command = Command(
    path: ["call"], summary: "Call an HTTP API over mutual TLS",
    operands: [Operand(name: "URL", help: "https://HOST[:PORT]/PATH")],
    options: [
      Option("request", "X", .text("METHOD"), "the method; GET, or POST with --data")
    ] + HeaderOptions.options + [
      Option(
        "data", "d", .text("TEXT"), "the body; @FILE takes it from a file, @- from standard input"),
      Option("include", "i", .flag, "print the head of the response, too"),
      Option("fail", "f", .flag, "exit with 1 where the status is 400 or more"),
      Option("out", "o", .file, "the file to write the body to; standard output unless named"),
      Option(
        "tls-earlydata", nil, .flag,
        "send the request with the ClientHello of a resumed session, where the server allows it: GET, HEAD and "
          + "OPTIONS alone, since an attacker can send it again"),
      Option(
        "resolve", nil, .text("HOST:PORT:ADDRESS"), "connect to this address for that host"),
      Writing.force.withoutShort,
    ] + TLSOptions.client,
    examples: [
      "mtls call https://api.example.org/v1/status --cert client.pem --key client.key",
      "mtls call https://api.example.org/v1/orders -d '{\"amount\": 5}' -H 'Content-Type: application/json' "
        + "--cert client.pem --key client.key --header-env X-Client-ID=CLIENT_ID "
        + "--header-file X-Access-Key=access.key",
      "mtls call https://127.0.0.1:8443/ --cacert ca/ca.pem --cert client.pem --key client.key",
    ],
    notes: [
      "Client IDs and access keys do not belong onto the command line, where every user of the machine can "
        + "read them: take them from files or from the environment.",
      "Exit code 1 says that one side refused the other; an HTTP status counts only with --fail.",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let target = try RequestTarget(invocation.operands[0])
    let request = try request(invocation, target)
    var configuration = try TLSOptions.client(invocation)
    let identity = try TLSOptions.identity(invocation, host: target.place.host)
    configuration.sendsEarlyData = invocation.flag("tls-earlydata")
    if configuration.sendsEarlyData, !["GET", "HEAD", "OPTIONS"].contains(request.head.method) {
      throw Explanation(
        .usage, "\(request.head.method) does harm when it comes twice, and early data can",
        at: "--tls-earlydata", rule: "RFC 8470, Section 4")
    }
    let resumed = try SessionOptions.session(invocation, configuration, identity)
    let place = try resolved(invocation, target.place)
    let deadline = try TLSOptions.deadline(invocation)
    let connectDeadline = try TLSOptions.connectDeadline(invocation)
    let signers = try TLSOptions.signers(invocation)
    let console = invocation.console
    var session: ClientSession
    do {
      session = try ClientSession(
        to: place, configuration, server: identity, resuming: resumed,
        earlyData: configuration.sendsEarlyData ? request.bytes : [], deadline: connectDeadline,
        signers: signers)
    } catch { throw Explanation(error, at: "\(target.place)") }
    var summary = session.stream.summary
    let certificate = SessionReport.certificate(summary, configuration)
    console.detail(SessionReport.text(summary, at: .now, console))
    var http = HTTPConnection()
    let response: HTTPResponse
    do {
      // What was rejected is sent again; what is too early for the server (RFC 8470, Section 5.2), too.
      var sent = summary.earlyData == .accepted ? session.earlyByteCount : 0
      var answer = try http.exchange(
        request, from: sent, over: &session.stream, deadline: deadline)
      if answer.head.status == 425, sent > 0 {
        sent = 0
        answer = try http.exchange(request, over: &session.stream, deadline: deadline)
      }
      response = answer
    } catch {
      switch error {
      case .rule(let rule):
        throw Explanation(.protocolViolation, "\(rule)", at: "\(target.place)", rule: rule.rule)
      case .stream(let failure):
        throw SessionReport.explain(failure, certificate, summary, at: "\(target.place)")
      }
    }
    let sessions = session.stream.takeSessions()
    session.stream.finish()
    // A request for the certificate may have come since.
    summary = session.stream.summary
    try show(response, summary, invocation)
    try SessionOptions.keep(invocation, sessions)
    return invocation.flag("fail") && response.head.status >= 400 ? .negative : .done
  }

  private static func request(
    _ invocation: Invocation, _ target: RequestTarget
  ) throws(Explanation) -> HTTPRequest {
    var body: [UInt8] = []
    if let text = invocation.value("data") {
      body =
        text.hasPrefix("@")
        ? try Reading.bytes(String(text.dropFirst()), limit: HTTPConnection.bodyLimit)
        : Array(text.utf8)
    }
    var fields = HTTPFields()
    try HeaderOptions.add(invocation, to: &fields)
    let method = invocation.value("request") ?? (invocation.value("data") == nil ? "GET" : "POST")
    do {
      var all = HTTPFields()
      try all.add("Host", target.authority)
      if fields["User-Agent"] == nil { try all.add("User-Agent", "mtls/0.1.0") }
      if fields["Accept"] == nil { try all.add("Accept", "*/*") }
      if !body.isEmpty && fields["Content-Type"] == nil {
        try all.add("Content-Type", "application/octet-stream")
      }
      for field in fields.lines { try all.add(field.name, field.value) }
      try all.add("Connection", "close")
      return HTTPRequest(
        try HTTPRequestHead(method: method, target: target.target, fields: all), body: body)
    } catch { throw Explanation(.usage, "\(error)", at: method) }
  }

  private static func show(
    _ response: HTTPResponse, _ summary: Summary, _ invocation: Invocation
  ) throws(Explanation) {
    let console = invocation.console
    let out = invocation.value("out") ?? "-"
    if console.json {
      let fields = response.head.fields.lines.map {
        JSONValue.object([
          JSONValue.Member("name", .string($0.name)), JSONValue.Member("value", .string($0.value)),
        ])
      }
      console.result(
        "call",
        [
          JSONValue.Member("status", .number(response.head.status)),
          JSONValue.Member("reason", .string(response.head.reason)),
          JSONValue.Member("headers", .array(fields)),
          JSONValue.Member("body", .string(String(decoding: response.body, as: UTF8.self))),
          JSONValue.Member("connection", SessionReport.json(summary, at: .now)),
        ], text: "")
    }
    console.detail("HTTP status \(response.head.status) \(response.head.reason)")
    var bytes = response.body
    if invocation.flag("include") { bytes = response.head.bytes + bytes }
    if out != "-" {
      do {
        try Files.write(
          bytes.span, to: out, mode: Files.publicMode,
          existing: invocation.flag("force") ? .backUp(.now) : .keep)
      } catch { throw Explanation(error) }
    } else if !console.json {
      console.data(bytes)
    }
  }

  /// Where to connect, if not where the URL says.
  private static func resolved(
    _ invocation: Invocation, _ place: HostPort
  ) throws(Explanation) -> HostPort {
    guard let text = invocation.value("resolve") else { return place }
    let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
    guard parts.count == 3, let port = UInt16(parts[1]) else {
      throw Explanation(.usage, "\(text) is not HOST:PORT:ADDRESS", at: "--resolve")
    }
    guard parts[0].lowercased() == place.host.lowercased(), port == place.port else { return place }
    let address = parts[2].hasPrefix("[") ? String(parts[2].dropFirst().dropLast()) : parts[2]
    return HostPort(host: address, port: port)
  }
}

extension Option {
  /// The same where its letter is taken.
  var withoutShort: Option {
    var option = self
    option.short = nil
    return option
  }
}
