public import Bytes
public import PKI
public import TLS13

/// Who the peer is, as its verified certificate says: for logs, pages and decisions of an application.
public struct PeerSummary: Sendable, Hashable {
  /// The subject in the form of RFC 4514.
  public let subject: String
  /// The issuer in the form of RFC 4514.
  public let issuer: String
  /// Names from subjectAltName, as in `DNS:api.example.org`.
  public let names: [String]
  /// SHA-256 over the certificate, in lower-case digits.
  public let fingerprint: String
  /// When the certificate ends.
  public let notAfter: Time
  /// Whole days until then, at the time of the handshake.
  public let daysLeft: Int
  /// Whether the certificate was verified to a trusted root.
  public let isVerified: Bool

  /// What the certificate of a peer says; nil for a peer without one.
  public init?(_ peer: PeerIdentity?, now: Time) {
    guard let peer, let certificate = peer.chain.first else { return nil }
    self.init(certificate, isVerified: peer.path != nil, now: now)
  }

  /// What a certificate says.
  public init(_ certificate: Certificate, isVerified: Bool, now: Time) {
    subject = certificate.subject.text
    issuer = certificate.issuer.text
    names = (certificate.subjectAlternativeNames ?? []).map { "\($0)" }
    fingerprint = Hex.encode(certificate.fingerprint.span)
    notAfter = certificate.notAfter
    daysLeft = certificate.daysLeft(at: now)
    self.isVerified = isVerified
  }

  /// The identity on one line: the first name, or the subject.
  public var label: String { names.first ?? (subject.isEmpty ? "(no name)" : subject) }
}
