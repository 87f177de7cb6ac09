import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls cert verify`: judges a certificate as a peer would.
enum CertVerify {
  static let command = Command(
    path: ["cert", "verify"], summary: "Judge a certificate as a peer would, and say why",
    operands: [
      Operand(
        name: "FILE", help: "the certificate, and intermediates after it; - is standard input",
        isFile: true)
    ],
    options: [
      Option(
        "cacert", nil, .file,
        "trusted roots, a file or a folder; for servers the system's unless named"),
      Option(
        "purpose", nil, .choice(["client", "server"]),
        "what the certificate is used for; server unless named"),
      Option("name", nil, .text("NAME"), "who it has to be: a DNS name or an IP address"),
      Option("key", nil, .file, "check that this private key belongs to it"),
      Option(
        "explain", nil, .flag,
        "show every path that was tried, and the rule, certificate and values on which it failed"),
      Option(
        "profile", nil, .choice(["rfc5280", "webpki"]),
        "hold it also to all that RFC 5280 demands of authorities, or to the CA/Browser Forum's rules, too"
      ),
    ] + PasswordSource.reading + RevocationOptions.all,
    examples: [
      "mtls cert verify client.pem --cacert ca/ca.pem --purpose client --key client.key",
      "mtls cert verify server.pem --cacert ca/ca.pem --purpose server --name api.example.org",
      "mtls cert verify server.pem --cacert ca/ca.pem --explain",
    ],
    notes: [
      "Paths are built by RFC 5280, names are matched by RFC 9525 against subjectAltName alone. Exit code 1 "
        + "says that the certificate is not acceptable."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let file = invocation.operands[0]
    let isClient = invocation.value("purpose") == "client"
    let roots: TrustRoots
    if let path = invocation.value("cacert") {
      roots = try Reading.roots(path, invocation.console)
    } else if isClient {
      throw Explanation(
        .usage, "who vouches for clients is never the system's to say", next: "--cacert FILE")
    } else {
      roots = try Reading.systemRoots(invocation.console)
    }
    let chain = try Reading.certificates(file, try PasswordSource(invocation))
    let identity: ReferenceIdentity?
    if let name = invocation.value("name") {
      guard let known = ReferenceIdentity(name) else {
        throw Explanation(.usage, "\(name) is neither a DNS name nor an IP address", at: "--name")
      }
      identity = known
    } else {
      identity = nil
    }
    if let keyPath = invocation.value("key") {
      let key = try Reading.privateKey(keyPath, try PasswordSource(invocation))
      guard key.publicKey == chain[0].publicKey else {
        throw Explanation(
          .negative, "this private key does not belong to \(file)", at: keyPath,
          next: "find the key that its request was made with")
      }
    }
    var policy = VerificationPolicy(purpose: isClient ? .client : .server)
    policy.revocation = try RevocationOptions.policy(invocation)
    switch invocation.value("profile") {
    case "rfc5280": policy.profile = .rfc5280
    case "webpki": policy.profile = .webPKI
    default: break
    }
    let verifier = PeerVerifier(roots: roots, policy: policy)
    let explanation = verifier.explain(chain: chain, at: .now, identity: identity)
    let console = invocation.console
    if invocation.flag("explain"), !console.json {
      console.data(ExplainedVerification.text(explanation))
    }
    let path: VerifiedPath
    switch explanation.verdict {
    case .success(let found): path = found
    case .failure(let error):
      if invocation.flag("explain"), console.json {
        console.result(
          "cert.verify",
          [
            JSONValue.Member("file", .string(file)), JSONValue.Member("valid", .boolean(false)),
            JSONValue.Member("failure", ExplainedVerification.json(error)),
            JSONValue.Member("paths", ExplainedVerification.json(explanation)),
          ], text: "")
        return .negative
      }
      throw Explanation(.negative, "\(error)", at: file, rule: error.rule, next: error.hint)
    }
    let subjects = path.certificates.map(\.subject.text)
    invocation.console.result(
      "cert.verify",
      [
        JSONValue.Member("file", .string(file)), JSONValue.Member("valid", .boolean(true)),
        JSONValue.Member("path", .array(subjects.map { .string($0) })),
        JSONValue.Member("paths", ExplainedVerification.json(explanation)),
        JSONValue.Member("revocationNotes", .array(path.revocationNotes.map { .string($0) })),
      ] + Expiry.members(path.leaf, at: .now),
      text: "\(file): valid for a \(isClient ? "client" : "server")"
        + (identity.map { " named \($0)" } ?? "") + ", "
        + Expiry.text(path.leaf, at: .now, invocation.console) + "\n  "
        + subjects.joined(separator: "\n  issued by ")
        + path.revocationNotes.map { "\nwarning: \($0)" }.joined())
    return .done
  }
}
