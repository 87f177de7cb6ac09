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
      Option("dir", nil, .folder, "the authority's folder", required: true),
      Option("csr", nil, .file, "the request; - is standard input", required: true),
      Option(
        "profile", nil, .choice(SigningProfile.allCases.map(\.rawValue)),
        "what the certificate is for", required: true),
      Option("days", nil, .number("DAYS"), "how long the certificate lasts; 365"),
      Option("out", "o", .file, "the file to write; standard output unless named"), Writing.force,
    ],
    examples: [
      "mtls ca sign --dir ca --csr client.csr --profile client --out client.pem",
      "mtls ca sign --dir ca --csr server.csr --profile server --days 90 --out server.pem",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let authority = try authority(try invocation.required("dir"))
    let requestPath = try invocation.required("csr")
    let request = try Reading.request(requestPath)
    guard let profile = SigningProfile(rawValue: try invocation.required("profile")) else {
      throw Explanation(.usage, "is none of client, server and both", at: "--profile")
    }
    let days = try invocation.number("days", in: 1...36_500) ?? Authority.defaultDays
    let now = Time.now
    var random = SystemRandom()
    let issued: (certificate: Certificate, report: IssuanceReport)
    do {
      issued = try authority.issue(
        request, profile: profile, days: days, now: now, using: &random)
    } catch {
      throw Explanation(.negative, "\(error)", at: requestPath, next: hint(error, requestPath))
    }
    let out = invocation.value("out") ?? "-"
    let pem = CertificateFile.pem([issued.certificate])
    let console = invocation.console
    let backup = try Writing.text(pem, to: out, force: invocation.flag("force"), console)
    console.result(
      "ca.sign",
      [
        JSONValue.Member("file", out == "-" ? .null : .string(out)),
        JSONValue.Member("pem", .string(pem)),
        JSONValue.Member("certificate", CertificateJSON.value(of: issued.certificate)),
        JSONValue.Member("report", json(issued.report)),
      ] + Expiry.members(issued.certificate, at: now),
      text: text(issued.report)
        + "\n\(out == "-" ? "Signed" : out): \(issued.certificate.subject.text), "
        + Expiry.text(issued.certificate, at: now, console) + Writing.backupLine(backup))
    return .done
  }

  /// The authority in a folder that `ca init` has made.
  static func authority(_ folder: String) throws(Explanation) -> Authority {
    guard Files.exists("\(folder)/ca.pem") else {
      throw Explanation(
        .file, "there is no authority in this folder", at: folder,
        next: "mtls ca init --dir \(folder) --cn NAME")
    }
    let certificate = try Reading.certificates("\(folder)/ca.pem")[0]
    let key = try Reading.privateKey("\(folder)/ca.key")
    do { return try Authority(certificate: certificate, key: key) } catch {
      throw Explanation(.file, "\(error)", at: "\(folder)/ca.pem")
    }
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

  private static func json(_ report: IssuanceReport) -> JSONValue {
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
    case .lifetime: "a root lasts 3650 days: mtls ca init --dir DIR --cn NAME"
    default: nil
    }
  }
}
