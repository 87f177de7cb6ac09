public import Cryptography
public import PKI

/// A signer whose work blocks, such as a hardware module's: it is done on a thread of its own.
public struct BlockingSigner: ExternalSigner {
  /// The public half.
  public let publicKey: PublicKey
  private let sign: @Sendable (SignatureRequest) -> Result<[UInt8], SignerFailure>

  /// A signer that does its work in `sign`.
  public init(
    _ publicKey: PublicKey,
    sign: @escaping @Sendable (SignatureRequest) -> Result<[UInt8], SignerFailure>
  ) {
    self.publicKey = publicKey
    self.sign = sign
  }

  /// Begins on a new thread.
  public func begin(_ request: SignatureRequest, answer: SignatureAnswer) {
    let started = Worker.start { answer(sign(request)) }
    if !started { answer(.failure(SignerFailure("the system has no thread to give"))) }
  }
}
