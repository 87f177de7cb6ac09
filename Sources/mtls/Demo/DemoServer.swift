import MutualTLS
import Synchronization
import TLS13

/// A server of the demo, with what it says of its clients.
final class DemoServer: Sendable {
  private let server: Server
  private let events = Mutex<[Server.Event]>([])
  private let entries = Mutex<[WebService.Entry]>([])

  /// Starts it on a free port of this machine.
  init(
    _ configuration: ServerConfiguration,
    _ handler:
      @escaping @Sendable (
        inout MutualTLS.Stream<ServerConnection>, @escaping @Sendable (WebService.Entry) -> Void
      ) -> Void
  ) throws(Explanation) {
    do {
      server = try Server(at: HostPort(host: "127.0.0.1", port: 0), configuration)
    } catch { throw Explanation(.network, "\(error)") }
    server.start(
      report: { [self] event in events.withLock { $0.append(event) } },
      handler: { [self] stream in
        handler(&stream) { [self] entry in entries.withLock { $0.append(entry) } }
      })
  }

  deinit { server.stop() }

  var place: HostPort { server.place }

  func stop() { server.stop() }

  /// What it says of its next client; nil where it says nothing for five seconds.
  func nextEvent() -> Server.Event? {
    waiting { events.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
  }

  /// What it says of its next request.
  func nextEntry() -> WebService.Entry? {
    waiting { entries.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
  }

  private func waiting<T>(_ body: () -> T?) -> T? {
    let deadline = Deadline.after(.seconds(5))
    while !deadline.hasPassed {
      if let found = body() { return found }
      Pause.milliseconds(2)
    }
    return nil
  }
}
