import JSON
import PKI

/// `mtls csr show`: shows a certificate signing request.
enum CSRShow {
  static let command = Command(
    path: ["csr", "show"], summary: "Show a certificate signing request",
    operands: [
      Operand(name: "FILE", help: "the request, PEM or DER; - is standard input", isFile: true)
    ],
    examples: ["mtls csr show client.csr", "mtls csr show client.csr --json"],
    run: { (invocation) throws(Explanation) in
      let request = try Reading.request(invocation.operands[0])
      let console = invocation.console
      if console.json {
        console.result(
          "csr", [JSONValue.Member("request", CertificateJSON.value(of: request))], text: "")
      } else {
        console.data(CertificateText.text(of: request))
      }
      return .done
    })
}

/// `mtls csr verify`: checks that a request is signed by its own key.
enum CSRVerify {
  static let command = Command(
    path: ["csr", "verify"], summary: "Check that a signing request is signed by its own key",
    operands: [
      Operand(name: "FILE", help: "the request, PEM or DER; - is standard input", isFile: true)
    ],
    examples: ["mtls csr verify client.csr"],
    notes: ["Exit code 1 says that the signature is wrong."],
    run: { (invocation) throws(Explanation) in
      let path = invocation.operands[0]
      let request = try Reading.request(path)
      guard request.isSignatureValid else {
        throw Explanation(
          .negative, "the signature was not made by the key in the request", at: path,
          rule: "RFC 2986, Section 4.2",
          next: "make the request anew: mtls csr new --key FILE --cn NAME --out \(path) --force")
      }
      invocation.console.result(
        "csr.verify",
        [
          JSONValue.Member("file", .string(path)), JSONValue.Member("valid", .boolean(true)),
          JSONValue.Member("subject", .string(request.subject.text)),
        ], text: "\(path): the signature is valid: \(request.subject.text) has the key")
      return .done
    })
}
