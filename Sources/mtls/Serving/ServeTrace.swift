import Bytes
import JSON
import Laboratory
import MutualTLS
import TLS13

/// `mtls serve --trace`: clients are taken one after the other, and each connection is laid open.
enum ServeTrace {
  private static let answer =
    "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nThis connection was traced.\n"

  static func run(
    _ place: HostPort, _ configuration: ServerConfiguration, _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    let console = invocation.console
    let listener: Listener
    do { listener = try Listener(at: place) } catch {
      throw Explanation(.network, "\(error)", next: "take another port with --listen")
    }
    console.talk("tracing at https://\(listener.place)/: the secrets of all connections are shown")
    try LabScripts.tellReady(listener.place, invocation)
    while true {
      do {
        // Woken now and then, so that nothing waits for ever.
        guard let socket = try listener.accept(deadline: .after(.seconds(1))) else { continue }
        var request = ServerTrace(configuration, seed: SeededSource.freshSeed(), now: .now)
        request.response = Array(answer.utf8)
        let outcome = request.run(socket, deadline: .after(.seconds(10)))
        var header = Trace.Header(
          title: "A connection from \(socket.peer.map { "\($0)" } ?? "a client")",
          started: request.now, vantage: .server)
        header.client = socket.peer.map { "\($0)" } ?? "client"
        header.server = "mtls"
        let trace = TraceBuilder.trace(outcome.entries, header)
        if console.json {
          console.data(trace.json.description)
        } else {
          console.data(
            TraceText(colour: console.colourOfData, explains: console.verbose).text(trace) + "\n")
        }
        socket.shutdownSending()
        socket.drain(deadline: .after(.milliseconds(500)))
      } catch { throw Explanation(.network, "\(error)") }
    }
  }
}
