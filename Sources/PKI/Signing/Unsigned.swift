public import Bytes
public import Cryptography
import DER

/// What is signed alike: the signed part, the algorithm, the signature (RFC 5280, Sections 4.1 and 5.1; RFC
/// 2986, Section 4.2).
public protocol SignedStructure: Sendable {
  /// Why bytes are no such structure.
  associatedtype Problem: Error

  /// Reads the structure from DER, and nothing behind it.
  init(der: [UInt8]) throws(Problem)
}

extension Certificate: SignedStructure {}
extension SigningRequest: SignedStructure {}
extension CertificateRevocationList: SignedStructure {}

/// A certificate, request or CRL that lacks only its signature.
public struct Unsigned<Structure: SignedStructure>: Sendable {
  /// The signature that is wanted, over the signed part in DER.
  public let request: SignatureRequest

  init(_ signed: [UInt8], _ algorithm: SignatureAlgorithm, _ key: PublicKey) {
    request = SignatureRequest(of: signed, by: algorithm, key)
  }

  /// The structure with a signature that was made elsewhere.
  ///
  /// - Throws: ``Cryptography/KeyError/signingFailed(_:)`` for a signature that does not verify.
  public func signed(_ signature: [UInt8]) throws(KeyError) -> Structure {
    guard request.isAnswered(by: signature.span) else {
      throw .signingFailed("the signer's answer does not verify with the key that was to sign")
    }
    return try assembled(signature)
  }

  /// Signs with a key that is here.
  ///
  /// - Throws: ``Cryptography/KeyError`` where signing fails.
  public func signed(
    with key: borrowing PrivateKey, using random: inout some RandomSource
  ) throws(KeyError) -> Structure {
    try assembled(request.signature(with: key, using: &random))
  }

  /// The structure as it would be, with an empty signature: to be looked at, and accepted by nobody.
  public func preview() throws(KeyError) -> Structure {
    try assembled([])
  }

  private func assembled(_ signature: [UInt8]) throws(KeyError) -> Structure {
    var der: [UInt8] = []
    der.writeSequence { output in
      output += request.content
      AlgorithmIdentifier(request.algorithm).write(into: &output)
      output.writeBitString(signature.span)
    }
    do { return try Structure(der: der) } catch {
      throw .signingFailed("what was made cannot be read back: \(error)")
    }
  }
}
