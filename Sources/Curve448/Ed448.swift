import Bytes
import Hashing

/// Signatures on edwards448 (RFC 8032, Section 5.2).
///
/// TLS and X.509 have them with the empty context and without hashing first (RFC 9846, Section 4.3.3; RFC 8410,
/// Section 2), which is what is done where nothing else is said.
public enum Ed448 {
  /// The public key of a seed of 57 bytes: 57 bytes.
  public static func publicKey(seed: Span<UInt8>) -> [UInt8] {
    var (scalar, prefix) = expand(seed)
    defer {
      wipe(&scalar)
      wipe(&prefix)
    }
    var key = [UInt8](repeating: 0, count: 57)
    var span = key.mutableSpan
    EdwardsPoint.multiplyBase(scalar).write(into: &span)
    return key
  }

  /// Signs a message (Section 5.2.6): R ‖ S, 114 bytes.
  public static func sign(
    _ message: Span<UInt8>, seed: Span<UInt8>, publicKey: Span<UInt8>
  ) -> [UInt8] {
    sign(message, seed: seed, publicKey: publicKey, in: Domain())
  }

  static func sign(
    _ message: Span<UInt8>, seed: Span<UInt8>, publicKey: Span<UInt8>, in domain: Domain
  ) -> [UInt8] {
    var (scalar, prefix) = expand(seed)
    var nonce = hash(prefix.span, nil, message, domain)
    defer {
      wipe(&scalar)
      wipe(&prefix)
      wipe(&nonce)
    }
    var signature = [UInt8](repeating: 0, count: 114)
    var output = signature.mutableSpan
    EdwardsPoint.multiplyBase(nonce).write(into: &output)
    let challenge = hash(output.span.extracting(0..<57), publicKey, message, domain)
    let s = Scalar448.multiplyAdd(challenge, scalar, nonce)
    Scalar448.write(s, into: &output, at: 57)
    return signature
  }

  /// Whether R ‖ S is a signature (Section 5.2.7): S is below L, the key is canonical and has no small order,
  /// and the encoding of [S]B - [k]A is R, the equation without the cofactor.
  ///
  /// For a key of small order anybody can sign; the RFC does not refuse it, but nobody who follows the RFC
  /// makes one.
  public static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool {
    verify(signature, of: message, publicKey: publicKey, in: Domain())
  }

  static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>, in domain: Domain
  ) -> Bool {
    guard signature.count == 114, signature[113] == 0, let key = EdwardsPoint(encoded: publicKey),
      !key.hasSmallOrder
    else { return false }
    let s = Scalar448.limbs(signature, at: 57)
    guard Scalar448.isReduced(s) else { return false }
    let r = signature.extracting(0..<57)
    let challenge = hash(r, publicKey, message, domain)
    let sum = EdwardsPoint.multiplyVariableTime(s, challenge, key.negated)
    var expected = [57 of UInt8](repeating: 0)
    var output = expected.mutableSpan
    sum.write(into: &output)
    return equalVariableTime(output.span, r)
  }

  /// SHAKE256 of the seed, the first half pruned: the scalar, then the prefix (Section 5.2.5).
  static func expand(_ seed: Span<UInt8>) -> (scalar: Scalar448.Limbs, prefix: [57 of UInt8]) {
    var sponge = SHA3(.shake256)
    sponge.update(seed)
    var digest = [114 of UInt8](repeating: 0)
    var bytes = digest.mutableSpan
    sponge.squeeze(into: &bytes)
    sponge.erase()
    var scalar = Scalar448.limbs(bytes.span)
    scalar[0] &= ~3
    scalar[6] |= 1 << 63
    var prefix = [57 of UInt8](repeating: 0)
    for index in 0..<57 { prefix[index] = bytes[57 + index] }
    Bytes.wipe(&bytes)
    return (scalar, prefix)
  }

  /// SHAKE256 of dom4 and what follows it, modulo L (Section 5.2).
  static func hash(
    _ first: Span<UInt8>, _ second: Span<UInt8>?, _ message: Span<UInt8>,
    _ domain: Domain = Domain()
  ) -> Scalar448.Limbs {
    var sponge = SHA3(.shake256)
    sponge.update(domain.bytes)
    sponge.update(first)
    if let second { sponge.update(second) }
    sponge.update(message)
    var digest = [114 of UInt8](repeating: 0)
    var bytes = digest.mutableSpan
    sponge.squeeze(into: &bytes)
    let scalar = Scalar448.reduce(bytes.span)
    sponge.erase()
    Bytes.wipe(&bytes)
    return scalar
  }
}

/// Overwrites the bytes with zeros.
private func wipe(_ bytes: inout [57 of UInt8]) {
  var span = bytes.mutableSpan
  Bytes.wipe(&span)
}
