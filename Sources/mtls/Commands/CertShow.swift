import JSON
import MutualTLS
import PKI

/// `mtls cert show`: shows the certificates in a file.
enum CertShow {
  static let command = Command(
    path: ["cert", "show"], summary: "Show the certificates in a file, and how long they last",
    operands: [
      Operand(
        name: "FILE", help: "certificates: PEM, DER, .p7b or .p12; - is standard input",
        isFile: true)
    ],
    options: [
      Option("pem", nil, .flag, "print the certificates as PEM, and nothing else"),
      Option("bytes", nil, .flag, "print what each range of bytes is"),
    ] + PasswordSource.reading,
    examples: [
      "mtls cert show client.pem", "mtls cert show chain.pem --json",
      "mtls cert show client.der --pem", "mtls cert show client.pem --bytes",
    ],
    run: { (invocation) throws(Explanation) in
      let path = invocation.operands[0]
      let certificates = try Reading.certificates(path, try PasswordSource(invocation))
      let console = invocation.console
      if invocation.flag("pem") {
        console.data(CertificateFile.pem(certificates))
      } else if invocation.flag("bytes") {
        for certificate in certificates {
          do { console.data(try DERDump.text(of: certificate.der)) } catch {
            throw Explanation(.file, "\(error)", at: path)
          }
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
            JSONValue.Member("file", .string(path)),
            JSONValue.Member("certificates", .array(values)),
          ], text: "")
      } else {
        for certificate in certificates {
          console.data(CertificateText.text(of: certificate))
          console.talk("\(path): \(Expiry.text(certificate, at: .now, console))")
        }
      }
      return .done
    })
}
