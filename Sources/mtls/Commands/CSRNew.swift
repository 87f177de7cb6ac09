import Bytes
import Cryptography
import JSON
import PKI

/// `mtls csr new`: makes a certificate signing request.
enum CSRNew {
  static let command = Command(
    path: ["csr", "new"], summary: "Make a certificate signing request (PKCS#10) for a key",
    options: [
      Option("key", nil, .file, "the private key to be certified", required: true)
    ] + PasswordSource.reading + SubjectOptions.fields + [
      Option(
        "san", nil, .text("NAME"), "alternative name: DNS, IP, URI or e-mail, guessed and shown",
        repeatable: true),
      Option("no-san", nil, .flag, "do not copy the common name to the alternative names"),
      Option("out", "o", .file, "the file to write; standard output unless named"), Writing.force,
    ],
    examples: [
      "mtls csr new --key client.key --cn api-mtls.example.org --org 'Example Inc' --locality Miami "
        + "--state Florida --country US --out client.csr",
      "mtls csr new --key server.key --cn api.example.org --san api.example.org --san 10.0.0.7",
    ],
    notes: [
      "A common name that is a host's name is copied to the alternative names where --san names none, "
        + "since verifiers look at those alone (RFC 9525, Section 6.3).",
      HardwareKeyOptions.note,
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let console = invocation.console
    let subject = try SubjectOptions.name(invocation)
    var names = try SubjectOptions.alternativeNames(invocation.all("san"))
    var copied = false
    if names.isEmpty, !invocation.flag("no-san"), let common = subject.commonName,
      case .dns(let host)? = try? GeneralName(text: common)
    {
      names = [.dns(host)]
      copied = true
    }
    guard !subject.isEmpty || !names.isEmpty else {
      throw Explanation(
        .usage, "a request without any name cannot be signed", next: "--cn NAME or --san NAME")
    }
    let path = try invocation.required("key")
    let key = try KeySource(path, try PasswordSource(invocation))
    let unsigned = SigningRequest.unsigned(
      subject: subject, alternativeNames: names, key: key.publicKey)
    let request: SigningRequest
    do { request = try unsigned.signed(try key.sign(unsigned.request, at: path)) } catch {
      throw Explanation(error, at: path)
    }
    let pem = PEMObject(label: "CERTIFICATE REQUEST", der: request.der).text
    let out = invocation.value("out") ?? "-"
    let backup = try Writing.text(pem, to: out, force: invocation.flag("force"), console)
    var text = out == "-" ? "A signing request" : "\(out): a signing request"
    text += " for \(subject.isEmpty ? "(no subject)" : subject.text)"
    for name in names {
      text += "\n  \(name)" + (copied ? " (copied from the common name)" : "")
    }
    text += Writing.backupLine(backup)
    text +=
      "\nnext: send it to your provider, or sign it yourself: "
      + "mtls ca sign --dir ca --csr \(out == "-" ? "FILE" : out) --profile client --out client.pem"
    console.result(
      "csr",
      [
        JSONValue.Member("file", out == "-" ? .null : .string(out)),
        JSONValue.Member("pem", .string(pem)),
        JSONValue.Member("request", CertificateJSON.value(of: request)),
      ], text: text)
    return .done
  }
}
