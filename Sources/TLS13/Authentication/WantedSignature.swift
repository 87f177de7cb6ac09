import PKI

/// A CertificateVerify whose signature is made elsewhere.
struct WantedSignature: Sendable {
  let request: SignatureRequest
  let scheme: SignatureScheme
}
