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
      Option("cert", "E", .file, "certificate chain of the server, its own first", required: true),
      Option("key", nil, .file, "private key of the certificate", required: true),
      Option("cacert", nil, .file, "roots of the clients, a file or a folder; never the system's"),
      Option(
        "client-auth", nil, .choice(["required", "optional", "none"]),
        "whether clients need a certificate; required"),
      Option("allow-dns", nil, .text("NAME"), "admit clients with this DNS name", repeatable: true),
      Option("allow-uri", nil, .text("URI"), "admit clients with this URI", repeatable: true),
      Option(
        "allow-fingerprint", nil, .text("SHA256"), "admit the client with this certificate",
        repeatable: true),
      Option("echo", nil, .flag, "answer POST and PUT with their own body"),
      Option("root", nil, .folder, "serve the files of this folder"),
      Option("ready-file", nil, .file, "write HOST:PORT to this file once clients may come"),
      Option("max-connections", nil, .number("COUNT"), "clients at one time; 256"),
      Option(
        "trace", nil, .flag, "show each connection byte by byte, one client after the other"),
    ] + RevocationOptions.all + TLSOptions.algorithms,
    examples: [
      "mtls serve --cert server.pem --key server.key --cacert ca/ca.pem",
      "mtls serve --cert server.pem --key server.key --cacert provider-ca.pem "
        + "--allow-dns webhooks.provider.example --echo",
      "mtls serve --listen 0.0.0.0:8443 --cert server.pem --key server.key --cacert ca/ca.pem --root www",
    ],
    notes: [
      "Only this machine reaches the server unless --listen says otherwise. With an --allow option only "
        + "those verified identities are let in; the others are answered 403. --allow-dns '*.example.org' "
        + "admits names one label below."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let console = invocation.console
    let text = invocation.value("listen") ?? "127.0.0.1:8443"
    guard let place = HostPort(text, defaultPort: 8443) else {
      throw Explanation(
        .usage, "\(text) is not HOST:PORT", at: "--listen", next: "--listen 127.0.0.1:8443")
    }
    let configuration = try configuration(invocation)
    if invocation.flag("trace") { return try ServeTrace.run(place, configuration, invocation) }
    let log = ServerLog(console: console)
    let service = try service(invocation, log)
    var limits = Server.Limits()
    if let count = try invocation.number("max-connections", in: 1...4096) {
      limits.connections = count
    }
    let server: Server
    do { server = try Server(at: place, configuration, limits: limits) } catch {
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
      try server.run(report: { log.report($0) }, handler: { service.serve(&$0) })
    } catch { throw Explanation(.network, "\(error)") }
    return .done
  }

  private static func configuration(
    _ invocation: Invocation
  ) throws(Explanation) -> ServerConfiguration {
    guard let credential = try TLSOptions.credential(invocation) else {
      throw Explanation(.usage, "--cert and --key are missing")
    }
    let authentication: ClientAuthentication
    var authorities: [[UInt8]] = []
    let policy = invocation.value("client-auth") ?? "required"
    if policy == "none" {
      authentication = .none
    } else {
      guard let path = invocation.value("cacert") else {
        throw Explanation(
          .usage, "whose clients are to be trusted? The system's roots never are", at: "--cacert",
          next: "--cacert FILE, or --client-auth none to ask for no certificates")
      }
      let roots = try Reading.roots(path, invocation.console)
      authorities = roots.names
      var judgement = VerificationPolicy(purpose: .client)
      judgement.revocation = try RevocationOptions.policy(invocation)
      let verifier = PeerVerifier(roots: roots, policy: judgement)
      authentication =
        policy == "optional" ? .optional(.verify(verifier)) : .required(.verify(verifier))
    }
    var configuration = ServerConfiguration(
      credentials: [credential], clientAuthentication: authentication)
    configuration.certificateAuthorities = authorities
    if let suites = try TLSOptions.suites(invocation) { configuration.cipherSuites = suites }
    if let groups = try TLSOptions.groups(invocation) { configuration.groups = groups }
    configuration.applicationProtocols = try TLSOptions.protocols(invocation) ?? ["http/1.1"]
    let own = credential.chain[0]
    invocation.console.talk(
      "\(own.subject.text): \(Expiry.text(own, at: .now, invocation.console))")
    return configuration
  }

  private static func service(
    _ invocation: Invocation, _ log: ServerLog
  ) throws(Explanation) -> WebService {
    var service = WebService()
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
    if !service.admission.isEmpty, invocation.value("client-auth") == "none" {
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
