public import Bytes
public import Cryptography

/// A signature that is wanted: over what, by which algorithm, by whose key.
///
/// Whoever has the key answers with the signature: here with a ``Cryptography/PrivateKey``, or elsewhere, such
/// as in a hardware module or another process. Nothing here waits for the answer: what needs it is kept as a
/// value, and goes on when it has come.
public struct SignatureRequest: Sendable, Hashable {
  /// What is to be signed, whole: the algorithm hashes it by itself.
  public let content: [UInt8]
  /// How.
  public let algorithm: SignatureAlgorithm
  /// By the private half of this key.
  public let publicKey: PublicKey

  /// A signature by `publicKey` that is wanted.
  public init(of content: [UInt8], by algorithm: SignatureAlgorithm, _ publicKey: PublicKey) {
    self.content = content
    self.algorithm = algorithm
    self.publicKey = publicKey
  }

  /// Whether this is the signature that is wanted, as the algorithm encodes it.
  public func isAnswered(by signature: Span<UInt8>) -> Bool {
    publicKey.verify(signature, of: content.span, by: algorithm)
  }

  /// Signs with a key that is here.
  ///
  /// - Throws: ``Cryptography/KeyError`` where it is another key, or signing fails.
  public func signature(
    with key: borrowing PrivateKey, using random: inout some RandomSource
  ) throws(KeyError) -> [UInt8] {
    guard key.publicKey == publicKey else {
      throw .signingFailed("this is not the key whose signature is wanted")
    }
    return try key.sign(content.span, by: algorithm, using: &random)
  }
}
