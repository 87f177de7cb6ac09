import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls key convert`: writes a private key in another form, with, without or under another password.
enum KeyConvert {
  static let command = Command(
    path: ["key", "convert"],
    summary: "Write a private key in another form, or put it under a password",
    operands: [
      Operand(name: "FILE", help: "the key, or a .p12; - is standard input", isFile: true)
    ],
    options: [
      Option("out", "o", .file, "the file to write, mode 0600", required: true),
      Option(
        "form", nil, .choice(["pkcs8", "traditional"]),
        "pkcs8, or what there was before: SEC 1, PKCS #1; pkcs8 unless named"),
      Option("der", nil, .flag, "write DER, not PEM"),
    ] + PasswordSource.reading + PasswordSource.writing + Protection.options + [Writing.force],
    examples: [
      "mtls key convert client.key --encrypt --out client.enc.key",
      "mtls key convert client.enc.key --password-file old --out client.key",
      "mtls key convert client.enc.key --password-file old --new-password-file new --out new.key",
      "mtls key convert client.key --form traditional --out client.ec.key",
    ],
    notes: [
      "What is read is found out by looking: PKCS #8, SEC 1, PKCS #1, encrypted or not, PKCS #12, in PEM or DER. "
        + "What is written is encrypted where --encrypt or a --new-password option asks for it."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let path = invocation.operands[0]
    let out = try invocation.required("out")
    let isTraditional = invocation.value("form") == "traditional"
    let isDER = invocation.flag("der")
    let key = try Reading.privateKey(path, try PasswordSource(invocation))
    let protection = try Protection.named(invocation)
    let backup: String?
    let form: String
    if let password = try Protection.password(invocation, prefix: "new-", for: out) {
      guard !isTraditional else {
        throw Explanation(
          .usage, "the traditional forms are not written under a password: theirs rests on MD5",
          at: "--form", next: "leave --form away: PKCS #8 is read everywhere")
      }
      var random = SystemRandom()
      let der = KeyFile.encryptedPKCS8(
        key, password: password, protection: protection, using: &random)
      let bytes =
        isDER ? der : PEMObject(label: "ENCRYPTED PRIVATE KEY", der: der).bytes
      backup = try Protection.write(bytes.span, to: out, invocation)
      form = "encrypted PKCS #8"
    } else if isTraditional {
      guard
        let bytes = isDER ? KeyFile.traditionalDER(key) : KeyFile.traditionalPEM(key)
      else {
        throw Explanation(
          .usage, "keys of the kind \(key.type) have no form but PKCS #8", at: "--form")
      }
      backup = try Protection.write(bytes.bytes, to: out, invocation)
      form = "the traditional form"
    } else {
      let bytes = isDER ? KeyFile.pkcs8(key) : KeyFile.pem(key)
      backup = try Protection.write(bytes.bytes, to: out, invocation)
      form = "PKCS #8"
    }
    let type = "\(key.type)"
    invocation.console.result(
      "key.convert",
      [
        JSONValue.Member("file", .string(out)), JSONValue.Member("type", .string(type)),
        JSONValue.Member("form", .string(form)),
        JSONValue.Member("backup", backup.map { .string($0) } ?? .null),
      ],
      text:
        "\(out): the \(type) private key in \(form), \(isDER ? "DER" : "PEM"), readable by you alone (0600)"
        + Writing.backupLine(backup))
    return .done
  }
}
