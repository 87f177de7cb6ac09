public import Bytes
import Cryptography
import DER
import JSON
public import PKI

/// What an authority has issued, by serial number.
public struct IssuanceIndex: Sendable {
  /// A certificate that was issued.
  public struct Entry: Sendable, Hashable {
    /// The contents octets of the serial number.
    public let serialNumber: [UInt8]
    /// The subject, for people.
    public let subject: String
    /// The alternative names, for people.
    public let names: [String]
    /// What it is for: `client`, `server`, `both`, `authority` or `other`.
    public let profile: String
    /// The first moment of its validity.
    public let notBefore: Time
    /// The last moment of its validity.
    public let notAfter: Time
    /// SHA-256 over the certificate; empty where only its revocation is known.
    public let fingerprint: [UInt8]
    /// When and why it was revoked; nil where it was not.
    public internal(set) var revocation: CertificateRevocationList.Entry?

    /// Whole days from `now` until the certificate ends; negative when it has.
    public func daysLeft(at now: Time) -> Int {
      let seconds = notAfter.secondsSince1970 - now.secondsSince1970
      return Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    }
  }

  /// In the order in which they were issued.
  public private(set) var entries: [Entry] = []
  private var places: [[UInt8]: Int] = [:]

  /// An index without entries.
  public init() {}

  /// The entry of a serial number.
  public subscript(serialNumber: [UInt8]) -> Entry? { places[serialNumber].map { entries[$0] } }

  /// Adds an entry, unless its serial number is there already.
  ///
  /// - Returns: Whether it was added.
  @discardableResult
  mutating func add(_ entry: Entry) -> Bool {
    guard places[entry.serialNumber] == nil else { return false }
    places[entry.serialNumber] = entries.count
    entries.append(entry)
    return true
  }

  /// Notes a revocation. What was revoked stays so, at its first date.
  mutating func revoke(_ serialNumber: [UInt8], _ revocation: CertificateRevocationList.Entry) {
    guard let place = places[serialNumber] else {
      // Issued before there was an index.
      add(
        Entry(
          serialNumber: serialNumber, subject: "", names: [], profile: "other",
          notBefore: revocation.date, notAfter: revocation.date, fingerprint: [],
          revocation: revocation))
      return
    }
    if entries[place].revocation == nil { entries[place].revocation = revocation }
  }

  /// All that were revoked, as a CRL has them.
  public var revoked: [(serialNumber: [UInt8], entry: CertificateRevocationList.Entry)] {
    entries.compactMap { one in one.revocation.map { (one.serialNumber, $0) } }
  }
}

extension IssuanceIndex.Entry {
  /// The entry of a certificate.
  public init(_ certificate: Certificate) {
    let purposes = certificate.extendedKeyUsage ?? []
    let profile =
      if certificate.basicConstraints?.isAuthority == true { "authority" } else {
        switch (purposes.contains(.clientAuth), purposes.contains(.serverAuth)) {
        case (true, true): "both"
        case (true, false): "client"
        case (false, true): "server"
        case (false, false): "other"
        }
      }
    self.init(
      serialNumber: certificate.serialNumber, subject: certificate.subject.text,
      names: (certificate.subjectAlternativeNames ?? []).map(\.description), profile: profile,
      notBefore: certificate.notBefore, notAfter: certificate.notAfter,
      fingerprint: certificate.fingerprint)
  }
}
