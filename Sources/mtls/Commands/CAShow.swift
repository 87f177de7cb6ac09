import Authorities
import Bytes
import JSON
import MutualTLS
import PKI

/// `mtls ca show`: what an authority is, what it may sign, and how things stand.
enum CAShow {
  static let command = Command(
    path: ["ca", "show"],
    summary: "Show an authority: its dates, its policy, how much it has issued",
    options: [CAFolder.option],
    examples: ["mtls ca show --dir ca", "mtls ca show --dir ca --json"],
    run: { (invocation) throws(Explanation) in
      let path = try invocation.required("dir")
      let now = Time.now
      let issuer = try CAFolder.issuer(path)
      let index = try CAFolder.index(path)
      let policy = try policy(path)
      let list =
        Files.exists("\(path)/ca.crl")
        ? try RevocationOptions.lists(in: "\(path)/ca.crl").first : nil
      let certificate = issuer.certificate
      let expiring = index.entries.count {
        $0.revocation == nil && $0.notAfter >= now && $0.daysLeft(at: now) < 30
      }
      let console = invocation.console
      let next = list?.nextUpdate
      var text =
        "\(path)/ca.pem: \(certificate.subject.text), "
        + "\(certificate.subjectPublicKeyInfo.kind), \(Expiry.text(certificate, at: now, console))"
      text +=
        certificate.isSelfIssued
        ? "\n  a root" : "\n  issued by \(certificate.issuer.text)"
      text +=
        "\n  \(index.entries.count) issued, \(index.revoked.count) revoked, "
        + "\(expiring) ending within 30 days"
      if let next {
        text +=
          now > next
          ? "\n  its CRL ended on \(next): mtls ca crl --dir \(path)"
          : "\n  its CRL is good until \(next)"
      } else {
        text += "\n  no CRL: mtls ca crl --dir \(path)"
      }
      text +=
        "\n  \(policy == nil ? "no policy: it signs any name" : "it signs by \(path)/policy.json")"
      console.result(
        "ca.show",
        [
          JSONValue.Member("folder", .string(path)),
          JSONValue.Member("subject", .string(certificate.subject.text)),
          JSONValue.Member("issuer", .string(certificate.issuer.text)),
          JSONValue.Member("key", .string(certificate.subjectPublicKeyInfo.kind)),
          JSONValue.Member(
            "fingerprintSHA256", .string(Hex.encode(certificate.fingerprint.span))),
          JSONValue.Member("issued", .number(index.entries.count)),
          JSONValue.Member("revoked", .number(index.revoked.count)),
          JSONValue.Member("expiringWithin30Days", .number(expiring)),
          JSONValue.Member("crlNextUpdate", next.map { .string("\($0)") } ?? .null),
          JSONValue.Member("policy", policy ?? .null),
        ] + Expiry.members(certificate, at: now), text: text)
      return .done
    })

  private static func policy(_ path: String) throws(Explanation) -> JSONValue? {
    let file = "\(path)/policy.json"
    guard Files.exists(file) else { return nil }
    let bytes = try Reading.bytes(file)
    do {
      _ = try SigningPolicy(json: bytes)
      return try JSONReader.read(bytes)
    } catch { throw Explanation(.file, "\(error)", at: file, next: "mtls ca sign --help") }
  }
}
