internal import Bignum
internal import Bytes
public import Hashing

/// An RSA public key (RFC 8017, Section 3.1).
public struct RSAPublicKey: Sendable {
  /// n, big-endian, without leading zeros: 128 to 1024 bytes.
  public let modulus: [UInt8]
  /// e, big-endian, without leading zeros: 1 to 5 bytes.
  public let exponent: [UInt8]
  let arithmetic: PublicModulus
  let exponentValue: UInt

  /// Bits of the modulus, 1024 to 8192.
  public var bitCount: Int { arithmetic.bitCount }

  /// Bytes of the modulus, and of a signature.
  public var byteCount: Int { modulus.count }

  /// A key of a big-endian modulus and exponent; leading zeros are passed over.
  ///
  /// The modulus is odd and has 1024 to 8192 bits; whoever trusts a key asks for more than 1024,
  /// which is what RFC 8448 uses. The exponent is odd and at least 3 (RFC 8017, Section 3.1) and
  /// has at most 33 bits: a longer one makes verification slow in proportion, for whoever receives
  /// the key, and nobody uses one. Nothing tells a modulus that is the product of two primes from
  /// another.
  ///
  /// - Throws: ``RSAError/modulusSize(bitCount:)``, ``RSAError/evenModulus``,
  ///   ``RSAError/publicExponentOutOfBounds``.
  public init(modulus: Span<UInt8>, exponent: Span<UInt8>) throws(RSAError) {
    let modulus = withoutLeadingZeros(modulus)
    let exponent = withoutLeadingZeros(exponent)
    let bitCount = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
    guard (1024...8192).contains(bitCount) else { throw .modulusSize(bitCount: bitCount) }
    guard let arithmetic = PublicModulus(bigEndian: modulus.span) else { throw .evenModulus }
    guard exponent.count <= 5 else { throw .publicExponentOutOfBounds }
    let value = exponent.reduce(0) { $0 << 8 | UInt($1) }
    guard value >= 3, value & 1 == 1, value >> 33 == 0 else { throw .publicExponentOutOfBounds }
    self.modulus = modulus
    self.exponent = exponent
    self.arithmetic = arithmetic
    exponentValue = value
  }

  /// Whether `signature` is an RSASSA-PSS signature of `digest` (RFC 8017, Section 8.1.2) with MGF1
  /// over the same hash.
  ///
  /// - Parameters:
  ///   - signature: ``byteCount`` bytes; any other length is not a signature.
  ///   - digest: The hash of the message.
  ///   - saltByteCount: The exact length of the salt; in TLS that of the digest (RFC 9846,
  ///     Section 4.3.3).
  public func verifyPSS(
    _ signature: Span<UInt8>, digest: Span<UInt8>, hash: HashAlgorithm, saltByteCount: Int
  ) -> Bool {
    guard let representative = recoverRepresentative(signature) else { return false }
    return PSS.isConsistent(
      representative.span, digest: digest, hash: hash, saltByteCount: saltByteCount,
      encodedBitCount: bitCount - 1)
  }

  /// Whether `signature` is an RSASSA-PKCS1-v1_5 signature of `digest` (RFC 8017, Section 8.2.2).
  ///
  /// The whole encoded message is made anew and compared: nothing in it is parsed, so that nothing
  /// can be hidden in it.
  ///
  /// - Parameters:
  ///   - signature: ``byteCount`` bytes; any other length is not a signature.
  ///   - digest: The hash of the message.
  public func verifyPKCS1v15(
    _ signature: Span<UInt8>, digest: Span<UInt8>, hash: HashAlgorithm
  ) -> Bool {
    guard let representative = recoverRepresentative(signature),
      let expected = try? PKCS1v15.encode(digest: digest, hash: hash, byteCount: byteCount)
    else { return false }
    return equalVariableTime(representative.span, expected.span)
  }

  /// RSAVP1 (RFC 8017, Section 5.2.2), in ``byteCount`` bytes; nil unless the signature has the
  /// modulus's length and is less than the modulus.
  func recoverRepresentative(_ signature: Span<UInt8>) -> [UInt8]? {
    guard signature.count == byteCount else { return nil }
    return arithmetic.powerVariableTime(signature, exponent: exponentValue)
  }
}

extension RSAPublicKey: Hashable {
  /// Whether modulus and exponent are equal.
  public static func == (left: RSAPublicKey, right: RSAPublicKey) -> Bool {
    left.modulus == right.modulus && left.exponent == right.exponent
  }

  /// Feeds modulus and exponent.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(modulus)
    hasher.combine(exponent)
  }
}

/// A copy of public bytes from the first that is not zero.
private func withoutLeadingZeros(_ bytes: Span<UInt8>) -> [UInt8] {
  var start = 0
  while start < bytes.count, bytes[start] == 0 { start += 1 }
  return [UInt8](copying: bytes.extracting(start...))
}
