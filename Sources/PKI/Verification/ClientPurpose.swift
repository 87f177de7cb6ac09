public import DER

/// Which purposes of a client's certificate do (RFC 5280, Section 4.2.1.12). Public authorities have stopped to issue
/// certificates for clients, so that a client may have one for servers alone.
public enum ClientPurpose: String, Sendable, CaseIterable {
  /// clientAuth, or any purpose, or no statement of purposes.
  case clientAuth
  /// The same, and serverAuth.
  case serverAuth
  /// Whatever the certificate says.
  case any
}

/// What made a certificate acceptable for its use.
public enum PurposeBasis: Sendable, Hashable {
  /// This purpose, which extKeyUsage names.
  case named(ObjectIdentifier)
  /// anyExtendedKeyUsage.
  case anyPurpose
  /// There is no extKeyUsage, so that nothing is excluded.
  case unrestricted
  /// None of its purposes: the policy asks for none.
  case notAsked
}

extension PurposeBasis: CustomStringConvertible {
  /// As in `extKeyUsage clientAuth`.
  public var description: String {
    switch self {
    case .named(.clientAuth): "extKeyUsage clientAuth"
    case .named(.serverAuth): "extKeyUsage serverAuth, which the policy allows for clients"
    case .named(let purpose): "extKeyUsage \(purpose)"
    case .anyPurpose: "anyExtendedKeyUsage"
    case .unrestricted: "no extKeyUsage, so no purpose is excluded"
    case .notAsked: "no purpose: the policy allows any"
    }
  }
}

extension VerificationPolicy {
  /// The purposes of which every certificate below the root has to allow one, the same.
  var acceptablePurposes: [ObjectIdentifier] {
    guard purpose == .client else { return AcceptablePurposes.server }
    return switch clientPurpose {
    case .clientAuth: AcceptablePurposes.client
    case .serverAuth: AcceptablePurposes.either
    case .any: []
    }
  }

  /// What of `certificate` the policy relies on; nil where it would be refused for its purposes.
  public func basis(of certificate: Certificate) -> PurposeBasis? {
    guard let purposes = certificate.extendedKeyUsage else { return .unrestricted }
    if let purpose = acceptablePurposes.first(where: purposes.contains) { return .named(purpose) }
    if purposes.contains(.anyExtendedKeyUsage) { return .anyPurpose }
    return acceptablePurposes.isEmpty ? .notAsked : nil
  }
}

/// Made once: they are asked for with each certificate.
private enum AcceptablePurposes {
  static let server: [ObjectIdentifier] = [.serverAuth]
  static let client: [ObjectIdentifier] = [.clientAuth]
  static let either: [ObjectIdentifier] = [.clientAuth, .serverAuth]
}
