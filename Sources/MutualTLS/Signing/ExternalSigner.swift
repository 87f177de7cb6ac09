public import Cryptography
public import PKI

/// A private key that is elsewhere: in a hardware module, in another process, behind a network.
///
/// Used alike for handshakes (``Stream``), for requests and for certificates and CRLs of an authority
/// (`PKI/Unsigned`).
public protocol ExternalSigner: Sendable {
  /// The public half.
  var publicKey: PublicKey { get }

  /// Begins to make a signature and returns at once.
  ///
  /// - Parameter answer: Is to be told the signature, as the algorithm encodes it, or why there is none: once,
  ///   from any thread. Who asks bounds the time; what comes later is dropped.
  func begin(_ request: SignatureRequest, answer: SignatureAnswer)
}

/// Why a key that is elsewhere gives no signature.
public struct SignerFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence for a person.
  public let description: String

  /// A failure.
  public init(_ description: String) { self.description = description }
}

extension ExternalSigner {
  /// Begins to make a signature that is collected later.
  public func begin(_ request: SignatureRequest) throws(SignerFailure) -> PendingSignature {
    guard request.publicKey == publicKey else {
      throw SignerFailure("the signer has another key than the one that is to sign")
    }
    let pending = try PendingSignature(request)
    begin(request, answer: pending.answer)
    return pending
  }

  /// Makes a signature, or fails at the deadline. The signature has been verified.
  public func signature(
    _ request: SignatureRequest, deadline: Deadline
  ) throws(SignerFailure) -> [UInt8] {
    try begin(request).wait(deadline: deadline)
  }
}
