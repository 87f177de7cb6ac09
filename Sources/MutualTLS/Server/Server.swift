public import Bytes
import Synchronization
public import TLS13

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A server: takes clients in, each on a thread of its own, and hands those that it has authenticated to
/// the application.
///
/// A client that is refused is told why: its alert is sent, the sending side closed, and what the client
/// still sends is read away, so that the alert arrives.
public final class Server: Sendable {
  /// How the server deals with its clients.
  public struct Limits: Sendable {
    /// The most clients at one time; more wait until one leaves.
    public var connections = 256
    /// How long a handshake may take.
    public var handshake = Duration.seconds(10)

    /// The limits that fit most servers.
    public init() {}
  }

  /// What is told of each client.
  public enum Event: Sendable {
    /// The handshake is complete and the client accepted.
    case accepted(client: HostPort?, Summary)
    /// The handshake failed.
    case refused(client: HostPort?, StreamFailure)
  }

  private let listener: Listener
  private let configuration: Mutex<Shared<ServerConfiguration>>
  private let limits: Limits
  private let gate: Gate
  private let clock: @Sendable () -> Time
  private let signers: [any ExternalSigner]

  /// Listens; clients are served once ``run(report:handler:)`` is called.
  ///
  /// - Parameter signers: Those with the keys of credentials whose keys are elsewhere.
  public init(
    at place: HostPort, _ configuration: ServerConfiguration, limits: Limits = Limits(),
    signers: [any ExternalSigner] = [],
    clock: @escaping @Sendable () -> Time = { .now }
  ) throws(SocketError) {
    listener = try Listener(at: place)
    self.configuration = Mutex(Shared(configuration))
    self.limits = limits
    self.clock = clock
    self.signers = signers
    gate = Gate(limits.connections)
  }

  /// Where it listens, with the port that the system chose.
  public var place: HostPort { listener.place }

  /// Serves clients that come from now on by another configuration: roots, CRLs, certificates or rules were
  /// loaded anew.
  public func replaceConfiguration(_ configuration: ServerConfiguration) {
    let shared = Shared(configuration)
    self.configuration.withLock { $0 = shared }
  }

  /// Serves until ``stop()``.
  ///
  /// - Parameters:
  ///   - report: Is told of each client, on its thread.
  ///   - upkeep: Is called about twice a second, between clients.
  ///   - handler: Serves one client; when it returns, the connection is closed in order.
  public func run(
    report: @escaping @Sendable (Event) -> Void, upkeep: () -> Void = {},
    handler: @escaping @Sendable (inout Stream<ServerConnection>) -> Void
  ) throws(SocketError) {
    var next = Deadline.after(.milliseconds(500))
    while !gate.isStopped {
      if next.hasPassed {
        upkeep()
        next = .after(.milliseconds(500))
      }
      // Woken now and then to see whether it should stop.
      guard let socket = try listener.accept(deadline: .after(.milliseconds(50))) else { continue }
      guard gate.enter() else { break }
      let descriptor = socket.release()
      let started = Worker.start { [self] in
        serve(Socket(descriptor: descriptor), report, handler)
        gate.leave()
      }
      if !started {
        gate.leave()
        _ = close(descriptor)
      }
    }
    gate.waitUntilEmpty()
  }

  /// Serves on a thread of its own, until ``stop()``.
  public func start(
    report: @escaping @Sendable (Event) -> Void,
    handler: @escaping @Sendable (inout Stream<ServerConnection>) -> Void
  ) {
    _ = Worker.start { [self] in try? run(report: report, handler: handler) }
  }

  /// Takes no more clients; those being served are served to their end.
  public func stop() { gate.stop() }

  private func serve(
    _ socket: consuming Socket, _ report: @Sendable (Event) -> Void,
    _ handler: @Sendable (inout Stream<ServerConnection>) -> Void
  ) {
    let client = socket.peer
    let configuration = configuration.withLock { $0 }
    var stream = Stream(
      ServerConnection(configuration), over: socket, signers: signers, clock: clock)
    do {
      try stream.handshake(deadline: .after(limits.handshake))
    } catch {
      report(.refused(client: client, error))
      return
    }
    report(.accepted(client: client, stream.summary))
    handler(&stream)
    stream.finish()
  }
}
