import Bytes
import JSON
import MutualTLS
import PKI

/// `mtls cert convert`: writes certificates in another form.
enum CertConvert {
  static let command = Command(
    path: ["cert", "convert"], summary: "Write certificates as PEM, DER or a PKCS #7 bundle",
    operands: [
      Operand(
        name: "FILE", help: "certificates: PEM, DER, .p7b or .p12; - is standard input",
        isFile: true)
    ],
    options: [
      Option(
        "to", nil, .choice(["pem", "der", "p7b", "p7b-pem"]), "the form to write", required: true),
      Option("out", "o", .file, "the file to write; standard output for pem and p7b-pem"),
    ] + PasswordSource.reading + [Writing.force],
    examples: [
      "mtls cert convert chain.p7b --to pem --out chain.pem",
      "mtls cert convert chain.pem --to p7b --out chain.p7b",
      "mtls cert convert client.pem --to der --out client.der",
    ],
    notes: ["DER holds one certificate: the first. A PKCS #7 bundle is a set and keeps no order."],
    run: { (invocation) throws(Explanation) in
      let path = invocation.operands[0]
      let certificates = try Reading.certificates(path, try PasswordSource(invocation))
      let form = try invocation.required("to")
      let bytes: [UInt8] =
        switch form {
        case "der": certificates[0].der
        case "p7b": PKCS7.der(certificates)
        case "p7b-pem": Array(PKCS7.pem(certificates).utf8)
        default: Array(CertificateFile.pem(certificates).utf8)
        }
      if form == "der", certificates.count > 1 {
        invocation.console.talk("the first of \(certificates.count) certificates is written")
      }
      let out = invocation.value("out") ?? "-"
      let backup: String?
      if out == "-" {
        guard form == "pem" || form == "p7b-pem" else {
          throw Explanation(.usage, "binary forms go into a file", at: "--to", next: "--out FILE")
        }
        if !invocation.console.json { invocation.console.data(bytes) }
        backup = nil
      } else {
        do throws(FileFailure) {
          backup = try Files.write(
            bytes.span, to: out, mode: Files.publicMode,
            existing: invocation.flag("force") ? .backUp(.now) : .keep)
        } catch { throw Explanation(error) }
      }
      let isText = form == "pem" || form == "p7b-pem"
      invocation.console.result(
        "cert.convert",
        [
          JSONValue.Member("file", out == "-" ? .null : .string(out)),
          JSONValue.Member("form", .string(form)),
          JSONValue.Member("certificates", .number(form == "der" ? 1 : certificates.count)),
          JSONValue.Member(
            "text", isText ? .string(String(decoding: bytes, as: UTF8.self)) : .null),
        ] + Expiry.members(certificates[0], at: .now),
        text: (out == "-" ? "" : "\(out): \(form == "der" ? 1 : certificates.count) as \(form), ")
          + Expiry.text(certificates[0], at: .now, invocation.console)
          + Writing.backupLine(backup))
      return .done
    })
}
