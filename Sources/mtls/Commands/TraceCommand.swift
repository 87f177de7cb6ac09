import Bytes
import JSON
import Laboratory
import MutualTLS
import PKI
import TLS13

/// `mtls trace`: a handshake laid open, byte by byte.
enum TraceCommand {
  static let command = Command(
    path: ["trace"],
    summary: "Show a handshake: every record, message, field, state and secret",
    operands: [Operand(name: "HOST:PORT", help: "the server; none with --self", isOptional: true)],
    options: [
      Option("self", nil, .flag, "a client and a server of the laboratory, in memory"),
      Option("retry", nil, .flag, "the server asks for another key share (HelloRetryRequest)"),
      Option("psk", nil, .flag, "with --self: a session is resumed"),
      Option("early-data", nil, .flag, "with --self: a session is resumed, with 0-RTT data"),
      Option("client-auth", nil, .flag, "with --self: the server demands the client's certificate"),
      Option("key-update", nil, .flag, "both sides change their keys after the handshake"),
      Option("send", nil, .text("TEXT"), "what the client sends once it is connected"),
    ] + outputs + LaboratoryOptions.all + TLSOptions.client,
    examples: [
      "mtls trace --self",
      "mtls trace --self --retry --client-auth --html handshake.html",
      "mtls trace example.org:443 --pcapng example.pcapng",
      "mtls trace --self --psk --early-data --seed lesson-3 --at 2026-11-28T12:00:00Z",
    ],
    notes: [
      "A trace has all secrets of its connection: whoever gets it reads the traffic. Files of traces are made "
        + "so that only you can read them.",
      "With --seed or --at the randomness or the clock is fixed, which a laboratory may do and nobody else: the "
        + "output says so. Without --seed the seed is drawn by the system.",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  static let outputs = [
    Option("out-json", nil, .file, "write the trace as JSON (docs/trace.md)"),
    Option("html", nil, .file, "write the trace as one HTML page that needs nothing else"),
    Option("pcapng", nil, .file, "write a capture that Wireshark decrypts as it is"),
    Option("record", nil, .file, "write a recording for mtls trace replay"),
    Writing.force,
  ]

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let laboratory = try LaboratoryOptions(invocation)
    if invocation.flag("self") {
      guard invocation.operands.isEmpty else {
        throw Explanation(.usage, "--self needs no server", at: invocation.operands[0])
      }
      return try pair(invocation, laboratory)
    }
    for flag in ["psk", "early-data", "client-auth"] where invocation.flag(flag) {
      throw Explanation(
        .usage, "decides what the laboratory's own server does", at: "--\(flag)",
        next: "mtls trace --self --\(flag)")
    }
    guard let target = invocation.operands.first else {
      throw Explanation(
        .usage, "HOST:PORT is missing", next: "mtls trace example.org:443, or mtls trace --self")
    }
    return try client(invocation, laboratory, target)
  }

  private static func pair(
    _ invocation: Invocation, _ laboratory: LaboratoryOptions
  ) throws(Explanation) -> ExitCode {
    var options = PairOptions(seed: laboratory.seed, now: laboratory.now)
    options.retry = invocation.flag("retry")
    options.resumption = invocation.flag("psk")
    options.earlyData = invocation.flag("early-data")
    options.clientAuthentication = invocation.flag("client-auth")
    options.keyUpdate = invocation.flag("key-update")
    options.suite = try TLSOptions.suites(invocation)?.first
    options.group = try TLSOptions.groups(invocation)?.first
    if let text = invocation.value("send") { options.request = text }
    do {
      let (trace, recording) = try LaboratoryTrace.recordedPair(
        options, laboratory.fixedSeed, laboratory.fixedTime)
      try TraceOutput.write(trace, recording, invocation)
    } catch let error as LaboratoryPair.Failure {
      throw Explanation(.internal, "\(error)")
    } catch let error as Explanation { throw error } catch {
      throw Explanation(.internal, "\(error)")
    }
    return .done
  }

  private static func client(
    _ invocation: Invocation, _ laboratory: LaboratoryOptions, _ target: String
  ) throws(Explanation) -> ExitCode {
    guard let place = HostPort(target, defaultPort: 443) else {
      throw Explanation(
        .usage, "\(target) is not HOST:PORT", next: "mtls trace example.org:443")
    }
    var configuration = try TLSOptions.client(invocation)
    if invocation.flag("retry") { configuration.keyShareCount = 0 }
    // What is recorded runs again in every build, so it has nothing in it that only some have.
    if invocation.value("record") != nil { configuration.certificateCompression = [] }
    var request = ClientTrace(
      place, configuration, identity: try TLSOptions.identity(invocation, host: place.host),
      seed: laboratory.seed, now: laboratory.now)
    request.request = Array((invocation.value("send") ?? "").utf8)
    request.updatesKeys = invocation.flag("key-update")
    if invocation.value("record") != nil, let path = invocation.value("key") {
      let key = try Reading.privateKey(path)
      request.key = [UInt8](copying: KeyFile.pkcs8(key).bytes)
      invocation.console.talk("warning: the recording will hold the private key of \(path)")
    }
    let outcome: ClientTrace.Outcome
    do { outcome = try request.run(deadline: try TLSOptions.connectDeadline(invocation)) } catch let
      failure as StreamFailure
    {
      throw Explanation(failure, at: target)
    } catch let error as Explanation { throw error } catch {
      throw Explanation(.internal, "\(error)")
    }
    var header = Trace.Header(
      title: "A connection to \(target)", started: laboratory.now, vantage: .client)
    header.client = "mtls"
    header.server = target
    header.seed = laboratory.fixedSeed
    header.at = laboratory.fixedTime
    let trace = TraceBuilder.trace(outcome.entries, header)
    try TraceOutput.write(trace, Recording(request, outcome, header), invocation, port: place.port)
    if let failure = outcome.failure { throw Explanation(failure, at: target) }
    return .done
  }
}

/// What fixes randomness and clock, in commands of the laboratory alone.
struct LaboratoryOptions {
  static let all = [
    Option("seed", nil, .text("TEXT"), "fix the randomness, for a run that can be repeated"),
    Option("at", nil, .text("TIME"), "fix the clock, as in 2026-11-28T12:00:00Z"),
  ]

