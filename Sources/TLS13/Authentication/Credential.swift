import Bytes
public import Cryptography
public import PKI

/// Why a certificate chain and a key do not make a credential.
public enum CredentialError: Error, Sendable, Equatable {
  /// A chain has at least one certificate.
  case emptyChain
  /// The first certificate holds another public key than the private key's.
  case keyDoesNotMatch
}

extension CredentialError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .emptyChain: "there is no certificate in the chain"
    case .keyDoesNotMatch:
      "the private key does not belong to the first certificate of the chain: their public keys differ"
    }
  }
}

/// A certificate chain and its private key: who one is.
///
/// A class, so that the one copy of the key serves every connection.
public final class Credential: Sendable {
  /// The certificates to send: one's own first, each next certifying the one before.
  public let chain: [Certificate]
  /// What kind of key signs.
  public let keyType: KeyType
  /// The schemes by which the key may sign, most preferred first; nil where the peer's preference decides.
  public let signatureSchemes: [SignatureScheme]?
  private let key: KeyHolder?
  /// A signature out of a published trace, whose key is not published.
  private let recorded: (signature: [UInt8], scheme: SignatureScheme)?

  /// Keeps the one copy of the key in place.
  private final class KeyHolder: Sendable {
    let key: PrivateKey
    init(_ key: consuming PrivateKey) { self.key = key }
  }

  /// The credential of this chain and key.
  ///
  /// - Parameter signatureSchemes: The schemes by which the key may sign, most preferred first; nil leaves the
  ///   choice to the peer.
  /// - Throws: ``CredentialError`` where the two do not belong together.
  public init(
    chain: [Certificate], key: consuming PrivateKey, signatureSchemes: [SignatureScheme]? = nil
  ) throws(CredentialError) {
    guard let own = chain.first else { throw .emptyChain }
    guard own.publicKey == key.publicKey else { throw .keyDoesNotMatch }
    self.chain = chain
    self.signatureSchemes = signatureSchemes
    keyType = key.type
    self.key = KeyHolder(key)
    recorded = nil
  }

  /// For the replay of a published trace: gives the trace's signature, whatever is to be signed.
  package init(chain: [Certificate], recorded signature: [UInt8], scheme: SignatureScheme) {
    self.chain = chain
    keyType = chain.first?.publicKey?.type ?? .rsa(bitCount: 1024)
    signatureSchemes = nil
    key = nil
    recorded = (signature, scheme)
  }

  /// The scheme by which this key signs for a peer that accepts `schemes`; nil where there is none (RFC 9846,
  /// Section 4.5.1.2).
  func scheme(
    among schemes: [SignatureScheme], as signer: SignedContent.Signer
  ) -> SignatureScheme? {
    if let recorded { return recorded.scheme }
    guard let own = signatureSchemes else {
      return schemes.first { $0.algorithm != nil && $0.fits(keyType) }
    }
    return own.first {
      schemes.contains($0) && $0.algorithm(of: signer) != nil && $0.fits(keyType)
    }
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
