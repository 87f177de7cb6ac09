import Authorities
import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls ca init`: makes an authority of one's own.
enum CAInit {
  static let command = Command(
    path: ["ca", "init"], summary: "Make an authority: a root certificate and its key in a folder",
    options: [Option("dir", nil, .folder, "the folder, made with mode 0700", required: true)]
      + SubjectOptions.fields + [
        KeyTypes.option,
        Option(
          "key", nil, .file, "a key that is there, in a file or by its name, instead of a new one"),
        Option("days", nil, .number("DAYS"), "how long the root lasts; 3650"),
        policyOption, Writing.force,
      ] + PasswordSource.options("", "to put the key under, or of the one that --key names")
      + Protection.options,
    examples: [
      "mtls ca init --dir ca --cn 'Example Root'",
      "mtls ca init --dir ca --cn 'Example Root' --org 'Example Inc' --type p384 --days 1825",
      "mtls ca init --dir ca --cn 'Example Root' --encrypt",
    ],
    notes: [
      "Writes DIR/ca.pem, which others may have, and DIR/ca.key, which nobody may have. With --key, DIR/ca.key has "
        + "the key's name alone.",
      HardwareKeyOptions.note,
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  static let policyOption = Option(
    "policy", nil, .file, "what it may sign, kept as DIR/policy.json; see mtls ca sign --help")

  /// Keeps a policy in a new authority's folder.
  static func keepPolicy(_ invocation: Invocation, _ folder: String) throws(Explanation) {
    guard let path = invocation.value("policy") else { return }
    let bytes = try Reading.bytes(path)
    do { _ = try SigningPolicy(json: bytes) } catch {
      throw Explanation(.file, "\(error)", at: path, next: "mtls ca sign --help shows a policy")
    }
    do {
      try Files.write(
        bytes.span, to: "\(folder)/policy.json", mode: Files.publicMode,
        existing: invocation.flag("force") ? .backUp(.now) : .keep)
    } catch { throw Explanation(error) }
  }

  /// Sees to it that no authority is in a folder, and makes the folder.
  static func makeFolder(_ folder: String, force: Bool) throws(Explanation) {
    do { try Files.makeFolder(folder) } catch { throw Explanation(error) }
    for name in ["ca.key", "ca.pem"] where !force && Files.exists("\(folder)/\(name)") {
      throw Explanation(
        .file, "there is an authority already", at: "\(folder)/\(name)",
        next: "use another folder, or replace it with --force, which keeps a backup beside it")
    }
    guard force, Files.exists("\(folder)/index.json") else { return }
    // Another authority's record is not to be mixed with a new one's.
    let count = Files.exists("\(folder)/ca.pem") ? try CAFolder.index(folder).entries.count : 1
    guard count == 0 else {
      throw Explanation(
        .file, "an authority has issued certificates from here", at: "\(folder)/index.json",
        next: "use another folder, and keep this one as its record")
    }
  }

  /// A new key, or the one that is named.
  private static func key(_ invocation: Invocation) throws(Explanation) -> KeySource {
    guard let path = invocation.value("key") else {
      return .local(try KeyTypes.generate(invocation.value("type")))
    }
    guard invocation.value("type") == nil else {
      throw Explanation(.usage, "--key and --type contradict each other")
    }
    return try KeySource(path, try PasswordSource(invocation))
  }

  /// Writes the key, or, where it is elsewhere, its name.
  private static func keep(
    _ key: borrowing KeySource, _ path: String, _ invocation: Invocation
  ) throws(Explanation) -> String? {
    let force = invocation.flag("force")
    switch key {
    case .local(let key):
      let password = try Protection.password(invocation, prefix: "", for: path)
      return try Protection.writeKey(key, to: path, invocation, password: password)
    case .external:
      let name = invocation.value("key") ?? ""
      let bytes = Array(((KeySource.reference(in: name) ?? name) + "\n").utf8)
      do {
        return try Files.write(
          bytes.span, to: path, mode: Files.privateMode, existing: force ? .backUp(.now) : .keep)
      } catch { throw Explanation(error) }
    }
  }

  private static func isEncrypted(_ path: String) -> Bool {
    (try? Reading.bytes(path)).map { KeyFile.needsPassword($0.span) } ?? false
  }

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let folder = try invocation.required("dir")
    let subject = try SubjectOptions.name(invocation)
    guard !subject.isEmpty else {
      throw Explanation(
        .usage, "an authority needs a name", rule: "RFC 5280, Section 4.1.2.4", next: "--cn NAME")
    }
    let days = try invocation.number("days", in: 1...36_500) ?? 3650
    let force = invocation.flag("force")
    let key = try self.key(invocation)
    try makeFolder(folder, force: force)
    try keepPolicy(invocation, folder)
    let keyBackup = try keep(key, "\(folder)/ca.key", invocation)
    let path = "\(folder)/ca.pem"
    let now = Time.now
    var random = SystemRandom()
    let certificate: Certificate
    do {
      let unsigned = try Issuer.draftRoot(
        subject: subject, key: key.publicKey, days: days, now: now,
        serialNumber: CertificateBuilder.randomSerialNumber(using: &random)
      ).unsigned(by: key.publicKey)
      certificate = try unsigned.signed(try key.sign(unsigned.request, at: "\(folder)/ca.key"))
    } catch { throw Explanation(error, at: path) }
    let backup = try Writing.text(
      CertificateFile.pem([certificate]), to: path, force: force, invocation.console)
    // Begins the index.
    _ = try CAFolder.open(folder, invocation.console)
    invocation.console.result(
      "ca",
      [
        JSONValue.Member("certificate", .string(path)),
        JSONValue.Member("key", .string("\(folder)/ca.key")),
        JSONValue.Member("subject", .string(certificate.subject.text)),
        JSONValue.Member("fingerprintSHA256", .string(Hex.encode(certificate.fingerprint.span))),
      ] + Expiry.members(certificate, at: now),
      text: "\(path): the authority \(subject.text), \(Expiry.text(certificate, at: now))\n"
        + "\(folder)/ca.key: "
        + (KeySource.reference(in: "\(folder)/ca.key").map { "the name of its private key, \($0)" }
          ?? "its private key (0600)"
          + (isEncrypted("\(folder)/ca.key") ? ", under a password" : ""))
        + Writing.backupLine(backup) + Writing.backupLine(keyBackup)
        + "\nnext: mtls ca sign --dir \(folder) --csr client.csr --profile client --out client.pem")
    return .done
  }
}
