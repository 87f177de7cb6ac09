public import Bytes
import Cryptography
public import DER
import PasswordEncryption

/// Why an OCSP response does not say whether a certificate is revoked.
public enum OCSPFailure: Error, Sendable, Equatable {
  /// The bytes are no response.
  case malformed(DERError)
  /// The responder gave no answer.
  case notSuccessful(OCSPResponse.Status)
  /// It is about other certificates.
  case otherCertificate
  /// Neither the issuer nor a responder that it has authorized is the one who answers.
  case unauthorizedResponder
  /// The responder's own certificate was not valid at that time.
  case responderExpired
  /// The signature's algorithm is not known, or too weak.
  case unsupportedSignatureAlgorithm(ObjectIdentifier)
  /// The signature does not hold.
  case badSignature
  /// It was to repeat a nonce, and has none, or another.
  case wrongNonce
  /// It has a critical extension that is not known.
  case criticalExtension(ObjectIdentifier)
  /// It begins later.
  case notYetValid(thisUpdate: Time)
  /// There has to be something newer.
  case stale(nextUpdate: Time)
  /// It says not until when it is good, and is older than that is worth.
  case tooOld(thisUpdate: Time)
}

extension OCSPFailure: CustomStringConvertible {
  /// A sentence's end, to follow "the OCSP response".
  public var description: String {
    switch self {
    case .malformed(let error): "cannot be read: \(error)"
    case .notSuccessful(let status): "is no answer: \(status)"
    case .otherCertificate: "is about other certificates"
    case .unauthorizedResponder:
      "comes from neither the issuer nor a responder that the issuer has authorized"
    case .responderExpired: "comes from a responder whose certificate is not valid at this time"
    case .unsupportedSignatureAlgorithm(let algorithm):
      "is signed by \(DisplayNames.algorithm(algorithm)), which is not accepted"
    case .badSignature: "has a signature that does not hold"
    case .wrongNonce: "does not repeat the question's nonce"
    case .criticalExtension(let identifier):
      "has the critical extension \(identifier), which is not known"
    case .notYetValid(let time): "begins on \(time)"
    case .stale(let time): "ended on \(time)"
    case .tooOld(let time): "does not say how long it is good, and is of \(time)"
    }
  }

  /// Where the rule stands.
  public var rule: String {
    switch self {
    case .malformed, .notSuccessful: "RFC 6960, Section 4.2.1"
    case .otherCertificate: "RFC 6960, Section 3.2 (1)"
    case .badSignature, .unsupportedSignatureAlgorithm: "RFC 6960, Section 3.2 (2)"
    case .unauthorizedResponder, .responderExpired: "RFC 6960, Section 4.2.2.2"
    case .notYetValid, .tooOld: "RFC 6960, Section 3.2 (5)"
    case .stale: "RFC 6960, Section 3.2 (6)"
    case .wrongNonce: "RFC 9654, Section 2.1"
    case .criticalExtension: "RFC 6960, Section 4.4"
    }
  }
}

/// Judges OCSP responses (RFC 6960, Section 3.2).
public struct OCSPVerifier: Sendable {
  /// What a good response says.
  public struct Answer: Sendable, Hashable {
    /// Of the certificate.
    public let status: OCSPResponse.CertificateStatus
    /// When this was known to be right.
    public let thisUpdate: Time
    /// When there is something newer at the latest.
    public let nextUpdate: Time?
    /// Whether a responder answered that the issuer has authorized, and not the issuer itself.
    public let isDelegated: Bool
  }

  /// By how many seconds clocks may differ.
  public var clockSkew: Int64 = 300
  /// How many seconds a response is good that does not say when the next one comes.
  public var maximumAge: Int64 = 86_400

  /// A verifier with a skew of five minutes.
  public init() {}

  /// What a response in DER says of a certificate.
  ///
  /// - Parameters:
  ///   - certificate: The one in question; `issuer` has issued it, which was verified already.
  ///   - now: The time for which the answer has to be good.
  ///   - nonce: What the question asked to be repeated; nil for none. Responses that were made before, such as stapled
  ///     ones, repeat nothing.
  public func answer(
    about certificate: Certificate, issuer: Certificate, in der: [UInt8], at now: Time,
    nonce: [UInt8]? = nil
  ) throws(OCSPFailure) -> Answer {
    let response: OCSPResponse
    do { response = try OCSPResponse(der: der) } catch { throw .malformed(error) }
    return try answer(
      about: certificate, issuer: issuer, in: response, at: now, nonce: nonce)
  }

