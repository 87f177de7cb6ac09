import Bytes
public import Cryptography
public import PKI

/// Why a certificate chain and a key do not make a credential.
public enum CredentialError: Error, Sendable, Equatable {
  /// A chain has at least one certificate.
  case emptyChain
  /// The first certificate, or the delegated credential, holds another public key than the private key's.
  case keyDoesNotMatch
  /// A kind of key that delegated credentials may not have.
  case notForDelegation(SignatureScheme)
}

extension CredentialError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .emptyChain: "there is no certificate in the chain"
    case .keyDoesNotMatch:
      "the private key does not belong to the first certificate of the chain: their public keys differ"
    case .notForDelegation(let scheme):
      "\(scheme) is not for delegated credentials, which sign by one scheme that their key fits (RFC 9345)"
    }
  }
}

/// A certificate chain and its private key, or a key that stands for itself: who one is.
///
/// A class, so that the one copy of the key serves every connection.
public final class Credential: Sendable {
  /// The certificates to send: one's own first, each next certifying the one before.
  public let chain: [Certificate]
  /// The key to show instead of a chain (RFC 7250); nil where there is a chain.
  public let rawPublicKey: SubjectPublicKeyInfo?
  /// What kind of key signs.
  public let keyType: KeyType
  /// The schemes by which the key may sign, most preferred first; nil where the peer's preference decides.
  public let signatureSchemes: [SignatureScheme]?
  /// An OCSP response in DER for the first certificate, for peers that ask for it (RFC 9846, Section 4.5.1.1).
  public let ocspResponse: [UInt8]?
  /// Signed certificate timestamps for it, for peers that ask for them (RFC 6962, Section 3.3).
  public let signedCertificateTimestamps: [[UInt8]]
  /// The delegation under which the key signs, for peers that accept such (RFC 9345); nil where it is the
  /// certificate's own.
  public let delegated: DelegatedCredential?
  /// Whether the credential is for no peer but those whose certificate_authorities name an issuer in its chain,
  /// where they name any (RFC 9846, Section 4.3.4). Otherwise it is used for want of a better one, too.
  public let requiresNamedIssuer: Bool
  private let key: KeyHolder?
  /// Whether the private key is elsewhere: then connections ask for each signature.
  public var isExternal: Bool { key == nil && recorded == nil }
  /// A signature out of a published trace, whose key is not published.
  private let recorded: (signature: [UInt8], scheme: SignatureScheme)?

  /// Keeps the one copy of the key in place.
  private final class KeyHolder: Sendable {
    let key: PrivateKey
    init(_ key: consuming PrivateKey) { self.key = key }
  }

  /// The credential of this chain and key.
  ///
  /// - Parameters:
  ///   - signatureSchemes: The schemes by which the key may sign, most preferred first; nil leaves the choice
  ///     to the peer.
  ///   - ocspResponse: OCSPResponse in DER, for peers that ask for it; it is not looked into.
  ///   - signedCertificateTimestamps: SCTs, none of them empty, for peers that ask for them.
  /// - Throws: ``CredentialError`` where chain and key do not belong together.
  public init(
    chain: [Certificate], key: consuming PrivateKey, signatureSchemes: [SignatureScheme]? = nil,
    ocspResponse: [UInt8]? = nil, signedCertificateTimestamps: [[UInt8]] = [],
    requiresNamedIssuer: Bool = false
  ) throws(CredentialError) {
    self.requiresNamedIssuer = requiresNamedIssuer
    guard let own = chain.first else { throw .emptyChain }
    guard own.publicKey == key.publicKey else { throw .keyDoesNotMatch }
    self.chain = chain
    self.signatureSchemes = signatureSchemes
    self.ocspResponse = ocspResponse
    self.signedCertificateTimestamps = signedCertificateTimestamps
    rawPublicKey = nil
    delegated = nil
    keyType = key.type
    self.key = KeyHolder(key)
    recorded = nil
  }

  /// The credential of a key to which the holder of `chain` has delegated it (RFC 9345). Peers that do not
  /// accept such need another credential.
  ///
  /// - Parameter key: The delegated key, not the certificate's.
  /// - Throws: ``CredentialError`` where key and delegation do not belong together, or the key is one of RSA,
  ///   which no delegation may have whose certificate says rsaEncryption.
  public init(
    chain: [Certificate], delegated: DelegatedCredential, key: consuming PrivateKey,
    ocspResponse: [UInt8]? = nil, signedCertificateTimestamps: [[UInt8]] = [],
    requiresNamedIssuer: Bool = false
  ) throws(CredentialError) {
    self.requiresNamedIssuer = requiresNamedIssuer
    guard !chain.isEmpty else { throw .emptyChain }
    // RFC 9345 §4 MUST NOT: rsa_pss_rsae_* signs by keys that say rsaEncryption.
    if case .rsa = key.type { throw .notForDelegation(delegated.scheme) }
    guard delegated.scheme.fits(key.type) else { throw .notForDelegation(delegated.scheme) }
    guard delegated.subjectPublicKeyInfo.publicKey == key.publicKey else { throw .keyDoesNotMatch }
    self.chain = chain
    self.delegated = delegated
    self.ocspResponse = ocspResponse
    self.signedCertificateTimestamps = signedCertificateTimestamps
    rawPublicKey = nil
    signatureSchemes = [delegated.scheme]
    keyType = key.type
    self.key = KeyHolder(key)
    recorded = nil
  }