  let seed: String
  let now: Time
  /// Nil where the system drew it.
  let fixedSeed: String?
  let fixedTime: Time?

  init(_ invocation: Invocation) throws(Explanation) {
    fixedSeed = invocation.value("seed")
    seed = fixedSeed ?? SeededSource.freshSeed()
    if let text = invocation.value("at") {
      guard let time = LaboratoryClock.time(text) else {
        throw Explanation(
          .usage, "\(text) is no time", at: "--at", next: "--at 2026-11-28T12:00:00Z")
      }
      fixedTime = time
    } else {
      fixedTime = nil
    }
    now = fixedTime ?? .now
    if fixedSeed != nil || fixedTime != nil {
      invocation.console.talk(
        "laboratory: randomness or clock is fixed; such a connection protects nothing")
    }
  }
}

/// Where traces go.
enum TraceOutput {
  static func write(
    _ trace: Trace, _ recording: Recording?, _ invocation: Invocation, port: UInt16 = 443,
    quietly: Bool = false
  ) throws(Explanation) {
    var files: [(String, [UInt8])] = []
    if let path = invocation.value("out-json") {
      files.append((path, Array((trace.json.description + "\n").utf8)))
    }
    if let path = invocation.value("html") {
      files.append((path, Array(TracePage.html(trace).utf8)))
    }
    if let path = invocation.value("pcapng") {
      files.append((path, CaptureFile.bytes(trace, port: port)))
    }
    if let path = invocation.value("record"), let recording {
      files.append((path, Array((recording.json.description + "\n").utf8)))
    }
    for (path, bytes) in files {
      // Secrets of a connection, which may be true ones, are in all of them.
      do {
        try Files.write(
          bytes.span, to: path, mode: Files.privateMode,
          existing: invocation.flag("force") ? .backUp(.now) : .keep)
      } catch {
        throw Explanation(error)
      }
      invocation.console.talk("wrote \(path)")
    }
    let console = invocation.console
    if console.json {
      console.data(trace.json.description)
    } else if files.isEmpty && !quietly || console.verbose {
      let text = TraceText(colour: console.colourOfData, explains: console.verbose)
      console.data(text.text(trace))
    } else {
      console.talk(
        "\(trace.records.count) records, \(trace.messages.count) handshake messages, "
          + "\(trace.steps.count) steps of the key schedule")
    }
  }
}
