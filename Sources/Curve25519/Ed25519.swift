import Bytes
import Hashing
public import Processor

/// Signatures on edwards25519 (RFC 8032, Section 5.1).
///
/// TLS and X.509 have them without a context and without hashing first (RFC 9846, Section 4.3.3; RFC 8410, Section 2),
/// which is what is done where nothing else is said.
public enum Ed25519 {
  /// The public key of a seed of 32 bytes: 32 bytes.
  public static func publicKey(seed: Span<UInt8>) -> [UInt8] {
    publicKey(seed: seed, on: .current)
  }

  /// The same, by what `processor` can do.
  public static func publicKey(seed: Span<UInt8>, on processor: Processor) -> [UInt8] {
    var expanded = expand(seed)
    var secret = expanded.mutableSpan
    var key = [UInt8](repeating: 0, count: 32)
    var span = key.mutableSpan
    EdwardsPoint.multiplyBase(secret.span.extracting(0..<32), on: processor).write(into: &span)
    wipe(&secret)
    return key
  }

  /// Signs a message (Section 5.1.6): R ‖ S, 64 bytes.
  public static func sign(
    _ message: Span<UInt8>, seed: Span<UInt8>, publicKey: Span<UInt8>
  ) -> [UInt8] {
    sign(message, seed: seed, publicKey: publicKey, on: .current)
  }

  /// The same, by what `processor` can do.
  public static func sign(
    _ message: Span<UInt8>, seed: Span<UInt8>, publicKey: Span<UInt8>, on processor: Processor
  ) -> [UInt8] {
    sign(message, seed: seed, publicKey: publicKey, in: Domain(), on: processor)
  }

  static func sign(
    _ message: Span<UInt8>, seed: Span<UInt8>, publicKey: Span<UInt8>, in domain: Domain,
    on processor: Processor
  ) -> [UInt8] {
    var expanded = expand(seed)
    var secret = expanded.mutableSpan
    var digest = [64 of UInt8](repeating: 0)
    var digestSpan = digest.mutableSpan
    var hash = Hash(.sha512)
    hash.update(domain.bytes)
    hash.update(secret.span.extracting(32..<64))
    hash.update(message)
    hash.write(into: &digestSpan)
    hash.wipe()
    let nonce = Scalar25519.reduce(digestSpan.span)
    // The nonce in bytes takes the digest's place.
    Scalar25519.write(nonce, into: &digestSpan)

    var signature = [UInt8](repeating: 0, count: 64)
    var output = signature.mutableSpan
    EdwardsPoint.multiplyBase(digestSpan.span.extracting(0..<32), on: processor)
      .write(into: &output)
    let challenge = challenge(output.span.extracting(0..<32), publicKey, message, domain)
    let s = Scalar25519.multiplyAdd(challenge, Scalar25519.limbs(secret.span), nonce)
    Scalar25519.write(s, into: &output, at: 32)
    wipe(&secret)
    wipe(&digestSpan)
    return signature
  }

  /// Whether R ‖ S is a signature (Section 5.1.7): S is below L, the key is canonical and has no small order,
  /// and the encoding of [S]B - [k]A is R, the equation without the cofactor, as OpenSSL and Go have it.
  ///
  /// For a key of small order anybody can sign; the RFC does not refuse it, but nobody who follows the RFC
  /// makes one.
  public static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool {
    verify(signature, of: message, publicKey: publicKey, on: .current)
  }

  /// The same, by what `processor` can do.
  public static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>,
    on processor: Processor
  ) -> Bool {
    verify(signature, of: message, publicKey: publicKey, in: Domain(), on: processor)
  }

  static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>, in domain: Domain,
    on processor: Processor
  ) -> Bool {
    guard let key = EdwardsPoint(encoded: publicKey), !key.hasSmallOrder else { return false }
    return verify(signature, of: message, publicKey, in: domain) { s, k in
      EdwardsPoint.multiplyVariableTime(s, k, key.negated, on: processor)
    }
  }

  /// - Parameters:
  ///   - publicKey: A, of which it is known that it is canonical and has no small order.
  ///   - multiply: Gives [S]B - [k]A of S and k, 32 bytes each.
  @inline(__always)
  static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, _ publicKey: Span<UInt8>,
    in domain: Domain = Domain(), _ multiply: (Span<UInt8>, Span<UInt8>) -> EdwardsPoint
  ) -> Bool {
    guard signature.count == 64, Scalar25519.isReduced(Scalar25519.limbs(signature, at: 32))
    else { return false }
    let r = signature.extracting(0..<32)
    var k = [32 of UInt8](repeating: 0)
    var span = k.mutableSpan
    Scalar25519.write(challenge(r, publicKey, message, domain), into: &span)
    let sum = multiply(signature.extracting(32..<64), span.span)
    var expected = [32 of UInt8](repeating: 0)
    var output = expected.mutableSpan
    sum.write(into: &output)
    return equalVariableTime(output.span, r)
  }

  /// SHA-512 of the seed, the first half clamped: the scalar, then the prefix (Section 5.1.5). The caller wipes it.
  static func expand(_ seed: Span<UInt8>) -> [64 of UInt8] {
    var expanded = [64 of UInt8](repeating: 0)
    var bytes = expanded.mutableSpan
    var hash = Hash(.sha512)
    hash.update(seed)
    hash.write(into: &bytes)
    hash.wipe()
    bytes[0] &= 248
    bytes[31] = bytes[31] & 127 | 64
    return expanded
  }

  /// SHA-512 of dom2 ‖ R ‖ A ‖ M modulo L.
  static func challenge(
    _ r: Span<UInt8>, _ publicKey: Span<UInt8>, _ message: Span<UInt8>,
    _ domain: Domain = Domain()
  ) -> Scalar25519.Limbs {
    var hash = Hash(.sha512)
    hash.update(domain.bytes)
    hash.update(r)
    hash.update(publicKey)
    hash.update(message)
    let digest = hash.digest()
    return Scalar25519.reduce(digest.bytes)
  }
}
