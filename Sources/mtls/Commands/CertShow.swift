import JSON
import Laboratory
import MutualTLS
import PKI

/// `mtls cert show`: shows the certificates in a file, or those of a server.
enum CertShow {
  static let command = Command(
    path: ["cert", "show"],
    summary: "Show the certificates in a file, or of a server, and how long they last",
    operands: [
      Operand(
        name: "FILE|HOST:PORT",
        help: "certificates: PEM, DER, .p7b or .p12; - is standard input; or a TLS server",
        isFile: true)
    ],
    options: [
      Option("pem", nil, .flag, "print the certificates as PEM, and nothing else"),
      Option("bytes", nil, .flag, "print what each range of bytes is, and where that is defined"),
    ] + PasswordSource.reading + [
      Option("server-name", nil, .text("NAME"), "the name to ask the server for, not the host's"),
      Option(
        "cacert", nil, .file, "by which roots to judge the server; the system's unless named"),
      Option("connect-timeout", nil, .number("SECONDS"), "for connection and handshake; 10"),
    ],
    examples: [
      "mtls cert show client.pem", "mtls cert show chain.pem --json",
      "mtls cert show client.der --pem", "mtls cert show client.pem --bytes",
      "mtls cert show api.example.org:443", "mtls cert show localhost:8443 --pem > chain.pem",
    ],
    notes: [
      "Of a server, the chain is shown as it came, whether it verifies or not; the verdict is said beside it. What is a "
        + "file is never taken for a server."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let path = invocation.operands[0]
    var peer: ShownPeer?
    let certificates: [Certificate]
    if path != "-", !Files.exists(path), let place = HostPort(path) {
      let shown = try ShownPeer(place, invocation)
      certificates = shown.chain
      peer = shown
    } else {
      certificates = try Reading.certificates(path, try PasswordSource(invocation))
    }
    let console = invocation.console
    if invocation.flag("pem") {
      console.data(CertificateFile.pem(certificates))
    } else if invocation.flag("bytes") {
      for certificate in certificates {
        console.data(CertificateFields.text(of: certificate.der))
      }
    } else if console.json {
      let values = certificates.map { certificate -> JSONValue in
        guard case .object(let members) = CertificateJSON.value(of: certificate) else {
          return .null
        }
        let days = JSONValue.Member("daysLeft", .number(certificate.daysLeft(at: .now)))
        return .object(members + [days])
      }
      console.result(
        "cert",
        [
          JSONValue.Member(peer == nil ? "file" : "server", .string(path)),
          JSONValue.Member("certificates", .array(values)),
        ] + (peer?.members ?? []), text: "")
      return .done
    } else {
      for certificate in certificates {
        console.data(CertificateText.text(of: certificate))
        console.talk("\(path): \(Expiry.text(certificate, at: .now, console))")
      }
    }
    if let peer { console.talk("\(path): \(peer.text)") }
    return .done
  }
}
