import Authorities
import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls ca intermediate`: makes an authority below another.
enum CAIntermediate {
  static let command = Command(
    path: ["ca", "intermediate"],
    summary: "Make an authority below another, so that the root's key can be put away",
    options: [
      Option("parent", nil, .folder, "the folder of the authority that signs it", required: true),
      Option(
        "dir", nil, .folder, "the new authority's folder, made with mode 0700", required: true),
    ] + SubjectOptions.fields + [
      KeyTypes.option, Option("days", nil, .number("DAYS"), "how long it lasts; 1825"),
      Option(
        "path-length", nil, .number("COUNT"), "how many authorities may be below it in a row; 0"),
      CAInit.policyOption, CAFolder.dryRun,
    ] + PasswordSource.options("", "of the parent's key, where it is encrypted")
      + PasswordSource.options("new-", "to put the new authority's key under") + Protection.options,
    examples: [
      "mtls ca intermediate --parent root --dir issuing --cn 'Example Issuing Authority'"
    ],
    notes: [
      "Writes DIR/ca.pem, DIR/ca.key and DIR/chain.pem: the certificates that peers who know only the root have "
        + "to get along with one that it signs. mtls ca sign adds them by itself."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let path = try invocation.required("dir")
    let subject = try SubjectOptions.name(invocation)
    guard !subject.isEmpty else {
      throw Explanation(
        .usage, "an authority needs a name", rule: "RFC 5280, Section 4.1.2.4", next: "--cn NAME")
    }
    var parent = try CAFolder.open(try invocation.required("parent"), invocation.console)
    let days =
      try invocation.number("days", in: 1...36_500) ?? min(1825, parent.policy?.maximumDays ?? 1825)
    let now = Time.now
    let key = try KeyTypes.generate(invocation.value("type"))
    var random = SystemRandom()
    let draft: CertificateDraft
    do {
      draft = try parent.issuer.draftIntermediate(
        subject: subject, key: key.publicKey, days: days, now: now,
        pathLength: try invocation.number("path-length", in: 0...100) ?? 0,
        serialNumber: parent.unusedSerialNumber(using: &random))
    } catch let error as Explanation {
      throw error
    } catch {
      throw Explanation(.negative, "\(error)", at: "\(parent.path)/ca.pem")
    }
    let preview = try CAFolder.check(draft, parent)
    if invocation.flag("dry-run") {
      let files = ["ca.key", "ca.pem", "chain.pem"].map { "\(path)/\($0)" }
      CAFolder.showDryRun(
        "ca.intermediate", preview, draft.report,
        files: [parent.record(of: preview.serialNumber), "\(parent.path)/index.json"] + files,
        now, invocation)
      return .done
    }
    try CAInit.makeFolder(path, force: false)
    try CAInit.keepPolicy(invocation, path)
    let keyPath = "\(path)/ca.key"
    let password = try Protection.password(invocation, prefix: "new-", for: keyPath)
    _ = try Protection.writeKey(key, to: keyPath, invocation, password: password)
    let certificate = try CAFolder.issue(draft, &parent, try PasswordSource(invocation))
    // The certificate comes last: with it the folder is an authority's.
    for (name, chain) in [
      ("chain.pem", [certificate] + parent.chain), ("ca.pem", [certificate]),
    ] {
      try Writing.text(
        CertificateFile.pem(chain), to: "\(path)/\(name)", force: false, invocation.console)
    }
    _ = consume parent
    // Begins the index.
    _ = try CAFolder.open(path, invocation.console)
    invocation.console.result(
      "ca.intermediate",
      [
        JSONValue.Member("certificate", .string("\(path)/ca.pem")),
        JSONValue.Member("chain", .string("\(path)/chain.pem")),
        JSONValue.Member("key", .string("\(path)/ca.key")),
        JSONValue.Member("subject", .string(certificate.subject.text)),
        JSONValue.Member("fingerprintSHA256", .string(Hex.encode(certificate.fingerprint.span))),
      ] + Expiry.members(certificate, at: now),
      text: "\(path)/ca.pem: the authority \(certificate.subject.text), issued by "
        + "\(certificate.issuer.text), \(Expiry.text(certificate, at: now))\n"
        + "\(path)/chain.pem: what peers need to find the root\n"
        + "\(path)/ca.key: its private key (0600)\n"
        + "next: mtls ca sign --dir \(path) --csr server.csr --profile server --out server.pem")
    return .done
  }
}
