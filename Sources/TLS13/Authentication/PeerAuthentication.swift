public import Bytes
import Cryptography
public import PKI

/// What was found out of the peer.
public struct PeerIdentity: Sendable {
  /// The certificates that the peer sent, its own first; none where it showed a raw public key.
  public let chain: [Certificate]
  /// The path from the peer's certificate to a trusted root; nil only where nothing was to be verified.
  public let path: VerifiedPath?
  /// What came along with the certificates, where this side asked for it.
  public let evidence: CertificateEvidence
  /// Nil for nearly everybody.
  private let unusual: Unusual?

  /// The key that the peer showed instead of certificates (RFC 7250).
  public var rawPublicKey: SubjectPublicKeyInfo? { unusual?.rawPublicKey }
  /// The key that signed instead of the certificate's (RFC 9345).
  public var delegated: DelegatedCredential? { unusual?.delegated }

  private final class Unusual: Sendable {
    let rawPublicKey: SubjectPublicKeyInfo?
    let delegated: DelegatedCredential?

    init(_ rawPublicKey: SubjectPublicKeyInfo?, _ delegated: DelegatedCredential?) {
      self.rawPublicKey = rawPublicKey
      self.delegated = delegated
    }
  }

  init(
    chain: [Certificate], path: VerifiedPath?,
    evidence: CertificateEvidence = CertificateEvidence(),
    rawPublicKey: SubjectPublicKeyInfo? = nil, delegated: DelegatedCredential? = nil
  ) {
    self.chain = chain
    self.path = path
    self.evidence = evidence
    unusual =
      rawPublicKey == nil && delegated == nil ? nil : Unusual(rawPublicKey, delegated)
  }
}

extension PeerIdentity {
  /// What is said of an RSA key that is for PSS alone; nil for others, and where a delegated key signs.
  var pss: PSSRestriction? {
    guard delegated == nil else { return nil }
    return (rawPublicKey ?? chain.first?.subjectPublicKeyInfo)?.pss
  }
}

/// By what a side judges what its peer shows.
struct PeerPolicy {
  /// Whose certificate it is.
  let side: SignedContent.Signer
  let verification: PeerVerification
  var rawPublicKeys = RawPublicKeyTrust.keys([])
  var evidenceCheck: EvidenceCheck?
  /// Whether the peer was asked for OCSP responses, so that certificates that promise one have to bring it.
  var requestsOCSP = false
  /// The schemes that certificates' keys may sign by.
  var signatureSchemes: [SignatureScheme] = []
  /// The schemes that delegated keys may sign by.
  var delegatedSchemes: [SignatureScheme] = []
}

extension PeerPolicy {
  /// Judges a peer that showed itself earlier, at the beginning of a session that is resumed.
  func judgeAgain(
    _ peer: PeerIdentity, identity: ReferenceIdentity?, now: Time
  ) throws(HandshakeError) {
    if let raw = peer.rawPublicKey {
      if let alert = rawPublicKeys.refusal(raw, now) { throw .peerRefused(alert) }
      return
    }
    switch verification {
    case .verify(let verifier):
      do { _ = try verifier.verify(chain: peer.chain, at: now, identity: identity) } catch {
        throw .certificateRefused(error)
      }
    case .application(let judge):
      if let alert = judge(peer.chain, now) { throw .peerRefused(alert) }
    case .unverified: break
    }
  }
}

/// Proof that the peer's chain was judged. `WAIT_CV` wants one.
struct PeerJudged: ~Copyable {
  let identity: PeerIdentity
  let key: PublicKey
  /// Tables of keys that verify often.
  private let preparedKeys: PreparedKeys?

