public import Bytes
public import PKI

/// Which raw public keys a peer may have (RFC 7250): there is no authority that could say.
public enum RawPublicKeyTrust: Sendable {
  /// These alone. None means that none is trusted.
  case keys([SubjectPublicKeyInfo])
  /// What the application says: nil accepts the key, an alert refuses it and tells the peer.
  case application(@Sendable (_ key: SubjectPublicKeyInfo, _ now: Time) -> Alert?)
  /// Any: for laboratories.
  case unverified

  /// Why the key is not accepted; nil where it is.
  func refusal(_ key: SubjectPublicKeyInfo, _ now: Time) -> Alert? {
    switch self {
    // RFC 7250 §4.2: there is no alert of its own; it is a certificate that was refused.
    case .keys(let keys): keys.contains(key) ? nil : .certificateUnknown
    case .application(let judge): judge(key, now)
    case .unverified: nil
    }
  }
}
