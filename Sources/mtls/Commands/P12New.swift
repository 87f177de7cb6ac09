import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls p12 new`: puts a key and its chain into a PKCS #12 container.
enum P12New {
  static let command = Command(
    path: ["p12", "new"], summary: "Put a key and its certificates into a .p12 under a password",
    options: [
      Option("cert", "E", .file, "the certificate and its chain", required: true),
      Option("key", nil, .file, "its private key; without it the .p12 is a store of trusted roots"),
      Option("cacert", nil, .file, "more certificates to put in, such as the authority's"),
      Option("name", nil, .text("NAME"), "the name that stores show"),
      Option("out", "o", .file, "the file to write, mode 0600", required: true),
      Option(
        "p12-compat", nil, .flag, "3DES and SHA-1, which are weak, for Java 8 and old keychains"),
    ] + PasswordSource.reading + PasswordSource.writing
      + Protection.options.filter { $0.name != "encrypt" } + [Writing.force],
    examples: [
      "mtls p12 new --cert client.pem --key client.key --cacert ca/ca.pem --out client.p12",
      "mtls p12 new --cert client.pem --key client.key --password-file p12.password --out client.p12",
      "mtls p12 new --cert ca/ca.pem --name 'Our root' --out trust.p12",
    ],
    notes: [
      "The password of the .p12 comes from the --new-password options, else from the --password options, else it is "
        + "asked for. The --password options also open the key where that is encrypted.",
      "Encrypted with AES-256-CBC under PBKDF2, guarded by HMAC-SHA-256: OpenSSL, GnuTLS, Java from 8u301 on, "
        + "Windows and macOS of today read it.",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let out = try invocation.required("out")
    let certificatePath = try invocation.required("cert")
    let passwords = try PasswordSource(invocation)
    var certificates = try Reading.certificates(certificatePath, passwords)
    if let more = invocation.value("cacert") {
      for one in try Reading.certificates(more, passwords) where !certificates.contains(one) {
        certificates.append(one)
      }
    }
    let isCompatible = invocation.flag("p12-compat")
    let builder = PKCS12Builder(
      certificates: certificates,
      friendlyName: invocation.value("name") ?? certificates[0].subject.commonName,
      style: isCompatible ? .compatible : .modern(try Protection.named(invocation)))
    let source = try PasswordSource.named(invocation, prefix: "new-") ?? passwords
    var random = SystemRandom()
    let der: [UInt8]
    if let keyPath = invocation.value("key") {
      let key = try Reading.privateKey(keyPath, passwords)
      guard key.publicKey == certificates[0].publicKey else {
        throw Explanation(
          .negative, "this private key does not belong to \(certificatePath)", at: keyPath,
          next: "mtls cert show \(certificatePath) shows the certificate's key")
      }
      let password = try source.newPassword(for: out)
      do { der = try builder.build(key: key, password: password, using: &random) } catch {
        throw Explanation(.file, "\(error)", at: certificatePath)
      }
    } else {
      let password = try source.newPassword(for: out)
      der = builder.build(password: password, using: &random)
    }
    let file = der
    let backup = try Protection.write(file.span, to: out, invocation)
    let hasKey = invocation.value("key") != nil
    let count = certificates.count == 1 ? "1 certificate" : "\(certificates.count) certificates"
    invocation.console.result(
      "p12",
      [
        JSONValue.Member("file", .string(out)), JSONValue.Member("hasKey", .boolean(hasKey)),
        JSONValue.Member("certificates", .number(certificates.count)),
        JSONValue.Member("compatible", .boolean(isCompatible)),
        JSONValue.Member("backup", backup.map { .string($0) } ?? .null),
      ] + Expiry.members(certificates[0], at: .now),
      text: "\(out): \(hasKey ? "a private key and " : "")\(count), readable by you alone (0600)"
        + "\n\(certificatePath): \(Expiry.text(certificates[0], at: .now, invocation.console))"
        + (isCompatible ? "\nwarning: 3DES and SHA-1 guard it; use it for old stores alone" : "")
        + Writing.backupLine(backup))
    return .done
  }
}
