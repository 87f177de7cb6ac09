package import Bytes
internal import DER
internal import JSON
internal import PKI

/// Judges one case of x509-limbo.
package enum LimboJudge {
  /// Nil where the peer's certificate is accepted; else why not.
  package static func refusal(of one: LimboCase, now: Time) -> String? {
    do throws(LimboFailure) {
      try verify(one, now: now)
      return nil
    } catch { return error.reason }
  }

  private static func verify(_ one: LimboCase, now: Time) throws(LimboFailure) {
    let roots = try one.roots()
    let peer = try one.peer()
    let intermediates = try one.certificates("untrusted_intermediates")
    var policy = VerificationPolicy(purpose: one.isServer ? .server : .client)
    policy.profile = profile(of: one)
    policy.maximumCertificates = 1_024
    policy.signatureAlgorithms = one.signatureAlgorithms()
    if case .number(let depth)? = one.json["max_chain_depth"] {
      policy.maximumIntermediates = max(0, depth)
    }
    policy.revocation = try revocation(one)
    let time = try one.time(now: now)
    let verifier = PeerVerifier(roots: TrustRoots(roots), policy: policy)
    do throws(VerificationFailure) {
      _ = try verifier.verify(chain: [peer] + intermediates, at: time, identity: nil)
    } catch { throw LimboFailure("\(error) (\(error.rule))") }
    try checkUsage(of: peer, one)
    try checkNames(of: peer, one)
  }

  /// Cases of the web PKI are named so; those that break its rules on purpose say it. Certificates of real
  /// servers and of other suites do not keep to every rule for authorities; their paths are judged.
  private static func profile(of one: LimboCase) -> CertificateProfile? {
    let origin = one.id.prefix { $0 != ":" }
    if one.features.contains("rfc5280-incompatible-with-webpki") { return .rfc5280 }
    switch origin {
    case "webpki": return .webPKI
    case "online", "bettertls": return nil
    default: return .rfc5280
    }
  }

  /// Revocation is required where there are CRLs: what none of them covers is not accepted.
  private static func revocation(_ one: LimboCase) throws(LimboFailure) -> RevocationPolicy {
    var lists: [CertificateRevocationList] = []
    for pem in one.crls {
      do {
        for object in try PEM.objects(in: Array(pem.utf8)) {
          lists.append(try CertificateRevocationList(der: object.der))
        }
      } catch { throw LimboFailure("a CRL cannot be read: \(error)") }
    }
    for list in lists {
      // RFC 5280 §5.2.3 MUST: there is a number, which is not critical; §5.2.1 has the same of the other.
      let numbers = list.extensions.filter { $0.identifier == .crlNumber }
      let others = list.extensions.filter { $0.identifier == .authorityKeyIdentifier }
      guard !numbers.isEmpty, !(numbers + others).contains(where: \.isCritical) else {
        throw LimboFailure("a CRL has no number, or critical extensions that must not be")
      }
    }
    return RevocationPolicy(mode: one.crls.isEmpty ? .off : .require, lists: lists)
  }

  private static func checkUsage(
    of peer: Certificate, _ one: LimboCase
  ) throws(LimboFailure) {
    if let usage = peer.keyUsage {
      let known = [
        "digitalSignature", "contentCommitment", "keyEncipherment", "dataEncipherment",
        "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
      ]
      for wanted in one.keyUsage {
        let name = wanted == "nonRepudiation" ? "contentCommitment" : wanted
        guard let bit = known.firstIndex(of: name), usage.rawValue >> UInt32(bit) & 1 == 1 else {
          throw LimboFailure("keyUsage lacks \(wanted)")
        }
      }
    }
    guard let purposes = peer.extendedKeyUsage else { return }
    for wanted in one.extendedKeyUsage {
      guard let purpose = purpose(wanted),
        purposes.contains(purpose)
          || (purpose != .anyExtendedKeyUsage && purposes.contains(.anyExtendedKeyUsage))
      else { throw LimboFailure("extKeyUsage lacks \(wanted)") }
    }
  }

  private static func purpose(_ name: String) -> ObjectIdentifier? {
    switch name {
    case "anyExtendedKeyUsage": .anyExtendedKeyUsage
    case "serverAuth": .serverAuth
    case "clientAuth": .clientAuth
    case "codeSigning": .codeSigning
    case "emailProtection": .emailProtection
    case "timeStamping": .timeStamping
    case "OCSPSigning": .ocspSigning
    default: ObjectIdentifier(dotted: name)
    }
  }

  private static func checkNames(of peer: Certificate, _ one: LimboCase) throws(LimboFailure) {
    let presented = peer.subjectAlternativeNames ?? []
    for (kind, value) in one.names() {
      let isPresented: Bool
      switch kind {
      case "DNS":
        isPresented = DNSName(value).map { ReferenceIdentity.dns($0).matches(presented) } ?? false
      case "IP":
        isPresented = IPAddress(value).map { ReferenceIdentity.ip($0).matches(presented) } ?? false
      default:
        let wanted = EmailAddress(value)
        isPresented = presented.contains { name in
          guard let wanted, case .email(let text) = name else { return false }
          return EmailAddress(text) == wanted
        }
      }
      guard isPresented else { throw LimboFailure("subjectAltName does not have \(kind) \(value)") }
    }
  }
}
