import DER

extension Certificate {
  /// The URLs of OCSP responders that the certificate names (RFC 5280, Section 4.2.2.1).
  public var ocspResponders: [String] {
    (parsed.authorityInformationAccess?.descriptions ?? []).compactMap { one in
      guard one.method == ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1),
        case .uri(let place) = one.location
      else { return nil }
      return place
    }
  }
}
