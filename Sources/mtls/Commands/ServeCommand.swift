import Bytes
import MutualTLS
import PKI
import TLS13

/// `mtls serve`: an HTTPS server that demands client certificates.
enum ServeCommand {
  static let command = Command(
    path: ["serve"],
    summary: "Serve HTTPS to clients with certificates, such as a provider's webhooks",
    options: [
      Option(
        "listen", "l", .text("HOST:PORT"), "where to listen; 127.0.0.1:8443; port 0 is any free one"
      ),
      Option("echo", nil, .flag, "answer POST and PUT with their own body"),
      Option("root", nil, .folder, "serve the files of this folder"),
      Option("ready-file", nil, .file, "write HOST:PORT to this file once clients may come"),
      Option("max-connections", nil, .number("COUNT"), "clients at one time; 256"),
      Option(
        "trace", nil, .flag, "show each connection byte by byte, one client after the other"),
    ] + ServeOptions.identity + PasswordSource.reading + ServeOptions.clients
      + RevocationOptions.all + ServeOptions.sessions + PreSharedKeyOptions.all
      + TLSOptions.algorithms + [CompressionOptions.option, SecretOptions.keyLog],
    examples: [
      "mtls serve --cert server.pem --key server.key --cacert ca/ca.pem",
      "mtls serve --cert server.pem --key server.key --cacert provider-ca.pem "
        + "--allow-dns webhooks.provider.example --echo",
      "mtls serve --cert server.pem --key server.key --client-auth none --cacert ca/ca.pem "
        + "--post-handshake-auth /private",
      "mtls serve --listen 0.0.0.0:8443 --cert server.pem --key server.key --cacert ca/ca.pem --root www",
    ],
    notes: [
      "Only this machine reaches the server unless --listen says otherwise. With an --allow option only "
        + "those verified identities are let in; the others are answered 403. --allow-dns '*.example.org' "
        + "admits names one label below.",
      "Certificates, roots, CRLs and keys are read again when their files change, and at SIGHUP; sessions that "
        + "began before are then judged by what was read. Early data (--max-early-data) is handed on only once its "
        + "client's handshake is complete, so that a replay alone does nothing.",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let console = invocation.console
    let text = invocation.value("listen") ?? "127.0.0.1:8443"
    guard let place = HostPort(text, defaultPort: 8443) else {
      throw Explanation(
        .usage, "\(text) is not HOST:PORT", at: "--listen", next: "--listen 127.0.0.1:8443")
    }
    let setup = try ServeSetup(invocation)
    let configuration = try setup.configuration()
    if invocation.flag("trace") { return try ServeTrace.run(place, configuration, invocation) }
    let log = ServerLog(console: console)
    let service = try service(invocation, log, setup)
    var limits = Server.Limits()
    if let count = try invocation.number("max-connections", in: 1...4096) {
      limits.connections = count
    }
    let signers = try TLSOptions.signers(invocation)
    let server: Server
    do { server = try Server(at: place, configuration, limits: limits, signers: signers) } catch {
      throw Explanation(
        .network, "\(error)", next: "take another port with --listen, or 0 for any free one")
    }
    if !place.isLoopback { console.talk("warning: other machines can reach \(server.place)") }
    console.talk("listening on https://\(server.place)/")
    if let path = invocation.value("ready-file") {
      do {
        let line = Array("\(server.place)\n".utf8)
        try Files.write(line.span, to: path, mode: Files.publicMode, existing: .keep)
      } catch { throw Explanation(error) }
    }
    do {
      Hangup.listen()
      try server.run(
        report: { log.report($0) }, upkeep: { setup.look(server) }, handler: { service.serve(&$0) })
    } catch { throw Explanation(.network, "\(error)") }
    return .done
  }

  private static func service(
    _ invocation: Invocation, _ log: ServerLog, _ setup: ServeSetup
  ) throws(Explanation) -> WebService {
    var service = WebService()
    service.purposes = ServeSetup.policy(invocation)
    if let path = invocation.value("post-handshake-auth") {
      guard path.hasPrefix("/") else {
        throw Explanation(
          .usage, "\(path) is no path", at: "--post-handshake-auth", next: "/private")
      }
      service.privatePath = path
      service.verification = { setup.later }
    }
    service.log = { log.log($0) }
    service.echoes = invocation.flag("echo")
    for name in invocation.all("allow-dns") {
      guard let pattern = DNSPattern(name) else {
        throw Explanation(
          .usage, "\(name) is no DNS name", at: "--allow-dns", rule: "RFC 9525, Section 6.3")
      }
      service.admission.dnsNames.append(pattern)
    }
    for text in invocation.all("allow-uri") {
      guard let uri = ResourceIdentifier(text) else {
        throw Explanation(
          .usage, "\(text) is no URI with a scheme", at: "--allow-uri", rule: "RFC 3986, Section 3")
      }
      service.admission.uris.append(uri)
    }
    for text in invocation.all("allow-fingerprint") {
      guard let bytes = AdmissionRules.fingerprint(text) else {
        throw Explanation(
          .usage, "\(text) is not a SHA-256 fingerprint of 64 digits", at: "--allow-fingerprint")
      }
      service.admission.fingerprints.append(bytes)
    }
    if !service.admission.isEmpty, invocation.value("client-auth") == "none",
      service.privatePath == nil, invocation.all("host-client-auth").isEmpty
    {
      throw Explanation(.usage, "without client certificates nobody can be admitted by name")
    }
    if let folder = invocation.value("root") {
      guard let root = Files.resolved(folder), Files.isFolder(root) else {
        throw Explanation(.file, "there is no such folder", at: folder)
      }
      service.root = root
    }
    return service
  }
}
