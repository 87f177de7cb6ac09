import Authorities
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
    operands: [
      Operand(
        name: "FILE", help: "the certificate, PEM or DER", isFile: true, isOptional: true)
    ],
    options: [
      CAFolder.option,
      Option("serial", nil, .text("HEX"), "its serial number, where the file is not at hand"),
      Option(
        "reason", nil, .choice(reasons.map(\.name)), "why; unspecified unless named"),
    ] + CACRL.options + CAFolder.passwords,
    examples: [
      "mtls ca revoke client.pem --dir ca --reason keyCompromise",
      "mtls ca revoke --serial 4a1f0c --dir ca --reason superseded",
    ],
    notes: [
      "Notes it in DIR/index.json and writes DIR/ca.crl anew, which peers use with --crl."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    var folder = try CAFolder.open(try invocation.required("dir"), invocation.console)
    let (serial, said) = try certificate(invocation, folder)
    let reason = reasons.first { $0.name == invocation.value("reason") }
    let entry = CertificateRevocationList.Entry(
      date: .now, reason: reason.map { RevocationReason(rawValue: $0.number) })
    do { try folder.revoke(serial, entry) } catch { throw Explanation(error) }
    return try CACRL.write(invocation, folder, said: said)
  }

  /// The serial number to revoke, and what to say of it.
  private static func certificate(
    _ invocation: Invocation, _ folder: borrowing AuthorityFolder
  ) throws(Explanation) -> (serialNumber: [UInt8], said: String) {
    switch (invocation.operands.first, invocation.value("serial")) {
    case (let path?, nil):
      let one = try Reading.certificates(path)[0]
      guard folder.issuer.hasIssued(one) else {
        throw Explanation(
          .negative, "this authority has not issued it", at: path,
          next: "mtls cert show \(path) names its issuer")
      }
      return (
        one.serialNumber,
        "\(path): revoked: \(one.subject.text), which was \(Expiry.text(one, at: .now))"
      )
    case (nil, let text?):
      let serial = try CAList.serialNumber(text, folder.index, folder.path)
      return (serial.serialNumber, "\(text): revoked, \(serial.subject)")
    case (nil, nil), (_?, _?):
      throw Explanation(
        .usage, "name the certificate by its file or by --serial",
        next: "mtls ca revoke FILE --dir DIR")
    }
  }

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
    options: [CAFolder.option] + options + CAFolder.passwords,
    examples: ["mtls ca crl --dir ca", "mtls ca crl --dir ca --days 7"],
    run: { (invocation) throws(Explanation) in
      let folder = try CAFolder.open(try invocation.required("dir"), invocation.console)
      return try write(invocation, folder, said: nil)
    })

  /// Makes the CRL of the folder's index and writes it.
  static func write(
    _ invocation: Invocation, _ folder: borrowing AuthorityFolder, said: String?
  ) throws(Explanation) -> ExitCode {
    let path = "\(folder.path)/ca.crl"
    let days = try invocation.number("days", in: 1...3_650) ?? 30
    let list: CertificateRevocationList
    do {
      let unsigned = folder.issuer.draftRevocationList(
        after: try folder.revocationList(), revoking: folder.index.revoked, days: days, now: .now
      ).unsigned(by: folder.issuer.publicKey)
      list = try unsigned.signed(
        try CAFolder.sign(unsigned.request, folder.path, try PasswordSource(invocation)))
      try folder.write(list)
    } catch let error as AuthorityFolderError {
      throw Explanation(error)
    } catch {
      throw Explanation(error, at: path)
    }
    let next = list.nextUpdate.map { "\($0)" } ?? ""
    invocation.console.result(
      "ca.crl",
      [
        JSONValue.Member("file", .string(path)),
        JSONValue.Member("revoked", .number(list.revoked.count)),
        JSONValue.Member("nextUpdate", .string(next)),
      ],
      text: (said.map { "\($0)\n" } ?? "")
        + "\(path): \(list.revoked.count) revoked; the next one by \(next)")
    return .done
  }
}
