import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls check`: judges a set of files that are to work together.
enum CheckCommand {
  static let command = Command(
    path: ["check"],
    summary: "Judge files that are to work together: do key, certificate, chain and CRL fit?",
    operands: [
      Operand(
        name: "FILE", help: "certificates, chains, keys, requests, authorities, CRLs, in any order",
        isFile: true, isRepeatable: true)
    ],
    options: [
      Option("purpose", nil, .choice(["client", "server"]), "what the certificate is used for"),
      Option("name", nil, .text("NAME"), "who it has to be: a DNS name or an IP address"),
      Option("cacert", nil, .file, "trusted roots beside those among the files"),
      Option(
        "write-chain", nil, .file,
        "write the certificate and those above it in the order that peers need, without the root"),
      Writing.force,
    ],
    examples: [
      "mtls check client.pem client.key ca/ca.pem --purpose client",
      "mtls check server.pem server.key chain.pem ca/ca.pem ca/ca.crl --name api.example.org",
      "mtls check server.pem intermediate.pem --write-chain chain.pem",
    ],
    notes: [
      "Says what is wrong, by which rule, and the commands that mend it. Exit code 1 says that something is wrong; "
        + "warnings alone do not. A root among the files counts as trusted."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let now = Time.now
    let set = try CheckedSet(invocation.operands)
    let purpose: VerificationPolicy.Purpose? =
      switch invocation.value("purpose") {
      case "client": .client
      case "server": .server
      default: nil
      }
    var name: ReferenceIdentity?
    if let text = invocation.value("name") {
      guard let known = ReferenceIdentity(text) else {
        throw Explanation(.usage, "\(text) is neither a DNS name nor an IP address", at: "--name")
      }
      name = known
    }
    var trusted: [Certificate] = []
    if let path = invocation.value("cacert") {
      trusted = try Reading.roots(path, invocation.console).certificates
    }
    var findings = set.findings
    let leaves = set.leaves
    for leaf in leaves {
      var check = LeafCheck(
        leaf, in: set, purpose: purpose, name: name, trusted: trusted, now: now)
      check.run()
      findings += check.findings
    }
    findings += rest(set, now)
    if let path = invocation.value("write-chain") {
      try writeChain(set, to: path, invocation)
    }
    return tell(set, leaves, findings, now, invocation)
  }

  /// Requests, keys without a certificate, and CRLs.
  private static func rest(_ set: CheckedSet, _ now: Time) -> [Finding] {
    var findings: [Finding] = []
    for held in set.requests {
      let request = held.object
      guard request.isSignatureValid else {
        findings.append(
          Finding(
            .problem, "the request's signature was not made by the key in it", at: held.file,
            rule: "RFC 2986, Section 4.2",
            mend: "mtls csr new --key FILE --cn NAME --out \(held.file) --force"))
        continue
      }
      let isAnswered = set.certificates.contains { $0.object.publicKey == request.publicKey }
      findings.append(
        Finding(
          .good,
          isAnswered ? "the request is answered by a certificate" : "the request is well signed",
          at: held.file, mend: nil))
    }
    for held in set.keys {
      let isUsed =
        set.certificates.contains { $0.object.publicKey == held.object }
        || set.requests.contains { $0.object.publicKey == held.object }
      // Of a certificate without a key, that is said there.
      let isSaid = !set.keys.contains { key in
        set.certificates.contains { $0.object.publicKey == key.object }
      }
      if !isUsed, !isSaid || set.certificates.isEmpty,
        !set.certificates.isEmpty || !set.requests.isEmpty
      {
        findings.append(
          Finding(
            .problem, "this key belongs to none of the certificates and requests", at: held.file,
            mend: "mtls csr new --key \(held.file) --cn NAME --out new.csr"))
      }
    }
    for held in set.lists { findings.append(judge(held, set, now)) }
    return findings
  }

  private static func judge(
    _ held: CheckedSet.Held<CertificateRevocationList>, _ set: CheckedSet, _ now: Time
  ) -> Finding {
    let list = held.object
    let folder = held.file.lastIndex(of: "/").map { String(held.file[..<$0]) } ?? "ca"
    let issuers = set.certificates.filter { $0.object.subject.matches(list.issuer) }
    if let next = list.nextUpdate, now > next {
      return Finding(
        .problem, "the CRL ended on \(next)", at: held.file, rule: "RFC 5280, Section 5.1.2.5",
        mend: "mtls ca crl --dir \(folder)")
    }
    guard !issuers.isEmpty else {
      return Finding(
        .warning, "the CRL is that of \(list.issuer.text), who is not among the files",
        at: held.file,
        mend: "name its authority, too")
    }
    guard issuers.contains(where: { $0.object.publicKey.map(list.isSigned) ?? false }) else {
      return Finding(
        .problem, "the CRL's signature was not made by \(list.issuer.text)", at: held.file,
        rule: "RFC 5280, Section 6.3.3 (g)", mend: "mtls ca crl --dir \(folder)")
    }
    return Finding(
      .good,
      "the CRL of \(list.issuer.text), \(list.revoked.count) revoked, good until "
        + (list.nextUpdate.map { "\($0)" } ?? "the next one"), at: held.file, mend: nil)
  }

  private static func writeChain(
    _ set: CheckedSet, to path: String, _ invocation: Invocation
  ) throws(Explanation) {
    guard set.leaves.count == 1, let leaf = set.leaves.first else {
      throw Explanation(
        .usage, "\(set.leaves.count) certificates could begin the chain", at: "--write-chain",
        next: "name the files of one chain")
    }
    let chain = set.chain(from: leaf).map(\.object)
    let sent = chain.enumerated().filter { $0.offset == 0 || !$0.element.isSelfIssued }
    _ = try Writing.text(
      CertificateFile.pem(sent.map(\.element)), to: path, force: invocation.flag("force"),
      invocation.console)
    invocation.console.talk(
      "\(path): \(sent.map { $0.element.subject.text }.joined(separator: " ← "))")
  }

  private static func tell(
    _ set: CheckedSet, _ leaves: [CheckedSet.Held<Certificate>], _ findings: [Finding], _ now: Time,
    _ invocation: Invocation
  ) -> ExitCode {
    let problems = findings.filter { $0.level == .problem }
    let warnings = findings.count { $0.level == .warning }
    let isGood = problems.isEmpty
    let console = invocation.console
    let whom = leaves.map { held in
      "\(held.file): \(held.object.subject.isEmpty ? "(no subject)" : held.object.subject.text), "
        + Expiry.text(held.object, at: now)
    }.joined(separator: "; ")
    var verdict = isGood ? "good" : "bad"
    if !problems.isEmpty {
      verdict += ", \(problems.count) \(problems.count == 1 ? "problem" : "problems")"
    }
    if warnings > 0 { verdict += ", \(warnings) \(warnings == 1 ? "warning" : "warnings")" }
    if !whom.isEmpty { verdict += ": \(whom)" }
    var text = console.paint(verdict, isGood ? .green : .red)
    for finding in findings {
      text +=
        "\n  \(finding.level.rawValue)  \(finding.place): \(finding.text)"
        + (finding.rule.map { "  (\($0))" } ?? "")
      if finding.level != .good, let mend = finding.mend { text += "\n    mend: \(mend)" }
    }
    console.result(
      "check",
      [
        JSONValue.Member("good", .boolean(isGood)), JSONValue.Member("verdict", .string(verdict)),
        JSONValue.Member(
          "certificates",
          .array(
            leaves.map { held in
              .object(
                [
                  JSONValue.Member("file", .string(held.file)),
                  JSONValue.Member("subject", .string(held.object.subject.text)),
                ] + Expiry.members(held.object, at: now))
            })),
        JSONValue.Member("findings", .array(findings.map(json))),
      ], text: text)
    return isGood ? .done : .negative
  }

  private static func json(_ finding: Finding) -> JSONValue {
    [
      "level": .string(finding.level.rawValue), "file": .string(finding.place),
      "what": .string(finding.text), "rule": finding.rule.map { .string($0) } ?? .null,
      "mend": finding.level == .good ? .null : finding.mend.map { .string($0) } ?? .null,
    ]
  }
}
