internal import Bignum
internal import Bytes

/// An RSA private key of two primes (RFC 8017, Section 3.2), wiped when its life ends.
///
/// Both primes have half the bits of the modulus, as FIPS 186-5, Appendix A.1 demands. That they
/// are prime is not checked on import: a signature made with numbers that are not does not verify,
/// and is not given out.
public struct RSAPrivateKey: ~Copyable, Sendable {
  /// The public half.
  public let publicKey: RSAPublicKey
  private let privateExponentBytes: SecretBytes
  private let prime1Bytes: SecretBytes
  private let prime2Bytes: SecretBytes
  private let exponent1Bytes: SecretBytes
  private let exponent2Bytes: SecretBytes
  private let coefficientBytes: SecretBytes
  /// What signs; the tests spoil it.
  var remainders: RemainderArithmetic

  /// A key of its components, big-endian (RFC 8017, Appendix A.1.2); leading zeros are passed over.
  ///
  /// - Throws: As ``RSAPublicKey/init(modulus:exponent:)``; ``RSAError/componentSize(_:)`` if a
  ///   prime has not half the modulus's bits or another component more bytes than what it is
  ///   reduced by; ``RSAError/inconsistentComponent(_:)`` for the first that does not fit the
  ///   others.
  public init(
    modulus: Span<UInt8>, publicExponent: Span<UInt8>, privateExponent: Span<UInt8>,
    prime1: Span<UInt8>, prime2: Span<UInt8>, exponent1: Span<UInt8>, exponent2: Span<UInt8>,
    coefficient: Span<UInt8>
  ) throws(RSAError) {
    let publicKey = try RSAPublicKey(modulus: modulus, exponent: publicExponent)
    guard publicKey.bitCount.isMultiple(of: 2) else {
      throw .modulusSize(bitCount: publicKey.bitCount)
    }
    let half = (publicKey.bitCount / 2 + 7) / 8
    let components = PrivateComponents(
      privateExponent: try limbs(privateExponent, publicKey.byteCount, .privateExponent),
      prime1: try limbs(prime1, half, .prime1),
      prime2: try limbs(prime2, half, .prime2),
      exponent1: try limbs(exponent1, half, .exponent1),
      exponent2: try limbs(exponent2, half, .exponent2),
      coefficient: try limbs(coefficient, half, .coefficient))
    try components.checkConsistency(with: publicKey)
    self.init(publicKey, components)
  }

  /// A key of components that are known to fit.
  init(_ publicKey: RSAPublicKey, _ components: consuming PrivateComponents) {
    let half = (publicKey.bitCount / 2 + 7) / 8
    self.publicKey = publicKey
    privateExponentBytes = components.privateExponent.bytes(publicKey.byteCount)
    prime1Bytes = components.prime1.bytes(half)
    prime2Bytes = components.prime2.bytes(half)
    exponent1Bytes = components.exponent1.bytes(half)
    exponent2Bytes = components.exponent2.bytes(half)
    coefficientBytes = components.coefficient.bytes(half)
    remainders = RemainderArithmetic(publicKey, components)
  }

  /// d, big-endian, as many bytes as the modulus: leading zeros are possible.
  public var privateExponent: Span<UInt8> {
    @_lifetime(borrow self) get { privateExponentBytes.bytes }
  }
  /// p, big-endian, half as many bytes as the modulus.
  public var prime1: Span<UInt8> { @_lifetime(borrow self) get { prime1Bytes.bytes } }
  /// q, big-endian, half as many bytes as the modulus.
  public var prime2: Span<UInt8> { @_lifetime(borrow self) get { prime2Bytes.bytes } }
  /// d mod (p - 1), big-endian, half as many bytes as the modulus: leading zeros are possible.
  public var exponent1: Span<UInt8> { @_lifetime(borrow self) get { exponent1Bytes.bytes } }
  /// d mod (q - 1), big-endian, half as many bytes as the modulus: leading zeros are possible.
  public var exponent2: Span<UInt8> { @_lifetime(borrow self) get { exponent2Bytes.bytes } }
  /// The inverse of q modulo p, big-endian, half as many bytes as the modulus: leading zeros are
  /// possible.
  public var coefficient: Span<UInt8> { @_lifetime(borrow self) get { coefficientBytes.bytes } }
}

