import Authorities
import Bytes
import Cryptography
import DER
import JSON
import MutualTLS
import PKI

/// Makes what is in a playground.
struct PlaygroundWorld {
  let folder: String
  let console: Console
  let now = Time.now
  private var random = SystemRandom()

  init(_ folder: String, _ console: Console) {
    self.folder = folder
    self.console = console
  }

  /// Makes all of it.
  mutating func make() throws(Explanation) {
    do { try Files.makeFolder(folder) } catch { throw Explanation(error) }
    let root = try authority("root", nil)
    let intermediate = try authority("intermediate", root)
    let other = try authority("other-root", nil)
    for one in PlaygroundCase.all { try make(one, intermediate, other) }
    try revoke("revoked", "intermediate", intermediate)
    try list("root", root, [])
    for (from, to) in [
      ("root/ca.pem", "root.pem"), ("root/ca.crl", "root.crl"),
      ("intermediate/ca.pem", "intermediate.pem"),
      ("intermediate/ca.crl", "intermediate.crl"), ("other-root/ca.pem", "other-root.pem"),
    ] {
      try write(try Reading.bytes("\(folder)/\(from)"), to)
    }
  }

  /// An authority in a folder of its own, so that `mtls ca` can go on with it.
  private mutating func authority(
    _ name: String, _ parent: Authority?
  ) throws(Explanation) -> Authority {
    let path = "\(folder)/\(name)"
    do { try Files.makeFolder(path) } catch { throw Explanation(error) }
    let key = try KeyTypes.generate("p256")
    _ = try Writing.key(key, to: "\(path)/ca.key", force: false)
    let subject = SubjectFields(
      commonName: "Playground \(name)", organization: "mtls playground"
    ).name
    let made: Authority
    do {
      made =
        if let parent {
          try parent.makeIntermediate(
            subject: subject, key: key, days: 3650, now: began, using: &random)
        } else {
          try Authority.makeRoot(
            subject: subject, key: key, days: 3660, now: began, using: &random)
        }
    } catch { throw Explanation(.internal, "\(error)") }
    let pem = Array(CertificateFile.pem([made.certificate]).utf8)
    if parent != nil {
      try write(pem, "\(name)/chain.pem")
      try record(made.certificate, "root")
    }
    try write(pem, "\(name)/ca.pem")
    _ = try CAFolder.open(path, console)
    return made
  }

  /// Authorities are older than what has expired since.
  private var began: Time { now.adding(days: -100) }

  private func record(_ certificate: Certificate, _ authority: String) throws(Explanation) {
    var folder = try CAFolder.open("\(folder)/\(authority)", console)
    do { try folder.record(certificate) } catch { throw Explanation(error) }
  }

  private mutating func make(
    _ one: PlaygroundCase, _ intermediate: Authority, _ other: Authority
  ) throws(Explanation) {
    let key =
      if one.name == "weak-key" { try weakKey() } else { try KeyTypes.generate("p256") }
    _ = try Writing.key(key, to: "\(folder)/\(one.name).key", force: false)
    let host =
      one.name == "wrong-name" ? "another.playground.example" : one.serverName
    let subject = SubjectFields(
      commonName: host ?? "\(one.name).playground.example", organization: "mtls playground"
    ).name
    let names: [GeneralName] = host.map { [.dns($0)] } ?? []
    let issuer = one.name == "other-authority" ? other : intermediate
    let isForServers = one.purposeText == "server" || one.name == "wrong-purpose"
    let certificate: Certificate
    do {
      // The weak key is put in afterwards: no authority here signs a request for one.
      let strong = try KeyTypes.generate("p256")
      let request = try SigningRequest.make(
        subject: subject,
        alternativeNames: isForServers && names.isEmpty
          ? [.dns("\(one.name).playground.example")] : names, key: strong, using: &random)
      var builder = try issuer.issuer.draft(
        request, profile: isForServers ? .server : .client, days: 3650, now: now,
        serialNumber: CertificateBuilder.randomSerialNumber(using: &random)
      ).builder
      let info = SubjectPublicKeyInfo(key.publicKey)
      builder.subjectPublicKeyInfo = info
      var identifier: [UInt8] = [0x04, UInt8(info.keyIdentifier.count)]
      identifier += info.keyIdentifier
      builder.extensions = builder.extensions.map {
        $0.identifier == .subjectKeyIdentifier
          ? Extension(.subjectKeyIdentifier, value: identifier) : $0
      }
      switch one.name {
      case "expired":
        builder.notBefore = now.adding(days: -90)
        builder.notAfter = now.adding(days: -1)
      case "not-yet-valid": builder.notBefore = now.adding(days: 365)
      default: break
      }
      certificate = try issuer.sign(builder, using: &random)
    } catch { throw Explanation(error, at: one.name) }
    let sendsChain = one.name != "missing-intermediate" && issuer === intermediate
    let chain = [certificate] + (sendsChain ? [intermediate.certificate] : [])
    try write(Array(CertificateFile.pem(chain).utf8), "\(one.name).pem")
    try record(certificate, issuer === intermediate ? "intermediate" : "other-root")
  }

