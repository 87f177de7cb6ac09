import Bytes
import JSON
import Laboratory
import MutualTLS
import PKI
import TLS13

/// `mtls lab list`: the misbehaviours that come with the tool.
enum LabList {
  static let command = Command(
    path: ["lab", "list"], summary: "List the misbehaviours that come with the tool",
    examples: ["mtls lab list", "mtls lab list --json"],
    run: { (invocation) throws(Explanation) in
      let scripts = try LabScripts.all()
      if invocation.console.json {
        invocation.console.data(
          JSONValue.object([
            .init("schema", "mtls.lab-list/1"),
            .init(
              "scripts",
              .array(
                scripts.map { script in
                  [
                    "name": .string(script.name), "role": .string(script.role.rawValue),
                    "summary": .string(script.summary), "rule": .string(script.rule),
                    "demand": .string(script.demand),
                  ]
                })),
          ]).description)
      } else {
        invocation.console.data(
          scripts.map {
            "\($0.name) (\($0.role.rawValue)): \($0.summary)\n    \($0.rule): \($0.demand)"
          }
          .joined(separator: "\n"))
      }
      return .done
    })
}

/// `mtls lab run`: a misbehaviour, and what the peer makes of it.
enum LabRun {
  static let command = Command(
    path: ["lab", "run"], summary: "Break a rule of TLS on purpose, and see how the peer takes it",
    operands: [Operand(name: "SCRIPT", help: "a name of mtls lab list, a file, or all")],
    options: [
      Option(
        "against", nil, .text("[NAME=]HOST:PORT"),
        "a server to misbehave against, as a client; several are compared", repeatable: true),
      Option("listen", "l", .text("HOST:PORT"), "wait for a client, and misbehave as a server"),
      Option("in-memory", nil, .flag, "our own client and server against each other"),
      Option("ready-file", nil, .file, "write HOST:PORT to this file once a client may come"),
      Option("i-own-this-server", nil, .flag, "allow addresses that are not of this machine"),
      Option(
        "send", nil, .text("TEXT"), "what the client sends once it is connected; an HTTP request"),
      Option("html", nil, .file, "write the table as an HTML page"), Writing.force,
    ] + LaboratoryOptions.all + TLSOptions.client,
    examples: [
      "mtls lab run all --in-memory", "mtls lab run finished-wrong --against 127.0.0.1:8443",
      "mtls lab run all --against openssl=127.0.0.1:4433 --against go=127.0.0.1:4434 --html table.html",
      "mtls lab run server-hello-suite --listen 127.0.0.1:8443",
    ],
    notes: [
      "Exit code 1 says that some peer did what the rule forbids. The server's certificate is not verified: the "
        + "server is the one under test. Scripts are described in docs/lab.md."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let scripts = try LabScripts.find(invocation.operands[0])
    let laboratory = try LaboratoryOptions(invocation)
    let targets = invocation.all("against")
    if invocation.flag("in-memory") {
      var table = ReportTable(peers: ["mtls"])
      for script in scripts {
        do { table.add(script, [try script.playInMemory(seed: laboratory.seed)]) } catch {
          throw Explanation(.internal, "\(error)")
        }
      }
      return try report(table, invocation)
    }
    if let text = invocation.value("listen") {
      return try listen(text, scripts, laboratory, invocation)
    }
    guard !targets.isEmpty else {
      throw Explanation(
        .usage, "against whom?", next: "--against HOST:PORT, --listen HOST:PORT or --in-memory")
    }
    return try attack(targets, scripts, laboratory, invocation)
  }

  private static func place(_ text: String, _ invocation: Invocation) throws(Explanation)
    -> HostPort
  {
    guard let place = HostPort(text, defaultPort: 443) else {
      throw Explanation(.usage, "\(text) is not HOST:PORT", next: "127.0.0.1:8443")
    }
    guard place.isLoopback || invocation.flag("i-own-this-server") else {
      throw Explanation(
        .usage, "\(place) is not of this machine: misbehaving against others' servers is an attack",
        next: "if the server is yours: --i-own-this-server")
    }
    return place
  }

  private static func attack(
    _ targets: [String], _ scripts: [Script], _ laboratory: LaboratoryOptions,
    _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    var names: [String] = []
    var places: [HostPort] = []
    for target in targets {
      let parts = target.split(separator: "=", maxSplits: 1).map(String.init)
      names.append(parts[0])
      places.append(try place(parts.last ?? target, invocation))
    }
    var configuration = ClientConfiguration(verification: .unverified)
    configuration.credentials = try TLSOptions.credentials(invocation)
    configuration.groups = [.x25519, .secp256r1]
    configuration.applicationProtocols = try TLSOptions.protocols(invocation) ?? ["http/1.1"]
    let request = Array((invocation.value("send") ?? "GET / HTTP/1.0\r\n\r\n").utf8)
    var table = ReportTable(peers: names)
    for script in scripts where script.role == .client {
      var reactions: [Reaction] = []
      for place in places {
        let name = ReferenceIdentity(invocation.value("server-name") ?? "localhost")
        var trace = ClientTrace(
          place, configuration, identity: name, seed: laboratory.seed, now: laboratory.now)
        trace.request = request
        trace.patience = .milliseconds(400)
        do {
          reactions.append(try script.play(against: trace, deadline: { .after(.seconds(3)) }))
        } catch { throw Explanation(error, at: "\(place)") }
      }
      table.add(script, reactions)
    }
    guard !table.rows.isEmpty else {
      throw Explanation(
        .usage, "the script misbehaves as a server",
        next: "mtls lab run SCRIPT --listen 127.0.0.1:8443")
    }
    return try report(table, invocation)
  }

  private static func listen(
    _ text: String, _ scripts: [Script], _ laboratory: LaboratoryOptions, _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    let place = try place(text, invocation)
    let listener: Listener
    do { listener = try Listener(at: place) } catch { throw Explanation(.network, "\(error)") }
    invocation.console.talk("waiting for a client at \(listener.place), once for each script")
    try LabScripts.tellReady(listener.place, invocation)
    var table = ReportTable(peers: ["client"])
    for script in scripts where script.role == .server {
      var options = PairOptions(seed: laboratory.seed, now: laboratory.now)
      options.clientAuthentication = script.needsClientAuthentication
      let pair: LaboratoryPair
      do { pair = try LaboratoryPair(options) } catch { throw Explanation(.internal, "\(error)") }
      var configuration = pair.server()
      let own = try TLSOptions.credentials(invocation)
      if !own.isEmpty { configuration.credentials = own }
      configuration.applicationProtocols = try TLSOptions.protocols(invocation) ?? []
      var request = ServerTrace(configuration, seed: laboratory.seed, now: laboratory.now)
      request.response = Array("HTTP/1.0 200 OK\r\n\r\nhello\n".utf8)
      do {
        guard let socket = try listener.accept(deadline: .after(.seconds(60))) else {
          throw Explanation(.network, "no client came within a minute", at: "\(listener.place)")
        }
        table.add(script, [script.play(to: socket, request, deadline: .after(.seconds(5)))])
      } catch let error as SocketError {
        throw Explanation(.network, "\(error)")
      } catch let error as Explanation { throw error } catch {
        throw Explanation(.internal, "\(error)")
      }
    }
    return try report(table, invocation)
  }

  private static func report(
    _ table: ReportTable, _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    if let path = invocation.value("html") {
      do {
        try Files.write(
          Array(table.html.utf8).span, to: path, mode: Files.publicMode,
          existing: invocation.flag("force") ? .backUp(.now) : .keep)
      } catch { throw Explanation(error) }
      invocation.console.talk("wrote \(path)")
    }
    invocation.console.data(invocation.console.json ? table.json.description : table.text)
    return table.hasWrong ? .negative : .done
  }
}

/// Where scripts come from.
enum LabScripts {
  static func all() throws(Explanation) -> [Script] {
    do { return try Catalogue.scripts() } catch { throw Explanation(.internal, "\(error)") }
  }

  /// A script of the catalogue, all of them, or those in a file.
  static func find(_ name: String) throws(Explanation) -> [Script] {
    let scripts = try all()
    if name == "all" { return scripts }
    if let script = scripts.first(where: { $0.name == name }) { return [script] }
    guard name.contains("/") || name.contains(".") else {
      throw Explanation(
        .usage, "there is no script \(name)",
        next: Suggestion.nearest(name, among: scripts.map(\.name)).map { "did you mean: \($0)" }
          ?? "mtls lab list")
    }
    let bytes = try Reading.bytes(name)
    do { return try Catalogue.read(String(decoding: bytes, as: UTF8.self)) } catch {
      throw Explanation(.file, "\(error)", at: name, next: "docs/lab.md describes scripts")
    }
  }

  static func tellReady(_ place: HostPort, _ invocation: Invocation) throws(Explanation) {
    guard let path = invocation.value("ready-file") else { return }
    let line = Array("\(place)\n".utf8)
    do { try Files.write(line.span, to: path, mode: Files.publicMode, existing: .keep) } catch {
      throw Explanation(error)
    }
  }
}
