import Bytes
import Cryptography
import DER
import JSON
import MutualTLS
import PKI

/// `mtls ca revoke`: puts a certificate on the authority's CRL.
enum CARevoke {
  static let command = Command(
    path: ["ca", "revoke"], summary: "Revoke a certificate: put it on the authority's CRL",
    operands: [Operand(name: "FILE", help: "the certificate, PEM or DER", isFile: true)],
    options: [
      Option("dir", nil, .folder, "the authority's folder", required: true),
      Option(
        "reason", nil, .choice(reasons.map(\.name)), "why; unspecified unless named"),
    ] + CACRL.options,
    examples: ["mtls ca revoke client.pem --dir ca --reason keyCompromise"],
    notes: [
      "Writes DIR/ca.crl, which is the authority's record of what it has revoked: keep it. Peers use it with "
        + "--crl."
    ],
    run: { (invocation) throws(Explanation) in
      let path = invocation.operands[0]
      let one = try Reading.certificates(path)[0]
      let folder = try invocation.required("dir")
      let authority = try CASign.authority(folder)
      guard authority.hasIssued(one) else {
        throw Explanation(
          .negative, "this authority has not issued it", at: path,
          next: "mtls cert show \(path) names its issuer")
      }
      let reason = reasons.first { $0.name == invocation.value("reason") }
      let entry = CertificateRevocationList.Entry(
        date: .now, reason: reason.map { RevocationReason(rawValue: $0.number) })
      return try CACRL.write(
        invocation, authority, folder, revoking: [(one.serialNumber, entry)],
        said: "\(path): revoked, \(one.subject.text)")
    })

  /// RFC 5280, Section 5.3.1, but for what only delta CRLs and attribute certificates have.
  static let reasons: [(name: String, number: UInt8)] = [
    ("unspecified", 0), ("keyCompromise", 1), ("cACompromise", 2), ("affiliationChanged", 3),
    ("superseded", 4), ("cessationOfOperation", 5), ("privilegeWithdrawn", 9),
  ]
}

/// `mtls ca crl`: makes the authority's CRL anew.
enum CACRL {
  static let options = [Option("days", nil, .number("DAYS"), "until the next CRL comes; 30")]

  static let command = Command(
    path: ["ca", "crl"], summary: "Make the authority's CRL anew, before the old one ends",
    options: [Option("dir", nil, .folder, "the authority's folder", required: true)] + options,
    examples: ["mtls ca crl --dir ca", "mtls ca crl --dir ca --days 7"],
    run: { (invocation) throws(Explanation) in
      let folder = try invocation.required("dir")
      return try write(
        invocation, try CASign.authority(folder), folder, revoking: [], said: nil)
    })

  static func write(
    _ invocation: Invocation, _ authority: Authority, _ folder: String,
    revoking more: [(serialNumber: [UInt8], entry: CertificateRevocationList.Entry)], said: String?
  ) throws(Explanation) -> ExitCode {
    let path = "\(folder)/ca.crl"
    let days = try invocation.number("days", in: 1...3_650) ?? 30
    var previous: CertificateRevocationList?
    if Files.exists(path) {
      previous = try RevocationOptions.lists(in: path).first
      guard previous?.issuer.matches(authority.certificate.subject) == true else {
        throw Explanation(
          .file, "is another authority's CRL", at: path, next: "move it away: mv \(path) old.crl")
      }
    }
    var random = SystemRandom()
    let list: CertificateRevocationList
    do {
      list = try authority.revocationList(
        after: previous, revoking: more, days: days, now: .now, using: &random)
    } catch { throw Explanation(.internal, "\(error)") }
    let pem = PEMObject(label: "X509 CRL", der: list.der).text
    let backup = try Writing.text(pem, to: path, force: true, invocation.console)
    let next = list.nextUpdate.map { "\($0)" } ?? ""
    invocation.console.result(
      "ca.crl",
      [
        JSONValue.Member("file", .string(path)),
        JSONValue.Member("revoked", .number(list.revoked.count)),
        JSONValue.Member("nextUpdate", .string(next)),
      ],
      text: (said.map { "\($0)\n" } ?? "")
        + "\(path): \(list.revoked.count) revoked; the next one by \(next)"
        + Writing.backupLine(backup))
    return .done
  }
}
