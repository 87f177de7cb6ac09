public import Bytes
public import Cryptography

extension Authority {
  /// Whether this authority issued the certificate.
  public func hasIssued(_ one: Certificate) -> Bool { issuer.hasIssued(one) }

  /// The CRL that follows `previous`: all that was revoked there, and `more`. Its number is one higher.
  ///
  /// - Throws: ``Cryptography/KeyError`` where signing fails.
  public func revocationList(
    after previous: CertificateRevocationList?,
    revoking more: [(serialNumber: [UInt8], entry: CertificateRevocationList.Entry)], days: Int,
    now: Time, using random: inout some RandomSource
  ) throws(KeyError) -> CertificateRevocationList {
    try issuer.draftRevocationList(after: previous, revoking: more, days: days, now: now)
      .sign(with: key, using: &random)
  }
}

extension Issuer {
  /// The CRL that follows `previous`: all that was revoked there, and `more`. Its number is one higher.
  public func draftRevocationList(
    after previous: CertificateRevocationList?,
    revoking more: [(serialNumber: [UInt8], entry: CertificateRevocationList.Entry)], days: Int,
    now: Time
  ) -> RevocationListBuilder {
    var revoked = previous?.revoked ?? [:]
    // What was revoked stays so, at its first date.
    for (serial, entry) in more where revoked[serial] == nil { revoked[serial] = entry }
    let sorted = revoked.sorted { left, right in
      left.value.date != right.value.date
        ? left.value.date < right.value.date : left.key.lexicographicallyPrecedes(right.key)
    }
    return RevocationListBuilder(
      issuer: certificate, number: Issuer.following(previous?.number ?? []), thisUpdate: now,
      nextUpdate: now.adding(days: days), revoked: sorted.map { ($0.key, $0.value) })
  }

  /// The number after this one; both big-endian.
  private static func following(_ number: [UInt8]) -> [UInt8] {
    var next = number
    for place in next.indices.reversed() {
      next[place] &+= 1
      if next[place] != 0 { return next }
    }
    return [1] + next
  }
}
