public import Bytes
public import PKI

/// What a client found of one of its credentials when a server asked for a certificate.
public struct CredentialJudgement: Sendable {
  /// The certificate; nil for a raw public key (RFC 7250).
  public let certificate: Certificate?
  /// What stands against it; none for one that fits.
  public let obstacles: [Obstacle]
  /// Whether it is what was sent.
  public internal(set) var isChosen = false

  /// What stands against a credential.
  public enum Obstacle: Sendable, Hashable {
    /// It is no certificate where one is wanted, or the other way round (RFC 7250, Section 4.2).
    case form
    /// The key signs by no scheme that the server accepts (RFC 9846, Section 4.3.3).
    case signatureScheme(key: String, accepted: [SignatureScheme])
    /// The certificate lacks what `oid_filters` asks for (Section 4.3.5).
    case filter(lack: String)
    /// A certificate of the chain is signed by an algorithm that the server does not name (Section 4.5.1.2).
    case chainAlgorithm(index: Int, algorithm: String)
    /// No certificate of the chain was issued by an authority that the server names (Section 4.5.1.3).
    case authority(issuer: String, named: Int)
    /// The certificate is not valid now.
    case validity(notBefore: Time, notAfter: Time)
    /// The certificate is for other purposes than clients' (RFC 5280, Section 4.2.1.12).
    case purpose(found: String)

    /// Whether the certificate must not be sent for this; else it is only liked less.
    public var isDecisive: Bool {
      switch self {
      case .form, .signatureScheme, .filter: true
      case .chainAlgorithm, .authority, .validity, .purpose: false
      }
    }
  }
}

extension CredentialJudgement.Obstacle: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .form: "it has not the form, certificate or raw public key, that was agreed on"
    case .signatureScheme(let key, let accepted):
      "its \(key) key signs by none of the schemes that the server accepts: "
        + accepted.map(\.description).joined(separator: ", ")
    case .filter(let lack): "the server's oid_filters ask for what it has not: \(lack)"
    case .chainAlgorithm(let index, let algorithm):
      "certificate \(index) of its chain is signed by \(algorithm), which the server does not name"
    case .authority(let issuer, let named):
      "none of the \(named) authorities that the server names issued its chain; its issuer is \(issuer)"
    case .validity(let notBefore, let notAfter):
      "it is valid from \(notBefore) to \(notAfter), and not now"
    case .purpose(let found): "it is for \(found), not for clients"
    }
  }
}

extension CredentialJudgement.Obstacle {
  /// Whether this credential must not be sent for this.
  fileprivate func isDecisive(for credential: Credential) -> Bool {
    if case .authority = self { return credential.requiresNamedIssuer }
    return isDecisive
  }
}

/// The choice among credentials (RFC 9846, Sections 4.4.2 and 4.5.1.2).
struct CredentialChoice {
  /// What was sent; nil where nothing may be.
  let chosen: (credential: Credential, scheme: SignatureScheme)?
  let judgements: [CredentialJudgement]

  /// Why none was chosen; nil where one was, and where there was none to choose.
  var failure: HandshakeError? {
    guard chosen == nil else { return nil }
    return judgements.last.map { judgement in
      for obstacle in judgement.obstacles {
        switch obstacle {
        case .form: return .noCredentialOfType
        case .authority: return .noCredentialOfIssuer
        default: continue
        }
      }
      return .noCommonSignatureScheme
    }
  }

  /// The first credential against which least stands, of those that may be sent at all.
  init(
    _ credentials: [Credential], for request: CertificateRequest, as type: CertificateType,
    now: Time
  ) {
    var judgements: [CredentialJudgement] = []
    var best: (index: Int, scheme: SignatureScheme, obstacles: Int)?
    for (index, credential) in credentials.enumerated() {
      let scheme = credential.scheme(
        among: request.signatureSchemes, as: .client,
        delegatedSchemes: request.demands.delegatedSchemes)
      let obstacles =
        credential.certificateType == type
        ? CredentialChoice.obstacles(credential, scheme, request, now) : [.form]
      judgements.append(
        CredentialJudgement(certificate: credential.chain.first, obstacles: obstacles))
      guard let scheme, !obstacles.contains(where: { $0.isDecisive(for: credential) }) else {
        continue
      }
      if best.map({ obstacles.count < $0.obstacles }) ?? true {
        best = (index, scheme, obstacles.count)
      }
    }
    if let best { judgements[best.index].isChosen = true }
    self.judgements = judgements
    chosen = best.map { (credentials[$0.index], $0.scheme) }
  }

  private static func obstacles(
    _ credential: Credential, _ scheme: SignatureScheme?, _ request: CertificateRequest,
    _ now: Time
  ) -> [CredentialJudgement.Obstacle] {
    var obstacles: [CredentialJudgement.Obstacle] = []
    if scheme == nil {
      obstacles.append(
        .signatureScheme(key: "\(credential.keyType)", accepted: request.signatureSchemes))
    }
    // What follows is about certificates.
    guard let leaf = credential.chain.first else { return obstacles }
    for filter in request.filters {
      if let lack = filter.lack(in: leaf) { obstacles.append(.filter(lack: lack)) }
    }
    if let fault = chainFault(credential.chain, request) { obstacles.append(fault) }
    if !request.authorities.isEmpty,
      !credential.chain.contains(where: { $0.issuer.isAmong(request.authorities) })
    {
      obstacles.append(.authority(issuer: leaf.issuer.text, named: request.authorities.count))
    }
    if now < leaf.notBefore || leaf.notAfter < now {
      obstacles.append(.validity(notBefore: leaf.notBefore, notAfter: leaf.notAfter))
    }
    if let purposes = leaf.extendedKeyUsage, !purposes.contains(.clientAuth),
      !purposes.contains(.anyExtendedKeyUsage)
    {
      obstacles.append(
        .purpose(found: purposes.map(Purposes.name).joined(separator: ", ")))
    }
    return obstacles
  }

  /// RFC 9846 §4.5.1.2: signed by what signature_algorithms_cert names, or else signature_algorithms; certificates
  /// that sign themselves do not count.
  private static func chainFault(
    _ chain: [Certificate], _ request: CertificateRequest
  ) -> CredentialJudgement.Obstacle? {
    let schemes =
      request.certificateSignatureSchemes.isEmpty
      ? request.signatureSchemes : request.certificateSignatureSchemes
    for (index, certificate) in chain.enumerated() where !certificate.isSelfIssued {
      guard let algorithm = certificate.signatureAlgorithm.signatureAlgorithm else {
        return .chainAlgorithm(
          index: index, algorithm: "\(certificate.signatureAlgorithm.algorithm)")
      }
      guard schemes.contains(where: { $0.certificateAlgorithm == algorithm }) else {
        return .chainAlgorithm(index: index, algorithm: "\(algorithm)")
      }
    }
    return nil
  }
}
