import Bytes
import Cryptography
import PKI

/// Who the server is for a client, and how it signs (RFC 9846, Section 4.5.1.2).
struct ChosenCredential {
  let credential: Credential
  let scheme: SignatureScheme

  init(_ hello: ClientHello, _ configuration: ServerConfiguration) throws(HandshakeError) {
    // RFC 9846 §4.3.3 MUST: without signature_algorithms there is no certificate.
    guard let offered = hello.constant.signatureSchemes else {
      throw .missingExtension(.signatureAlgorithms, in: .clientHello)
    }
    let schemes = offered.map(SignatureScheme.init(rawValue:))
    let types = hello.constant.serverCertificateTypes ?? [.x509]
    // What stands in the way of the last one, which is what to tell.
    var obstacle = HandshakeError.noCommonSignatureScheme
    var fallback: (Credential, SignatureScheme)?
    for credential in configuration.credentials {
      guard types.contains(credential.certificateType) else {
        obstacle = .noCredentialOfType
        continue
      }
      guard
        let scheme = credential.scheme(
          among: schemes, as: .server, delegatedSchemes: hello.constant.delegatedSchemes)
      else {
        obstacle = .noCommonSignatureScheme
        continue
      }
      // RFC 9846 §4.5.1.2 SHOULD: one that the client can verify; where none is, any.
      guard credential.isIssued(byOneOf: hello.certificateAuthorities ?? []) else {
        obstacle = .noCredentialOfIssuer
        if fallback == nil, !credential.requiresNamedIssuer { fallback = (credential, scheme) }
        continue
      }
      self.credential = credential
      self.scheme = scheme
      return
    }
    guard let fallback else { throw obstacle }
    (credential, scheme) = fallback
  }
}

extension Credential {
  /// Whether an issuer of the chain has one of these names, in DER; true where there is none, and for raw
  /// public keys, which nobody issues.
  func isIssued(byOneOf names: [[UInt8]]) -> Bool {
    guard !names.isEmpty, rawPublicKey == nil else { return true }
    return chain.contains { $0.issuer.isAmong(names) }
  }
}
