import Bytes
public import Processor

/// A public key that verifies signatures of Ed25519 several times as fast as its octets do.
///
/// Making one costs about as much as verifying one signature. It takes 8 KB, or 10 KB
/// where four multiplications go at a time.
public struct PreparedEd25519Key: Sendable {
  /// As it stands in challenges: 32 bytes.
  private let encoded: [UInt8]
  /// Of -A.
  private let multiples: PieceMultiples

  /// - Returns: nil for a key under which no signature is good: one that is not canonical or has small order.
  public init?(publicKey: Span<UInt8>) {
    self.init(publicKey: publicKey, on: .current)
  }

  /// The same, by what `processor` can do.
  public init?(publicKey: Span<UInt8>, on processor: Processor) {
    guard let key = EdwardsPoint(encoded: publicKey), !key.hasSmallOrder else { return nil }
    encoded = [UInt8](copying: publicKey)
    multiples = PieceMultiples(variableTime: key.negated, width: 5, on: processor)
  }

  /// Whether R ‖ S (64 bytes) is this key's signature; the answer is that of
  /// ``Ed25519/verify(_:of:publicKey:)``.
  public func verify(_ signature: Span<UInt8>, of message: Span<UInt8>) -> Bool {
    Ed25519.verify(signature, of: message, encoded.span) { s, k in
      multiples.multiplyVariableTime(k, addingBase: s)
    }
  }
}
