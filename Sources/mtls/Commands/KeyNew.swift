import Bytes
import Cryptography
import HardwareKeys
import JSON
import PKI

/// `mtls key new`: makes a private key.
enum KeyNew {
  static let command = Command(
    path: ["key", "new"], summary: "Make a private key in a file that only you can read",
    options: [
      Option("out", "o", .file, "the file to write, mode 0600", required: true),
      KeyTypes.option,
    ] + PasswordSource.options("", "to put the key under") + Protection.options + [Writing.force],
    examples: [
      "mtls key new --out client.key", "mtls key new --type rsa3072 --out server.key",
      "mtls key new --type ed25519 --out client.key --force",
      "mtls key new --encrypt --out client.key",
      "mtls key new --password-file client.password --out client.key",
    ],
    notes: [
      "The key is written as PKCS#8 in PEM. A file that is there is never overwritten; with --force it is "
        + "replaced and kept beside the new one.",
      "With --out pkcs11:… the key is made in a hardware module and never leaves it. "
        + HardwareKeyOptions.note,
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func makeElsewhere(
    _ name: String, _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    let type = KeyTypes.type(invocation.value("type"))
    try HardwareKeyOptions.generate(type, as: name)
    let key = try KeySource(name).publicKey
    let identifier = Hex.encode(SubjectPublicKeyInfo(key).keyIdentifier.span)
    invocation.console.result(
      "key",
      [
        JSONValue.Member("file", .string(name)), JSONValue.Member("type", .string("\(key.type)")),
        JSONValue.Member("keyIdentifier", .string(identifier)), JSONValue.Member("backup", .null),
      ],
      text: "\(name): a new \(key.type) private key, which never leaves the token"
        + "\nnext: mtls csr new --key '\(name)' --cn NAME --out client.csr")
    return .done
  }

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let out = try invocation.required("out")
    if out.hasPrefix(PKCS11URI.scheme) { return try makeElsewhere(out, invocation) }
    let key = try KeyTypes.generate(invocation.value("type"))
    let password = try Protection.password(invocation, prefix: "", for: out)
    let isEncrypted = password != nil
    let backup = try Protection.writeKey(key, to: out, invocation, password: password)
    let type = "\(key.type)"
    let identifier = Hex.encode(SubjectPublicKeyInfo(key.publicKey).keyIdentifier.span)
    invocation.console.result(
      "key",
      [
        JSONValue.Member("file", .string(out)), JSONValue.Member("type", .string(type)),
        JSONValue.Member("keyIdentifier", .string(identifier)),
        JSONValue.Member("encrypted", .boolean(isEncrypted)),
        JSONValue.Member("backup", backup.map { .string($0) } ?? .null),
      ],
      text: "\(out): a new \(type) private key, readable by you alone (0600)"
        + (isEncrypted ? ", under a password" : "")
        + Writing.backupLine(backup)
        + "\nnext: mtls csr new --key \(out) --cn NAME --out client.csr")
    return .done
  }
}
