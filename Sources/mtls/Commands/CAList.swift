import Authorities
import Bytes
import JSON
import MutualTLS
import PKI

/// `mtls ca list`: what an authority has issued.
enum CAList {
  static let command = Command(
    path: ["ca", "list"], summary: "List what an authority has issued, and how long it lasts",
    options: [
      CAFolder.option,
      Option(
        "expiring", nil, .text("DAYS"),
        "only what ends within so many days, as in 30d, and was not revoked or replaced"),
      Option("revoked", nil, .flag, "only what was revoked"),
    ],
    examples: [
      "mtls ca list --dir ca", "mtls ca list --dir ca --expiring 30d",
      "mtls ca list --dir ca --revoked --json",
    ],
    notes: ["Exit code 0 says that the list could be made, however long it is."],
    run: { (invocation) throws(Explanation) in
      let folder = try invocation.required("dir")
      let index = try CAFolder.index(folder)
      let now = Time.now
      var entries = index.entries
      if invocation.flag("revoked") { entries = entries.filter { $0.revocation != nil } }
      if let days = try days(invocation) {
        entries = entries.filter { entry in
          entry.revocation == nil && entry.notAfter >= now && entry.daysLeft(at: now) < days
            && !isReplaced(entry, index)
        }
      }
      let console = invocation.console
      if console.json {
        console.result(
          "ca.list",
          [
            JSONValue.Member("folder", .string(folder)),
            JSONValue.Member("issued", .array(entries.map { json($0, folder, now) })),
          ], text: "")
      } else {
        if !entries.isEmpty { console.data(table(entries, now)) }
        console.talk(
          "\(folder): \(entries.count) of \(index.entries.count) issued, "
            + "\(index.revoked.count) revoked")
      }
      return .done
    })

  /// The days of `--expiring`: 30 or 30d.
  private static func days(_ invocation: Invocation) throws(Explanation) -> Int? {
    guard let text = invocation.value("expiring") else { return nil }
    let digits = text.hasSuffix("d") ? String(text.dropLast()) : text
    guard let days = Int(digits), (1...36_500).contains(days) else {
      throw Explanation(
        .usage, "\(text) is no number of days, as in 30d", at: "--expiring", next: "--expiring 30d")
    }
    return days
  }

  /// Whether the same subject has a certificate of the same kind that lasts longer.
  private static func isReplaced(_ entry: IssuanceIndex.Entry, _ index: IssuanceIndex) -> Bool {
    index.entries.contains { other in
      other.revocation == nil && other.notAfter > entry.notAfter
        && other.subject == entry.subject && other.names == entry.names
        && other.profile == entry.profile
    }
  }

  /// The entry whose serial number a text means: all its digits, or the first eight or more of just one.
  static func serialNumber(
    _ text: String, _ index: IssuanceIndex, _ folder: String
  ) throws(Explanation) -> IssuanceIndex.Entry {
    let digits = text.lowercased().filter { $0 != ":" }
    let found = index.entries.filter {
      let serial = Hex.encode($0.serialNumber.span)
      return serial == digits || (digits.count >= 8 && serial.hasPrefix(digits))
    }
    guard let entry = found.first, found.count == 1 else {
      throw Explanation(
        .usage,
        found.isEmpty
          ? "no certificate of this authority has the serial number \(text)"
          : "\(found.count) certificates have serial numbers that begin with \(text)",
        at: "--serial", next: "mtls ca list --dir \(folder)")
    }
    return entry
  }

  private static func status(_ entry: IssuanceIndex.Entry, _ now: Time) -> String {
    if let revocation = entry.revocation {
      return "revoked on \(revocation.date)" + (revocation.reason.map { ": \($0)" } ?? "")
    }
    if now > entry.notAfter { return "expired on \(entry.notAfter)" }
    if now < entry.notBefore { return "not valid before \(entry.notBefore)" }
    let days = entry.daysLeft(at: now)
    return "\(days) \(days == 1 ? "day" : "days") left"
  }

  private static func table(_ entries: [IssuanceIndex.Entry], _ now: Time) -> String {
    entries.map { entry in
      let subject = entry.subject.isEmpty ? "(no subject)" : entry.subject
      return "\(Hex.encode(entry.serialNumber.span))  \(entry.profile)  \(subject)"
        + entry.names.map { "  \($0)" }.joined() + "  \(status(entry, now))"
    }.joined(separator: "\n")
  }

  private static func json(
    _ entry: IssuanceIndex.Entry, _ folder: String, _ now: Time
  ) -> JSONValue {
    let serial = Hex.encode(entry.serialNumber.span)
    let record = "\(folder)/issued/\(serial).pem"
    return [
      "serialNumber": .string(serial), "subject": .string(entry.subject),
      "names": .array(entry.names.map { .string($0) }), "profile": .string(entry.profile),
      "notBefore": .string("\(entry.notBefore)"), "notAfter": .string("\(entry.notAfter)"),
      "daysLeft": .number(entry.daysLeft(at: now)),
      "fingerprintSHA256": .string(Hex.encode(entry.fingerprint.span)),
      "file": Files.exists(record) ? .string(record) : .null,
      "revokedAt": entry.revocation.map { .string("\($0.date)") } ?? .null,
      "reason": entry.revocation?.reason.map { .string("\($0)") } ?? .null,
    ]
  }
}
