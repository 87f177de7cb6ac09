import Bytes
import JSON
import PKI

extension IssuanceIndex {
  /// Why a file is no index.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String
  }

  /// What names the format.
  public static let schema = "mtls.ca.index/1"

  /// The index in `index.json`.
  ///
  /// - Throws: ``Problem``, also for a serial number that stands there twice.
  init(json bytes: [UInt8]) throws(Problem) {
    let value: JSONValue
    do { value = try JSONReader.read(bytes) } catch { throw Problem(description: "\(error)") }
    guard value["schema"] == .string(IssuanceIndex.schema), case .array(let list)? = value["issued"]
    else { throw Problem(description: "this is no \(IssuanceIndex.schema)") }
    for (number, one) in list.enumerated() {
      guard let entry = Entry(one) else {
        throw Problem(description: "entry \(number) is malformed")
      }
      guard add(entry) else {
        throw Problem(description: "entry \(number) has a serial number that was there before")
      }
    }
  }

  /// The index as JSON, an entry a line.
  var json: [UInt8] {
    var text = "{\"schema\": \"\(IssuanceIndex.schema)\", \"issued\": ["
    for (number, entry) in entries.enumerated() {
      text += number == 0 ? "\n" : ",\n"
      text += entry.json.description.split(separator: "\n").map { line in
        String(line.drop { $0 == " " })
      }.joined(separator: " ")
    }
    text += "\n]}\n"
    return Array(text.utf8)
  }
}

extension IssuanceIndex.Entry {
  fileprivate init?(_ value: JSONValue) {
    guard case .string(let serial)? = value["serialNumber"], let serialNumber = Hex.decode(serial),
      !serialNumber.isEmpty, case .string(let subject)? = value["subject"],
      case .array(let names)? = value["names"], case .string(let profile)? = value["profile"],
      case .string(let begin)? = value["notBefore"], let notBefore = Time(rfc3339: begin),
      case .string(let end)? = value["notAfter"], let notAfter = Time(rfc3339: end),
      case .string(let digest)? = value["fingerprintSHA256"], let fingerprint = Hex.decode(digest)
    else { return nil }
    var texts: [String] = []
    for name in names {
      guard case .string(let text) = name else { return nil }
      texts.append(text)
    }
    var revocation: CertificateRevocationList.Entry?
    switch (value["revokedAt"], value["reason"]) {
    case (nil, nil): break
    case (.string(let text)?, let reason):
      guard let date = Time(rfc3339: text) else { return nil }
      switch reason {
      case nil: revocation = .init(date: date, reason: nil)
      case .number(let number)?:
        guard let raw = UInt8(exactly: number) else { return nil }
        revocation = .init(date: date, reason: RevocationReason(rawValue: raw))
      default: return nil
      }
    default: return nil
    }
    self.init(
      serialNumber: serialNumber, subject: subject, names: texts, profile: profile,
      notBefore: notBefore, notAfter: notAfter, fingerprint: fingerprint, revocation: revocation)
  }

  fileprivate var json: JSONValue {
    var members = [
      JSONValue.Member("serialNumber", .string(Hex.encode(serialNumber.span))),
      JSONValue.Member("subject", .string(subject)),
      JSONValue.Member("names", .array(names.map { .string($0) })),
      JSONValue.Member("profile", .string(profile)),
      JSONValue.Member("notBefore", .string("\(notBefore)")),
      JSONValue.Member("notAfter", .string("\(notAfter)")),
      JSONValue.Member("fingerprintSHA256", .string(Hex.encode(fingerprint.span))),
    ]
    if let revocation {
      members.append(JSONValue.Member("revokedAt", .string("\(revocation.date)")))
      if let reason = revocation.reason {
        members.append(JSONValue.Member("reason", .number(Int(reason.rawValue))))
      }
    }
    return .object(members)
  }
}

extension Time {
  /// A moment as in `2026-11-23T20:07:10Z`; nil for anything else.
  init?(rfc3339 text: String) {
    let octets = Array(text.utf8)
    let form = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    guard octets.count == form.count,
      octets.indices.allSatisfy({ place in
        form[place] == UInt8(ascii: "d")
          ? (0x30...0x39).contains(octets[place]) : octets[place] == form[place]
      })
    else { return nil }
    func number(_ range: Range<Int>) -> Int {
      octets[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    self.init(
      year: number(0..<4), month: number(5..<7), day: number(8..<10), hour: number(11..<13),
      minute: number(14..<16), second: number(17..<19))
  }
}
