public import Bytes
public import Cryptography

/// Judges peers' certificates by building paths to trusted roots (RFC 5280, Section 6.1).
public struct PeerVerifier: Sendable {
  /// A peer may send as many certificates; real ones send two or three.
  public static let maximumCertificates = 32

  /// Who is trusted.
  public let roots: TrustRoots
  /// What a path has to satisfy.
  public let policy: VerificationPolicy
  /// Remembers good signatures of certificates from one verification to the next; nil remembers nothing.
  public let signatureCache: SignatureCache?
  /// Tables of the keys that verify often, of authorities and of peers; nil makes none.
  public let preparedKeys: PreparedKeys?

  /// A verifier that trusts `roots`. What is given as cache and tables may be shared by several.
  public init(
    roots: TrustRoots, policy: VerificationPolicy, signatureCache: SignatureCache? = nil,
    preparedKeys: PreparedKeys? = PreparedKeys()
  ) {
    self.roots = roots
    self.policy = policy
    self.signatureCache = signatureCache
    self.preparedKeys = preparedKeys
  }

  /// Finds a path for the first certificate of `chain`.
  ///
  /// - Parameters:
  ///   - chain: The peer's certificate, and others that may serve as intermediates, in any order.
  ///   - now: The time for which the path has to be valid.
  ///   - identity: Who the peer has to be; nil where any will do.
  ///   - stapled: The OCSP responses in DER that came with the certificates, in any order; nil where the peer was not
  ///     asked for any, so that none could come.
  /// - Throws: ``VerificationFailure`` of the path that came farthest.
  public func verify(
    chain: [Certificate], at now: Time, identity: ReferenceIdentity?, stapled: [[UInt8]]? = nil
  ) throws(VerificationFailure) -> VerifiedPath {
    var attempts: [VerificationFailure.Attempt] = []
    return try verify(chain, now, identity, stapled, attemptLimit: 32, &attempts)
  }

  /// Judges as ``verify(chain:at:identity:stapled:)`` does, and tells every path that was tried.
  public func explain(
    chain: [Certificate], at now: Time, identity: ReferenceIdentity?, stapled: [[UInt8]]? = nil
  ) -> VerificationExplanation {
    var attempts: [VerificationFailure.Attempt] = []
    let verdict: Result<VerifiedPath, VerificationFailure>
    do throws(VerificationFailure) {
      verdict = .success(
        try verify(
          chain, now, identity, stapled, attemptLimit: VerificationExplanation.attemptLimit,
          &attempts))
    } catch { verdict = .failure(error) }
    return VerificationExplanation(attempts: attempts, verdict: verdict)
  }

  private func verify(
    _ chain: [Certificate], _ now: Time, _ identity: ReferenceIdentity?, _ stapled: [[UInt8]]?,
    attemptLimit: Int, _ attempts: inout [VerificationFailure.Attempt]
  ) throws(VerificationFailure) -> VerifiedPath {
    guard let leaf = chain.first else {
      throw VerificationFailure(
        cause: .emptyChain, index: 0, subject: "", issuer: "", attempts: [])
    }
    func refusal(_ cause: VerificationFailure.Cause) -> VerificationFailure {
      VerificationFailure(
        cause: cause, index: 0, subject: leaf.subject.text, issuer: leaf.issuer.text, attempts: [])
    }
    guard chain.count <= policy.maximumCertificates else {
      throw refusal(.tooManyCertificates(limit: policy.maximumCertificates))
    }
    var policy = policy
    policy.revocation.stapled = stapled
    var builder = PathBuilder(
      roots: roots, policy: policy, chain: chain, now: now, cache: signatureCache,
      preparedKeys: preparedKeys, attemptLimit: attemptLimit)
    let path: [Certificate]
    do { path = try builder.path() } catch {
      attempts = builder.attempts
      throw error
    }
    attempts = builder.attempts
    if let identity {
      let presented = leaf.subjectAlternativeNames ?? []
      guard identity.matches(presented) else {
        throw refusal(.nameMismatch(wanted: identity, presented: presented))
      }
    }
    return VerifiedPath(
      certificates: path, identity: identity, revocationNotes: builder.revocationNotes(path))
  }
}