/// The secret part of a key as numbers; all but the first have half the modulus's limbs.
struct PrivateComponents: ~Copyable {
  let privateExponent: SecretLimbs
  let prime1: SecretLimbs
  let prime2: SecretLimbs
  let exponent1: SecretLimbs
  let exponent2: SecretLimbs
  let coefficient: SecretLimbs

  /// RFC 8017, Section 3.2: n = p · q; e · dP ≡ 1 (mod p - 1), e · dQ ≡ 1 (mod q - 1), which are d
  /// modulo p - 1 and q - 1; q · qInv ≡ 1 (mod p); each less than what it is reduced by.
  func checkConsistency(with publicKey: RSAPublicKey) throws(RSAError) {
    try checkPrimeSize(prime1, .prime1, publicKey)
    try checkPrimeSize(prime2, .prime2, publicKey)
    let modulus = publicKey.arithmetic.secretLimbs
    guard declassified(prime1.times(prime2).isEqual(to: modulus)) else {
      throw .inconsistentComponent(.modulus)
    }
    guard declassified(privateExponent.isLess(than: modulus)) else {
      throw .inconsistentComponent(.privateExponent)
    }
    let order1 = predecessor(of: prime1)
    let order2 = predecessor(of: prime2)
    try checkExponent(exponent1, .exponent1, order1, publicKey.exponentValue)
    try checkExponent(exponent2, .exponent2, order2, publicKey.exponentValue)
    guard declassified(privateExponent.remainder(modulo: order1).isEqual(to: exponent1)),
      declassified(privateExponent.remainder(modulo: order2).isEqual(to: exponent2))
    else { throw .inconsistentComponent(.privateExponent) }
    guard declassified(coefficient.isLess(than: prime1)),
      declassified(coefficient.times(prime2).remainder(modulo: prime1).isEqual(small: 1))
    else { throw .inconsistentComponent(.coefficient) }
  }

  private func checkPrimeSize(
    _ prime: borrowing SecretLimbs, _ component: RSAComponent, _ publicKey: RSAPublicKey
  ) throws(RSAError) {
    let highest = publicKey.bitCount / 2 - 1
    guard declassified(prime.limbs[highest >> 6] >> UInt(highest & 63) == 1) else {
      throw .componentSize(component)
    }
  }

  private func checkExponent(
    _ exponent: borrowing SecretLimbs, _ component: RSAComponent, _ order: borrowing SecretLimbs,
    _ publicExponent: UInt
  ) throws(RSAError) {
    let product = exponent.times(small: publicExponent, plus: 0)
    guard declassified(exponent.isLess(than: order)),
      declassified(product.remainder(modulo: order).isEqual(small: 1))
    else { throw .inconsistentComponent(component) }
  }
}

/// One less than an odd number.
func predecessor(of odd: borrowing SecretLimbs) -> SecretLimbs {
  var result = SecretLimbs(copying: odd)
  result.subtract(small: 1)
  return result
}

/// A component in `byteCount` bytes; what stands in front of them must be zero.
private func limbs(
  _ bytes: Span<UInt8>, _ byteCount: Int, _ component: RSAComponent
) throws(RSAError) -> SecretLimbs {
  let extra = max(0, bytes.count - byteCount)
  var excess: UInt8 = 0
  for index in 0..<extra { excess |= bytes[index] }
  guard declassified(excess == 0) else { throw .componentSize(component) }
  return SecretLimbs(bigEndian: bytes.extracting(extra...), count: (byteCount + 7) / 8)
}
