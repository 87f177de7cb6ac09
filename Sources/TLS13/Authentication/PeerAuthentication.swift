public import Bytes
import Cryptography
public import PKI

/// What was found out of the peer.
public struct PeerIdentity: Sendable {
  /// The certificates that the peer sent, its own first.
  public let chain: [Certificate]
  /// The path from the peer's certificate to a trusted root; nil only where nothing was to be verified.
  public let path: VerifiedPath?
}

/// Proof that the peer's chain was judged. `WAIT_CV` wants one.
struct PeerJudged: ~Copyable {
  let identity: PeerIdentity
  let key: PublicKey

  /// Judges the chain by `verification`.
  init(
    _ chain: [Certificate], by verification: PeerVerification, identity: ReferenceIdentity?,
    now: Time
  ) throws(HandshakeError) {
    guard let leaf = chain.first else { throw .emptyServerCertificate }
    guard let key = leaf.publicKey else {
      throw .certificateKeyUnknown
    }
    let path: VerifiedPath?
    switch verification {
    case .verify(let verifier):
      do { path = try verifier.verify(chain: chain, at: now, identity: identity) } catch {
        throw .certificateRefused(error)
      }
    case .application(let judge):
      if let alert = judge(chain, now) { throw .peerRefused(alert) }
      path = nil
    case .unverified: path = nil
    }
    // RFC 9846 §4.5.1.2 MUST: a key that signs may sign, whoever judges the path.
    if let usage = leaf.keyUsage, !usage.contains(.digitalSignature) { throw .keyUsage }
    self.identity = PeerIdentity(chain: chain, path: path)
    self.key = key
  }

  /// Checks CertificateVerify (RFC 9846, Section 4.5.2) and gives the proof of that.
  func verify(
    _ message: borrowing HandshakeMessage, _ signer: SignedContent.Signer,
    _ transcript: borrowing Transcript, offered: [SignatureScheme]
  ) throws(HandshakeError) -> SignatureVerified {
    let verify = try CertificateVerify(message)
    // RFC 9846 §4.5.2 MUST: a scheme that was offered, for CertificateVerify, and for this key.
    guard let algorithm = verify.scheme.algorithm(of: signer), offered.contains(verify.scheme)
    else {
      throw .signatureSchemeNotOffered(verify.scheme)
    }
    guard verify.scheme.fits(key.type) else {
      throw .signatureSchemeDoesNotFit(verify.scheme, key: "\(key.type)")
    }
    let content = SignedContent.bytes(signer, transcript)
    guard key.verify(verify.signature, of: content.span, by: algorithm) else {
      throw .signatureInvalid
    }
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
