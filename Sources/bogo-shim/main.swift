import Bytes
import Cryptography
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

/// The program that BoringSSL's test runner starts once a test (`ssl/test/PORTING.md`).
struct Shim {
  /// What the runner counts as unimplemented.
  private static let unimplemented: Int32 = 89

  static func run(_ arguments: [String]) -> Int32 {
    if arguments.contains("-is-handshaker-supported") {
      print("No")
      return 0
    }
    do {
      let options = try FlagTable().parse(arguments)
      let memory = Memory()
      for index in 0...options.initial.resumeCount {
        let current = index == 0 ? options.initial : options.resumed
        try current.requireTLS13()
        try connect(current, retried: options.retried, isResumption: index > 0, memory)
        memory.delay += Int64(current.resumptionDelay)
      }
      return 0
    } catch let error as Unimplemented {
      say("unimplemented: \(error.flag)")
      return unimplemented
    } catch let error as ConnectionFailure {
      say(":\(error.name): \(error)")
      return 1
    } catch let error as CredentialError {
      say(":\(error == .keyDoesNotMatch ? "keyDoesNotMatch" : "notForDelegation"): \(error)")
      return 1
    } catch let error as Refusal {
      say(":\(error.name): the application refuses")
      return 1
    } catch let error as Mismatch {
      say("mismatch: \(error.text)")
      return 1
    } catch {
      say("\(error)")
      return 1
    }
  }

  private static func connect(
    _ options: Options, retried: Options, isResumption: Bool, _ memory: Memory
  ) throws {
    let delay = memory.delay
    let start = memory.start
    let clock: @Sendable () -> Time = { start.adding(seconds: delay) }
    if options.isServer {
      let connection = ServerConnection(try options.serverConfiguration(memory))
      var exchange = Exchange(
        connection, over: try socket(options), options, retried: retried,
        isResumption: isResumption, output: [], clock: clock)
      try exchange.run()
    } else {
      let configuration = try options.clientConfiguration()
      let server = options.hostName.isEmpty ? nil : ReferenceIdentity(options.hostName)
      let socket = try socket(options)
      var random = SystemRandom()
      var output: [UInt8] = []
      let connection =
        if let session = memory.session {
          try ClientConnection(
            configuration, server: server, resuming: session, now: clock(), random: &random,
            output: &output)
        } else {
          try ClientConnection(configuration, server: server, random: &random, output: &output)
        }
      var exchange = Exchange(
        connection, over: socket, options, retried: retried, isResumption: isResumption,
        output: output, clock: clock)
      try exchange.run()
      memory.session = exchange.session
    }
  }

  /// Connects to the runner and says which test this is.
  private static func socket(_ options: Options) throws -> Socket {
    let host = options.usesIPv6 ? "::1" : "127.0.0.1"
    let place = HostPort(host: host, port: UInt16(truncatingIfNeeded: options.port))
    let socket = try Socket.connect(to: place, deadline: .after(.seconds(10)))
    let number = UInt64(truncatingIfNeeded: options.shimID)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    try socket.write(bytes.span, deadline: .after(.seconds(10)))
    return socket
  }

  private static func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = unsafe write(2, line, line.count)
  }
}

exit(Shim.run(Array(CommandLine.arguments.dropFirst())))
