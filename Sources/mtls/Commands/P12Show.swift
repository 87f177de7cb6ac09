import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls p12 show`: says what is in a PKCS #12 container.
enum P12Show {
  static let command = Command(
    path: ["p12", "show"], summary: "Say what is in a .p12, and how it is protected",
    operands: [Operand(name: "FILE", help: "the .p12; - is standard input", isFile: true)],
    options: PasswordSource.reading,
    examples: ["mtls p12 show client.p12", "mtls p12 show client.p12 --password-file pw --json"],
    run: { (invocation) throws(Explanation) in
      let path = invocation.operands[0]
      let container = try Reading.container(path, try PasswordSource(invocation))
      let now = Time.now
      var keys: [JSONValue] = []
      var lines: [String] = []
      for entry in container.keys {
        let key: PrivateKey
        do { key = try entry.privateKey() } catch { throw Explanation(.file, "\(error)", at: path) }
        let name = entry.friendlyName ?? ""
        lines.append("key: \(key.type)" + (name.isEmpty ? "" : ", named \(name)"))
        lines.append("  \(entry.protection ?? "not encrypted of its own")")
        keys.append([
          "type": .string("\(key.type)"), "name": .string(name),
          "protection": entry.protection.map { .string($0) } ?? .null,
        ])
      }
      var certificates: [JSONValue] = []
      for entry in container.certificates {
        let one = entry.certificate
        lines.append(
          "certificate: \(one.subject.text)"
            + (entry.friendlyName.map { $0.isEmpty ? "" : ", named \($0)" } ?? "")
            + (entry.isTrustedByJava ? ", trusted by Java" : ""))
        lines.append(
          "  issued by \(one.issuer.text), \(Expiry.text(one, at: now, invocation.console))")
        certificates.append(
          .object(
            [
              JSONValue.Member("subject", .string(one.subject.text)),
              JSONValue.Member("issuer", .string(one.issuer.text)),
              JSONValue.Member("name", entry.friendlyName.map { .string($0) } ?? .null),
              JSONValue.Member("fingerprintSHA256", .string(Hex.encode(one.fingerprint.span))),
              JSONValue.Member("protection", entry.protection.map { .string($0) } ?? .null),
            ] + Expiry.members(one, at: now)))
      }
      if let protection = container.certificates.first?.protection {
        lines.append("certificates under \(protection)")
      }
      lines.append("integrity: \(container.integrity ?? "none")")
      if container.isLegacy {
        lines.append(
          "warning: this is in the old form (SHA-1, 3DES or RC2), which guards it badly\n"
            + "hint: mtls p12 extract, then mtls p12 new make a better one")
      }
      lines += container.notes.map { "note: \($0)" }
      if invocation.console.json {
        invocation.console.result(
          "p12.show",
          [
            JSONValue.Member("file", .string(path)), JSONValue.Member("keys", .array(keys)),
            JSONValue.Member("certificates", .array(certificates)),
            JSONValue.Member("integrity", container.integrity.map { .string($0) } ?? .null),
            JSONValue.Member("legacy", .boolean(container.isLegacy)),
            JSONValue.Member("notes", .array(container.notes.map { .string($0) })),
          ], text: "")
      } else {
        invocation.console.data(lines.joined(separator: "\n"))
      }
      return .done
    })
}

/// `mtls p12 extract`: takes a PKCS #12 container apart.
enum P12Extract {
  static let command = Command(
    path: ["p12", "extract"], summary: "Take a .p12 apart: its key and its certificates into files",
    operands: [Operand(name: "FILE", help: "the .p12; - is standard input", isFile: true)],
    options: [
      Option("cert-out", nil, .file, "where the certificates go; standard output unless named"),
      Option("key-out", nil, .file, "where the private key goes, mode 0600"),
    ] + PasswordSource.reading + PasswordSource.writing + Protection.options + [Writing.force],
    examples: [
      "mtls p12 extract client.p12 --cert-out client.pem --key-out client.key",
      "mtls p12 extract client.p12 --password-file pw --cert-out client.pem --key-out client.key --encrypt",
    ],
    notes: [
      "The chain is written in its order, the key's own certificate first; those that do not belong to it follow. "
        + "The key is written as PKCS #8, under a password where --encrypt or a --new-password option asks for it."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let path = invocation.operands[0]
    let container = try Reading.container(path, try PasswordSource(invocation))
    var certificates: [Certificate] = []
    do { certificates = container.certificates.isEmpty ? [] : try container.chain() } catch {
      // Certificates without their key are certificates all the same.
      invocation.console.talk("warning: \(path): \(error)")
    }
    for entry in container.certificates where !certificates.contains(entry.certificate) {
      certificates.append(entry.certificate)
    }
    var said: [String] = []
    var backups = ""
    if let keyPath = invocation.value("key-out") {
      guard let entry = container.keys.first else {
        throw Explanation(.file, "there is no private key in it", at: path)
      }
      let key: PrivateKey
      do { key = try entry.privateKey() } catch { throw Explanation(.file, "\(error)", at: path) }
      let password = try Protection.password(invocation, prefix: "new-", for: keyPath)
      let backup = try Protection.writeKey(key, to: keyPath, invocation, password: password)
      backups += Writing.backupLine(backup)
      said.append("\(keyPath): the \(key.type) private key, readable by you alone (0600)")
    } else if !container.keys.isEmpty {
      said.append("the private key stays in it; --key-out FILE takes it out")
    }
    let out = invocation.value("cert-out") ?? "-"
    if !certificates.isEmpty {
      let backup = try Writing.text(
        CertificateFile.pem(certificates), to: out, force: invocation.flag("force"),
        invocation.console)
      backups += Writing.backupLine(backup)
      if out != "-" { said.append("\(out): \(certificates.count) certificates") }
    }
    let first = certificates.first
    invocation.console.result(
      "p12.extract",
      [
        JSONValue.Member("certificateFile", out == "-" ? .null : .string(out)),
        JSONValue.Member("keyFile", invocation.value("key-out").map { .string($0) } ?? .null),
        JSONValue.Member("pem", .string(CertificateFile.pem(certificates))),
      ] + (first.map { Expiry.members($0, at: .now) } ?? []),
      text: said.joined(separator: "\n")
        + (first.map { "\n\($0.subject.text): \(Expiry.text($0, at: .now, invocation.console))" }
          ?? "") + backups)
    return .done
  }
}
