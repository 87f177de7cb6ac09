/// Why a key or a signature is refused: one case for each rule.
public enum RSAError: Error, Sendable, Hashable {
  /// The modulus has `bitCount` bits: a key has 1024 to 8192, a private key an even number of them.
  case modulusSize(bitCount: Int)
  /// The modulus is even, and so not the product of two odd primes.
  case evenModulus
  /// The public exponent is even, below 3, or has more than 33 bits.
  case publicExponentOutOfBounds
  /// A component of a private key is longer than the modulus allows, or a prime shorter.
  case componentSize(RSAComponent)
  /// A component of a private key does not fit the others (RFC 8017, Section 3.2).
  case inconsistentComponent(RSAComponent)
  /// Keys of `bitCount` bits are not generated: only multiples of 256 from 2048 to 8192.
  case sizeNotGenerated(bitCount: Int)
  /// No prime was found within the tries of FIPS 186-5, Appendix A.1.3: the random source is
  /// broken.
  case primeNotFound
  /// The digest has not the length of the hash algorithm's.
  case digestSize(byteCount: Int)
  /// The modulus is too short for the encoded message (RFC 8017, Sections 9.1.1 and 9.2).
  case encodedMessageTooLong
  /// The signature just made did not verify, because the machine or the key is at fault. It was
  /// thrown away: a wrong one reveals the primes.
  case faultDetected
}

/// What a private key consists of (RFC 8017, Appendix A.1.2).
public enum RSAComponent: Sendable, Hashable, CaseIterable {
  /// n = prime1 · prime2.
  case modulus
  /// d.
  case privateExponent
  /// p.
  case prime1
  /// q.
  case prime2
  /// d mod (p - 1).
  case exponent1
  /// d mod (q - 1).
  case exponent2
  /// The inverse of q modulo p.
  case coefficient
}