  /// Judges what the peer shows by `policy`.
  init(
    _ shown: CertificateMessage, by policy: PeerPolicy, identity: ReferenceIdentity?, now: Time
  ) throws(HandshakeError) {
    if let raw = shown.rawPublicKey {
      guard let key = raw.publicKey else { throw .certificateKeyUnknown }
      if let alert = policy.rawPublicKeys.refusal(raw, now) { throw .peerRefused(alert) }
      self.key = key
      preparedKeys = nil
      self.identity = PeerIdentity(chain: [], path: nil, rawPublicKey: raw)
      return
    }
    let chain = shown.chain
    let verification = policy.verification
    guard let leaf = chain.first else { throw .emptyServerCertificate }
    guard let key = leaf.publicKey else {
      throw .certificateKeyUnknown
    }
    let path: VerifiedPath?
    let preparedKeys: PreparedKeys?
    switch verification {
    case .verify(let verifier):
      preparedKeys = verifier.preparedKeys
      let stapled = policy.requestsOCSP ? shown.evidence.stapled.compactMap(\.self) : nil
      do {
        path = try verifier.verify(
          chain: chain, at: now, identity: identity, stapled: stapled)
      } catch { throw .certificateRefused(error) }
    case .application(let judge):
      if let alert = judge(chain, now) { throw .peerRefused(alert) }
      (path, preparedKeys) = (nil, nil)
    case .unverified: (path, preparedKeys) = (nil, nil)
    }
    // RFC 9846 §4.5.1.2 MUST: a key that signs may sign, whoever judges the path.
    if let usage = leaf.keyUsage, !usage.contains(.digitalSignature) { throw .keyUsage }
    if let delegated = shown.delegated {
      if let obstacle = delegated.obstacle(
        leaf, policy.side, accepted: policy.delegatedSchemes, signatures: policy.signatureSchemes,
        now: now)
      {
        throw .delegatedCredential(obstacle)
      }
    }
    let identity = PeerIdentity(
      chain: chain, path: path, evidence: shown.evidence, delegated: shown.delegated)
    if let alert = policy.evidenceCheck?(identity, now) { throw .evidenceRefused(alert) }
    self.identity = identity
    self.key = shown.delegated?.subjectPublicKeyInfo.publicKey ?? key
    self.preparedKeys = preparedKeys
  }

  /// Checks CertificateVerify (RFC 9846, Section 4.5.2) and gives the proof of that.
  func verify(
    _ message: borrowing HandshakeMessage, _ signer: SignedContent.Signer,
    _ transcript: borrowing Transcript, offered: [SignatureScheme]
  ) throws(HandshakeError) -> SignatureVerified {
    let verify = try CertificateVerify(message)
    // RFC 9846 §4.5.2 MUST: a scheme that was offered, for CertificateVerify, and for this key.
    // RFC 9345 §4.1.3 MUST: for a delegated key, the one scheme of its delegation.
    let isOffered =
      identity.delegated.map { $0.scheme == verify.scheme } ?? offered.contains(verify.scheme)
    guard let algorithm = verify.scheme.algorithm(of: signer), isOffered else {
      throw .signatureSchemeNotOffered(verify.scheme)
    }
    guard verify.scheme.fits(key.type, pss: identity.pss) else {
      throw .signatureSchemeDoesNotFit(verify.scheme, key: "\(key.type)")
    }
    let content = SignedContent.bytes(signer, transcript)
    let isGood =
      if let preparedKeys {
        preparedKeys.verify(verify.signature, of: content.span, by: algorithm, key: key)
      } else {
        key.verify(verify.signature, of: content.span, by: algorithm)
      }
    guard isGood else { throw .signatureInvalid }
    return SignatureVerified(scheme: verify.scheme)
  }
}

/// Proof that CertificateVerify was checked. Nothing else makes one.
struct SignatureVerified: ~Copyable {
  let scheme: SignatureScheme
  fileprivate init(scheme: SignatureScheme) { self.scheme = scheme }
}

/// How the peer's certificate is judged.
public enum PeerVerification: Sendable {
  /// By building a path to a trusted root (RFC 5280) and, where a name is expected, matching it (RFC 9525).
  case verify(PeerVerifier)
  /// By the application alone: nil accepts the chain, an alert refuses it and tells the peer.
  case application(@Sendable (_ chain: [Certificate], _ now: Time) -> Alert?)
  /// Not at all: for laboratories and published traces.
  case unverified
}

/// Proof of who the server is: its signature, or a key that only it has. `WAIT_FINISHED` wants one.
struct ServerAuthenticated: ~Copyable {
  /// By CertificateVerify.
  init(by signature: consuming SignatureVerified) {}

  /// By a pre-shared key that was offered and selected; that the server has it, Finished will prove.
  init(by offer: OfferedKey) {}
}
