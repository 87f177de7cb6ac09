import Authorities
import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// `mtls ca renew`: issues a certificate once more, for other days.
enum CARenew {
  static let command = Command(
    path: ["ca", "renew"],
    summary: "Issue a certificate once more: the same key, names and purposes, other days",
    operands: [
      Operand(
        name: "FILE", help: "the certificate; without it, the authority's own", isFile: true,
        isOptional: true)
    ],
    options: [
      CAFolder.option,
      Option("days", nil, .number("DAYS"), "how long it lasts; as long as the old one"),
      Option("out", "o", .file, "the file to write; standard output unless named"), Writing.force,
      CASign.noChain, CAFolder.dryRun,
    ] + CAFolder.passwords,
    examples: [
      "mtls ca renew client.pem --dir ca --out client.pem --force",
      "mtls ca renew client.pem --dir ca --days 90 --dry-run",
      "mtls ca renew --dir ca",
    ],
    notes: [
      "The key stays the same. Where it may be known to others, make a new key and a request for it instead, "
        + "and revoke the old certificate.",
      "Without FILE a root renews its own certificate: DIR/ca.pem is replaced, and the old one kept beside it. "
        + "What it has signed stays valid, since name and key stay the same.",
    ],
    run: { (invocation) throws(Explanation) in
      let folder = try CAFolder.open(try invocation.required("dir"), invocation.console)
      guard let path = invocation.operands.first else { return try renewRoot(folder, invocation) }
      let old = try Reading.certificates(path)[0]
      if folder.index[old.serialNumber]?.revocation != nil {
        throw Explanation(
          .negative, "it was revoked", at: path,
          next: "make a new key, and a request for it: mtls key new --out FILE")
      }
      let now = Time.now
      var random = SystemRandom()
      let draft: CertificateDraft
      do {
        draft = try folder.issuer.draftRenewal(
          of: old, days: try invocation.number("days", in: 1...36_500), now: now,
          serialNumber: folder.unusedSerialNumber(using: &random))
      } catch let error as Explanation {
        throw error
      } catch {
        throw Explanation(
          .negative, "\(error)", at: path, next: "mtls cert show \(path) names its issuer")
      }
      return try CASign.finish(draft, folder, "ca.renew", now, invocation)
    })

  private static func renewRoot(
    _ folder: consuming AuthorityFolder, _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    let old = folder.issuer.certificate
    let path = "\(folder.path)/ca.pem"
    guard old.isSelfIssued else {
      throw Explanation(
        .usage, "this authority's certificate is its parent's to renew", at: path,
        next: "mtls ca renew \(path) --dir PARENT --out \(path) --force")
    }
    let now = Time.now
    let seconds = old.notAfter.secondsSince1970 - old.notBefore.secondsSince1970
    let days = try invocation.number("days", in: 1...36_500) ?? Int(seconds / 86_400)
    var random = SystemRandom()
    let unsigned: Unsigned<Certificate>
    do {
      let serial = folder.unusedSerialNumber(using: &random)
      var builder = try Issuer.draftRoot(
        subject: old.subject, key: folder.issuer.publicKey, days: days, now: now,
        serialNumber: serial)
      builder.extensions = old.extensions
      unsigned = builder.unsigned(by: folder.issuer.publicKey)
    } catch { throw Explanation(.negative, "\(error)", at: path) }
    let certificate: Certificate
    do {
      if invocation.flag("dry-run") {
        CAFolder.showDryRun(
          "ca.renew", try unsigned.preview(), IssuanceReport(), files: [path], now,
          invocation)
        return .done
      }
      certificate = try unsigned.signed(
        try CAFolder.sign(unsigned.request, folder.path, try PasswordSource(invocation)))
    } catch { throw Explanation(error, at: path) }
    let backup = try Writing.text(
      CertificateFile.pem([certificate]), to: path, force: true, invocation.console)
    invocation.console.result(
      "ca.renew",
      [JSONValue.Member("file", .string(path))] + Expiry.members(certificate, at: now),
      text: "\(path): \(certificate.subject.text), "
        + Expiry.text(certificate, at: now, invocation.console) + Writing.backupLine(backup)
        + "\nnext: give it to all who trust the old one, before that ends on \(old.notAfter)")
    return .done
  }
}
