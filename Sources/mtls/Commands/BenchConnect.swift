import JSON
import MutualTLS
import PKI
import TLS13

/// `mtls bench connect`: handshakes with a server over the network, many at a time.
enum BenchConnect {
  private static let ownership = "i-own-this-server"

  static let command = Command(
    path: ["bench", "connect"],
    summary: "Measure handshakes with a server, with client certificates, many at a time",
    operands: [Operand(name: "HOST:PORT", help: "the server")],
    options: TLSOptions.client.filter { $0.name != "max-time" } + [
      Option("concurrency", "c", .number("COUNT"), "connections at one time; 8, at most 1,024"),
      Option("threads", nil, .number("COUNT"), "threads that share the connections; 1"),
      Option("resume", nil, .flag, "resume sessions by the tickets that the server sends"),
      Option(
        "get", nil, .text("PATH"),
        "ask for this over HTTP/1.1 in each connection, and count the data"),
      Option(
        ownership, nil, .flag, "the server is not on this machine, and you may put load on it"),
    ] + BenchBounds.options + [BenchOutput.svg],
    examples: [
      "mtls bench connect 127.0.0.1:8443 --cacert ca/ca.pem --server-name localhost --cert client.pem "
        + "--key client.key -c 64 -d 10s",
      "mtls bench connect 127.0.0.1:8443 --cacert ca/ca.pem --cert client.pem --key client.key --resume --json",
      "mtls bench connect staging.example.org:443 --cert client.pem --key client.key --get / -n 1000 "
        + "--i-own-this-server",
    ],
    notes: [
      "In TLS 1.3 the handshake is complete for a client before the server has judged its certificate. Therefore a "
        + "handshake counts here once a ticket, data or an orderly end has come from the server; one that the server "
        + "refuses is a failure, and told apart by its reason. Exit code 1 says that some failed.",
      "Only servers on this machine are put under load, unless --i-own-this-server says that you may.",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let target = invocation.operands[0]
    guard let place = HostPort(target, defaultPort: 443) else {
      throw Explanation(
        .usage, "\(target) is not HOST:PORT", next: "mtls bench connect 127.0.0.1:8443")
    }
    let bounds = try BenchBounds(invocation)
    let width = try invocation.number("concurrency", in: BenchBounds.connections) ?? 8
    let threads = min(width, try invocation.number("threads", in: BenchBounds.threadCounts) ?? 1)
    let patience = try invocation.number("connect-timeout", in: 1...3_600) ?? 10
    try BenchOutput.check(invocation)
    let address = try admitted(place, invocation)
    if let path = invocation.value("get") {
      guard path.hasPrefix("/"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw Explanation(
          .usage, "\(path) is no path of a URL", at: "--get", rule: "RFC 9112, Section 3.2.1",
          next: "--get /")
      }
    }
    let plan = LoadPlan(
      place: place, address: address, shared: Shared(try TLSOptions.client(invocation)),
      identity: try TLSOptions.identity(invocation, host: place.host),
      resumes: invocation.flag("resume"),
      request: invocation.value("get").map { LoadPlan.request(path: $0, host: "\(place)") },
      patience: patience * 1_000_000_000)

    let start = BenchClock.now
    let loops = (0..<threads).map { index in
      LoadLoop(
        plan: plan, width: BenchLocal.share(width, threads, index),
        count: bounds.count.map { BenchLocal.share($0, threads, index) },
        end: start + bounds.duration * 1_000_000, start: start)
    }
    let progress = BenchProgress(
      invocation.console, start: start, milliseconds: bounds.duration, count: bounds.count)
    let tally = try BenchBoard.run(threads: threads) { index, board in
      loops[index].run(board)
    } watch: {
      progress.show($0)
    }
    let elapsed = tally.elapsed(since: start)
    progress.clear()
    if tally.completed == 0, let failure = tally.firstFailure { throw failure }
    let report = BenchReport(
      title: "\(width) connections at a time to \(place)"
        + (plan.resumes ? ", resumed by tickets" : "")
        + (invocation.value("get").map { ", GET \($0)" } ?? ""),
      tally: tally, elapsed: elapsed, threads: threads, connections: width)
    let code = try BenchOutput.write(
      report, [JSONValue.Member("server", .string("\(place)"))], invocation)
    advise(report, invocation)
    return code
  }

  /// The address to connect to, where the load is allowed.
  private static func admitted(
    _ place: HostPort, _ invocation: Invocation
  ) throws(Explanation) -> ResolvedAddress {
    let addresses: [ResolvedAddress]
    do { addresses = try ResolvedAddress.all(of: place) } catch {
      throw Explanation(StreamFailure.socket(error), at: "\(place)")
    }
    // The addresses decide, not the name: `localhost` may stand for anything.
    guard invocation.flag(ownership) || addresses.allSatisfy(\.isLoopback) else {
      throw Explanation(
        .usage, "is not on this machine; a load on somebody else's server is an attack",
        at: "\(place)", next: "where the server is yours to load: --\(ownership)")
    }
    // The first that takes a connection, as curl would find out.
    for address in addresses.dropLast() {
      guard let socket = try? address.startConnecting(to: place) else { continue }
      do {
        try socket.wait(
          forReading: false, forWriting: true, deadline: .after(.seconds(2)), "connecting")
        try socket.checkConnected(to: place)
        return address
      } catch { continue }
    }
    guard let last = addresses.last else {
      throw Explanation(.network, "no address is known for this host", at: "\(place)")
    }
    return last
  }

  /// Says where this side, not the server, set the pace.
  private static func advise(_ report: BenchReport, _ invocation: Invocation) {
    let busy = report.tally.processorTime / 10 / max(1, report.elapsed * report.threads)
    if busy >= 85 {
      invocation.console.talk(
        "note: this side was busy \(min(100, busy)) % of the time, so that the server may be capable of more: "
          + "--threads \(report.threads * 2)")
    }
    if report.tally.resumed.handshake.count == 0, invocation.flag("resume"),
      report.tally.completed > 1
    {
      invocation.console.talk(
        "note: nothing was resumed: the server sends no tickets, or takes none")
    }
  }
}
