import Authorities
import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls ca sign`: signs a request under the authority's rules, and says what became of it.
enum CASign {
  static let command = Command(
    path: ["ca", "sign"], summary: "Sign a request, and say what was granted and dropped, and why",
    options: [
      CAFolder.option,
      Option("csr", nil, .file, "the request; - is standard input", required: true),
      Option(
        "profile", nil, .choice(SigningProfile.allCases.map(\.rawValue)),
        "what the certificate is for", required: true),
      Option("days", nil, .number("DAYS"), "how long the certificate lasts; 365"),
      Option("out", "o", .file, "the file to write; standard output unless named"), Writing.force,
      noChain, CAFolder.dryRun,
    ] + CAFolder.passwords,
    examples: [
      "mtls ca sign --dir ca --csr client.csr --profile client --out client.pem",
      "mtls ca sign --dir ca --csr server.csr --profile server --days 90 --out server.pem",
      "mtls ca sign --dir ca --csr client.csr --profile client --dry-run",
    ],
    notes: [
      "Each certificate is recorded in DIR/issued and DIR/index.json before it is given out; mtls ca list shows "
        + "them. Several processes may sign at once: they wait for each other.",
      "DIR/policy.json, if it is there, says what may be signed. Its rules are allowedNames, forbiddenNames, "
        + "maximumDays, keyTypes, purposes and authorities, each of which may be left out: "
        + "{\"schema\": \"\(SigningPolicy.schema)\", \"allowedNames\": [\"DNS:*.example.org\", "
        + "\"CN:device-*\"], \"forbiddenNames\": [\"DNS:admin.example.org\"], \"maximumDays\": 398, "
        + "\"keyTypes\": [\"p256\", \"rsa3072\"], \"purposes\": [\"clientAuth\"], \"authorities\": false}",
      "An intermediate's certificate is written with the chain that peers need to find the root.",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  static let noChain = Option(
    "no-chain", nil, .flag, "write the certificate alone, without an intermediate's chain")

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let requestPath = try invocation.required("csr")
    let request = try Reading.request(requestPath)
    guard let profile = SigningProfile(rawValue: try invocation.required("profile")) else {
      throw Explanation(.usage, "is none of client, server and both", at: "--profile")
    }
    let folder = try CAFolder.open(try invocation.required("dir"), invocation.console)
    let days =
      try invocation.number("days", in: 1...36_500) ?? folder.policy?.defaultDays
      ?? Authority.defaultDays
    let now = Time.now
    var random = SystemRandom()
    let draft: CertificateDraft
    do {
      draft = try folder.issuer.draft(
        request, profile: profile, days: days, now: now,
        serialNumber: folder.unusedSerialNumber(using: &random))
    } catch {
      throw Explanation(.negative, "\(error)", at: requestPath, next: hint(error, requestPath))
    }
    return try finish(draft, folder, "ca.sign", now, invocation)
  }

  /// Holds a draft against the policy, signs, records and gives out; or shows what that would be.
  static func finish(
    _ draft: CertificateDraft, _ folder: consuming AuthorityFolder, _ schema: String,
    _ now: Time, _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    let preview = try CAFolder.check(draft, folder)
    let out = invocation.value("out") ?? "-"
    let console = invocation.console
    let force = invocation.flag("force")
    if out != "-", !force, Files.exists(out) {
      // Said before a serial number is spent.
      throw Explanation(
        .file, "there is such a file already", at: out,
        next: "choose another name, or replace it with --force, which keeps a backup beside it")
    }
    if invocation.flag("dry-run") {
      CAFolder.showDryRun(
        schema, preview, draft.report,
        files: [folder.record(of: preview.serialNumber), "\(folder.path)/index.json"]
          + (out == "-" ? [] : [out]), now, invocation)
      return .done
    }
    let certificate = try CAFolder.issue(draft, &folder, try PasswordSource(invocation))
    let chain = invocation.flag("no-chain") ? [] : folder.chain
    let record = folder.record(of: certificate.serialNumber)
    // Others may sign while this one is written.
    _ = consume folder
    let pem = CertificateFile.pem([certificate] + chain)
    let backup = try Writing.text(pem, to: out, force: force, console)
    console.result(
      schema,
      [
        JSONValue.Member("file", out == "-" ? .null : .string(out)),
        JSONValue.Member("record", .string(record)),
        JSONValue.Member("pem", .string(pem)),
        JSONValue.Member("certificate", CertificateJSON.value(of: certificate)),
        JSONValue.Member("report", json(draft.report)),
      ] + Expiry.members(certificate, at: now),
      text: text(draft.report)
        + "\n\(out == "-" ? "Signed" : out): \(certificate.subject.text), "
        + Expiry.text(certificate, at: now, console) + Writing.backupLine(backup))
    return .done
  }

  /// One line for each thing asked for or added.
  static func text(_ report: IssuanceReport) -> String {
    let rows = report.lines.map { line in
      (
        line.outcome.rawValue + (line.outcome == .added ? "    " : "  ") + line.field,
        line.value + (line.reason.isEmpty ? "" : "  (\(line.reason))")
      )
    }
    return String(Help.columns(rows).dropLast())
  }

  static func json(_ report: IssuanceReport) -> JSONValue {
    .array(
      report.lines.map {
        [
          "outcome": .string($0.outcome.rawValue), "field": .string($0.field),
          "value": .string($0.value), "reason": .string($0.reason),
        ]
      })
  }

  private static func hint(_ error: IssuanceError, _ path: String) -> String? {
    switch error {
    case .requestSignatureInvalid: "mtls csr verify \(path)"
    case .noServerName: "mtls csr new --key FILE --cn NAME --san NAME --out \(path) --force"
    case .keyRefused: "mtls key new --type p256 --out FILE"
    case .lifetime:
      "mtls ca show --dir DIR says how long the authority lasts; mtls ca renew renews it"
    default: nil
    }
  }
}
