import Bytes
public import PKI
public import TLS13

/// Which verified peers are let in, by their names or certificates: what receiving a provider's webhooks
/// takes. Without a rule everyone with a verified certificate is.
public struct AdmissionRules: Sendable {
  /// Names that the peer's certificate may have; `*.example.org` admits names one label below.
  public var dnsNames: [DNSPattern] = []
  /// URIs that the peer's certificate may have; of scheme and host the case does not count (RFC 5280,
  /// Section 7.4). One of the scheme `spiffe` admits a certificate with no other URI alone, since those
  /// with several are no SPIFFE identities.
  public var uris: [ResourceIdentifier] = []
  /// SHA-256 fingerprints of the certificates that are let in.
  public var fingerprints: [[UInt8]] = []

  /// Rules that let every verified peer in.
  public init() {}

  /// The fingerprint that a text means: 64 hexadecimal digits in either case, with a colon behind each two
  /// or with none; nil for anything else.
  public static func fingerprint(_ text: String) -> [UInt8]? {
    let pairs = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard pairs.count == 1 || pairs.allSatisfy({ $0.count == 2 }),
      let bytes = Hex.decode(text.filter { $0 != ":" }), bytes.count == 32
    else { return nil }
    return bytes
  }

  /// Whether there is any rule.
  public var isEmpty: Bool { dnsNames.isEmpty && uris.isEmpty && fingerprints.isEmpty }

  /// What became of a peer.
  public enum Decision: Sendable, Hashable {
    /// It is let in, by this rule; nil where there is no rule.
    case admitted(by: String?)
    /// It is not, for this reason.
    case denied(reason: String)
  }

  /// Judges a peer. Only what was verified counts: a peer without a verified path is denied as soon as
  /// there is a rule.
  ///
  /// A wildcard in a certificate is taken as the name that it is: it is let in by the same wildcard, never
  /// by one of the names that it stands for.
  public func decide(_ peer: PeerIdentity?) -> Decision {
    guard !isEmpty else { return .admitted(by: nil) }
    guard let peer else { return .denied(reason: "the client sent no certificate") }
    guard let certificate = peer.path?.leaf else {
      return .denied(reason: "the client's certificate was not verified")
    }
    if fingerprints.contains(certificate.fingerprint) {
      return .admitted(by: "fingerprint \(Hex.encode(certificate.fingerprint.span))")
    }
    let names = certificate.subjectAlternativeNames ?? []
    if let rule = rule(admitting: names) { return .admitted(by: rule) }
    let list = names.isEmpty ? "no names at all" : names.map(\.description).joined(separator: ", ")
    return .denied(reason: "its certificate has \(list), and none of them is admitted")
  }

  /// The first rule that one of the names satisfies.
  private func rule(admitting names: [GeneralName]) -> String? {
    let uriCount = names.count { if case .uri = $0 { true } else { false } }
    for name in names {
      switch name {
      case .dns(let text):
        guard let presented = DNSPattern(text) else { continue }
        if let rule = dnsNames.first(where: { $0.covers(presented) }) { return "DNS name \(rule)" }
      case .uri(let text):
        guard let presented = ResourceIdentifier(text), uris.contains(presented),
          presented.scheme != "spiffe" || uriCount == 1
        else { continue }
        return "URI \(presented)"
      default: continue
      }
    }
    return nil
  }
}