  /// The credential of a key without certificates (RFC 7250), for peers that know the key.
  public init(rawPublicKey key: consuming PrivateKey, signatureSchemes: [SignatureScheme]? = nil) {
    chain = []
    requiresNamedIssuer = false
    rawPublicKey = SubjectPublicKeyInfo(key.publicKey)
    self.signatureSchemes = signatureSchemes
    ocspResponse = nil
    signedCertificateTimestamps = []
    delegated = nil
    keyType = key.type
    self.key = KeyHolder(key)
    recorded = nil
  }

  /// The credential of this chain whose private key is elsewhere, as in a hardware module. Connections ask for
  /// signatures by ``ClientConnection/signatureWanted`` and ``ServerConnection/signatureWanted``.
  ///
  /// - Throws: ``CredentialError`` for a chain that is empty, or whose key is of a kind that is not known.
  public init(
    externalKeyOf chain: [Certificate], signatureSchemes: [SignatureScheme]? = nil,
    requiresNamedIssuer: Bool = false
  ) throws(CredentialError) {
    self.requiresNamedIssuer = requiresNamedIssuer
    guard let own = chain.first else { throw .emptyChain }
    guard let publicKey = own.publicKey else { throw .keyDoesNotMatch }
    self.chain = chain
    self.signatureSchemes = signatureSchemes
    rawPublicKey = nil
    ocspResponse = nil
    signedCertificateTimestamps = []
    delegated = nil
    keyType = publicKey.type
    key = nil
    recorded = nil
  }

  /// For the replay of a published trace: gives the trace's signature, whatever is to be signed.
  package init(chain: [Certificate], recorded signature: [UInt8], scheme: SignatureScheme) {
    self.chain = chain
    keyType = chain.first?.publicKey?.type ?? .rsa(bitCount: 1024)
    requiresNamedIssuer = false
    rawPublicKey = nil
    signatureSchemes = nil
    ocspResponse = nil
    signedCertificateTimestamps = []
    delegated = nil
    key = nil
    recorded = (signature, scheme)
  }

  /// In what form it is shown.
  public var certificateType: CertificateType { rawPublicKey == nil ? .x509 : .rawPublicKey }

  /// What the certificate says of an RSA key that is for PSS alone.
  private var pss: PSSRestriction? { (rawPublicKey ?? chain.first?.subjectPublicKeyInfo)?.pss }

  /// The scheme by which this key signs for a peer that accepts `schemes`; nil where there is none (RFC 9846,
  /// Section 4.5.1.2).
  ///
  /// - Parameter delegatedSchemes: The schemes by which the peer lets delegated keys sign (RFC 9345).
  func scheme(
    among schemes: [SignatureScheme], as signer: SignedContent.Signer,
    delegatedSchemes: [UInt16] = []
  ) -> SignatureScheme? {
    if let recorded { return recorded.scheme }
    if let delegated {
      // RFC 9345 §4.1.1 MUST NOT: signature_algorithms is for the delegation's own signature.
      return delegatedSchemes.contains(delegated.scheme.rawValue)
        && schemes.contains(delegated.algorithm) ? delegated.scheme : nil
    }
    guard let own = signatureSchemes else {
      return schemes.first { $0.algorithm != nil && $0.fits(keyType, pss: pss) }
    }
    return own.first {
      schemes.contains($0) && $0.algorithm(of: signer) != nil
        && $0.fits(keyType, pss: pss)
    }
  }

  /// The signature of a CertificateVerify that has to be made elsewhere; nil where the key is here.
  func wanted(
    _ content: [UInt8], _ scheme: SignatureScheme
  ) throws(HandshakeError) -> WantedSignature? {
    guard isExternal else { return nil }
    guard let publicKey = chain.first?.publicKey, let algorithm = scheme.algorithm(of: .client)
    else { throw .noCommonSignatureScheme }
    return WantedSignature(
      request: SignatureRequest(of: content, by: algorithm, publicKey), scheme: scheme)
  }

  /// Signs the content of a CertificateVerify.
  func sign(
    _ content: Span<UInt8>, _ scheme: SignatureScheme, using random: inout some RandomSource
  ) throws(HandshakeError) -> [UInt8] {
    if let recorded { return recorded.signature }
    guard let key, let algorithm = scheme.algorithm(of: .client) else {
      throw .noCommonSignatureScheme
    }
    do { return try key.key.sign(content, by: algorithm, using: &random) } catch {
      throw .internalError("signing failed: \(error)")
    }
  }
}
