import Bytes
import Cryptography
import JSON
import PKI

/// `mtls key show`: says what a private key is, and never shows it.
enum KeyShow {
  static let command = Command(
    path: ["key", "show"], summary: "Say what a private key is, and print its public key",
    operands: [
      Operand(name: "FILE", help: "the key, or a .p12; - is standard input", isFile: true)
    ],
    options: PasswordSource.reading,
    examples: [
      "mtls key show client.key", "mtls key show client.p12 --password-file p12.password",
    ],
    notes: ["The public key is printed in PEM on standard output; the private one never is."],
    run: { (invocation) throws(Explanation) in
      let path = invocation.operands[0]
      var bytes = try Reading.bytes(path)
      defer { wipe(&bytes) }
      let contents = FileContents(of: bytes)
      let protection = KeyFile.protection(of: bytes.span)
      let key = try Reading.privateKey(
        bytes.span, path, try PasswordSource(invocation))
      let identifier = Hex.encode(SubjectPublicKeyInfo(key.publicKey).keyIdentifier.span)
      let pem = KeyFile.pem(key.publicKey)
      let console = invocation.console
      console.result(
        "key.show",
        [
          JSONValue.Member("file", .string(path)),
          JSONValue.Member("contents", .string("\(contents)")),
          JSONValue.Member("type", .string("\(key.type)")),
          JSONValue.Member("protection", protection.map { .string($0) } ?? .null),
          JSONValue.Member("keyIdentifier", .string(identifier)),
          JSONValue.Member("publicKey", .string(pem)),
        ],
        text: "\(path): \(contents), \(key.type)"
          + (protection.map { "\nprotection: \($0)" } ?? "") + "\nkey identifier: \(identifier)")
      if !console.json { console.data(pem) }
      return .done
    })
}