  /// What a response says of a certificate.
  public func answer(
    about certificate: Certificate, issuer: Certificate, in response: OCSPResponse, at now: Time,
    nonce: [UInt8]? = nil
  ) throws(OCSPFailure) -> Answer {
    guard response.status == .successful else { throw .notSuccessful(response.status) }
    let matching = response.responses.filter { $0.certificate.matches(certificate, issuer: issuer) }
    guard !matching.isEmpty else { throw .otherCertificate }
    if let identifier = response.criticalExtension { throw .criticalExtension(identifier) }
    if let nonce {
      guard response.nonce == nonce else { throw .wrongNonce }
    }
    let isDelegated = try checkSigner(response, issuer: issuer, at: now)
    var failure: OCSPFailure?
    var good: Answer?
    for one in matching {
      if let problem = problem(one, at: now) {
        failure = failure ?? problem
        continue
      }
      let answer = Answer(
        status: one.status, thisUpdate: one.thisUpdate, nextUpdate: one.nextUpdate,
        isDelegated: isDelegated)
      // Of several answers the worst counts.
      if case .revoked = one.status { return answer }
      if good == nil || one.status == .unknown { good = answer }
    }
    guard let good else { throw failure ?? .otherCertificate }
    return good
  }

  private func problem(_ one: OCSPResponse.Single, at now: Time) -> OCSPFailure? {
    if let identifier = one.criticalExtension { return .criticalExtension(identifier) }
    guard one.thisUpdate <= now.adding(seconds: clockSkew) else {
      return .notYetValid(thisUpdate: one.thisUpdate)
    }
    if let next = one.nextUpdate {
      guard next.adding(seconds: clockSkew) >= now, next >= one.thisUpdate else {
        return .stale(nextUpdate: next)
      }
    } else if one.thisUpdate.adding(seconds: maximumAge + clockSkew) < now {
      return .tooOld(thisUpdate: one.thisUpdate)
    }
    return nil
  }

  /// Section 4.2.2.2: the issuer itself, or whom it has given a certificate with id-kp-OCSPSigning.
  ///
  /// - Returns: Whether it is the latter.
  private func checkSigner(
    _ response: OCSPResponse, issuer: Certificate, at now: Time
  ) throws(OCSPFailure) -> Bool {
    guard let algorithm = response.signatureAlgorithm, algorithm.signatureAlgorithm != nil else {
      throw .unsupportedSignatureAlgorithm(response.signatureAlgorithm?.algorithm ?? .ocspBasic)
    }
    if names(response, issuer), let key = issuer.publicKey {
      if response.isSigned(by: key) { return false }
      // A responder may bear its issuer's name.
      guard response.certificates.contains(where: { names(response, $0) && $0 != issuer }) else {
        throw .badSignature
      }
    }
    guard let issuerKey = issuer.publicKey else { throw .unauthorizedResponder }
    var failure = OCSPFailure.unauthorizedResponder
    for one in response.certificates where names(response, one) && one != issuer {
      guard one.issuer.matches(issuer.subject),
        // MUST: issued directly by the authority, for this purpose by name.
        one.extendedKeyUsage?.contains(.ocspSigning) == true,
        one.keyUsage?.contains(.digitalSignature) ?? true,
        one.unhandledCriticalExtensions.isEmpty, let key = one.publicKey,
        one.isSigned(by: issuerKey)
      else { continue }
      guard one.notBefore <= now.adding(seconds: clockSkew),
        now <= one.notAfter.adding(seconds: clockSkew)
      else {
        failure = .responderExpired
        continue
      }
      guard response.isSigned(by: key) else {
        failure = .badSignature
        continue
      }
      return true
    }
    throw failure
  }

  /// Whether the response says that it is from this one.
  private func names(_ response: OCSPResponse, _ signer: Certificate) -> Bool {
    switch response.responder {
    case .name(let name): name.matches(signer.subject)
    case .keyHash(let hash):
      hash == SHA1.digest(of: signer.subjectPublicKeyInfo.keyBits.span)
    case nil: false
    }
  }
}