  private func weakKey() throws(Explanation) -> PrivateKey {
    do { return try KeyFile.privateKey(in: Array(WeakKey.pem.utf8)) } catch {
      throw Explanation(.internal, "\(error)")
    }
  }

  private mutating func revoke(
    _ name: String, _ authorityFolder: String, _ authority: Authority
  ) throws(Explanation) {
    let certificate = try Reading.certificates("\(folder)/\(name).pem")[0]
    let entry = CertificateRevocationList.Entry(
      date: now.adding(seconds: -60), reason: RevocationReason(rawValue: 1))
    var opened = try CAFolder.open("\(folder)/\(authorityFolder)", console)
    do { try opened.revoke(certificate.serialNumber, entry) } catch { throw Explanation(error) }
    _ = consume opened
    try list(authorityFolder, authority, [(certificate.serialNumber, entry)])
  }

  private mutating func list(
    _ authorityFolder: String, _ authority: Authority,
    _ revoked: [(serialNumber: [UInt8], entry: CertificateRevocationList.Entry)]
  ) throws(Explanation) {
    do {
      let list = try authority.revocationList(
        after: nil, revoking: revoked, days: 3650, now: now.adding(seconds: -60), using: &random)
      try write(
        Array(PEMObject(label: "X509 CRL", der: list.der).text.utf8), "\(authorityFolder)/ca.crl")
    } catch { throw Explanation(error, at: authorityFolder) }
  }

  private func write(_ bytes: [UInt8], _ name: String) throws(Explanation) {
    do { try Files.write(bytes.span, to: "\(folder)/\(name)", mode: Files.publicMode) } catch {
      throw Explanation(error)
    }
  }

  /// Writes `playground.json` and `README.md`.
  func describe() throws(Explanation) {
    try write(Array((PlaygroundCommand.manifest.description + "\n").utf8), "playground.json")
    var text = """
      # A playground for certificate verifiers

      An authority (`root.pem`, its key in `root`), an intermediate below it, a good server, a good client, and a \
      rack of bad ones. `playground.json` says of each which verdict to expect, with the alert of TLS 1.3 and the \
      error of `openssl verify`. Every key here is for tests; the weak one is known to everybody.

      Each `NAME.pem` holds the certificate and what is to be sent along with it; `NAME.key` is its key. Roots to \
      trust: `root.pem`. CRLs: `root.crl`, `intermediate.crl`. Servers are asked for `\(PlaygroundCase.serverName)`.


      """
    for one in PlaygroundCase.all {
      let verdict = one.refusal.map { "refused: \($0)" } ?? "accepted"
      text += "- `\(one.name)`: \(one.what); \(verdict)"
      text += one.alert.map { ", alert \($0)" } ?? ""
      text += one.opensslError.map { ", OpenSSL's error \($0)" } ?? ""
      text += "\n"
    }
    text += """

      Judge one: `\(PlaygroundCase.all[2].command)`

      Serve, and be called: `mtls serve --listen 127.0.0.1:8443 --cert server.pem --key server.key --cacert root.pem \
      --crl root.crl --crl intermediate.crl --echo`, then `mtls connect 127.0.0.1:8443 --server-name \
      \(PlaygroundCase.serverName) --cacert root.pem --cert expired.pem --key expired.key`

      """
    try write(Array(text.utf8), "README.md")
  }
}
