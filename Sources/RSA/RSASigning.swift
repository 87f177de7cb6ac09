internal import Bignum
public import Bytes
public import Hashing

extension RSAPrivateKey {
  /// An RSASSA-PSS signature (RFC 8017, Section 8.1.1) with MGF1 over the same hash.
  ///
  /// - Parameters:
  ///   - digest: The hash of the message.
  ///   - salt: Random bytes; in TLS as many as the digest has (RFC 9846, Section 4.3.3).
  ///   - random: For the blinding, which leaves no trace in the signature.
  /// - Returns: As many bytes as the modulus has.
  /// - Throws: ``RSAError/digestSize(byteCount:)``, ``RSAError/encodedMessageTooLong``,
  ///   ``RSAError/faultDetected``.
  public func signPSS(
    digest: Span<UInt8>, hash: HashAlgorithm, salt: Span<UInt8>,
    using random: inout some RandomSource
  ) throws(RSAError) -> [UInt8] {
    let message = try PSS.encode(
      digest: digest, hash: hash, salt: salt, encodedBitCount: publicKey.bitCount - 1)
    return try sign(message.span, using: &random)
  }

  /// An RSASSA-PKCS1-v1_5 signature (RFC 8017, Section 8.2.1).
  ///
  /// - Parameters:
  ///   - digest: The hash of the message.
  ///   - random: For the blinding, which leaves no trace in the signature.
  /// - Returns: As many bytes as the modulus has.
  /// - Throws: ``RSAError/digestSize(byteCount:)``, ``RSAError/encodedMessageTooLong``,
  ///   ``RSAError/faultDetected``.
  public func signPKCS1v15(
    digest: Span<UInt8>, hash: HashAlgorithm, using random: inout some RandomSource
  ) throws(RSAError) -> [UInt8] {
    let message = try PKCS1v15.encode(
      digest: digest, hash: hash, byteCount: publicKey.byteCount)
    return try sign(message.span, using: &random)
  }

  /// The signature representative of an encoded message, which is less than the modulus.
  ///
  /// It is given out only if the public operation leads back to the message: a result that a fault
  /// made wrong for one prime alone tells the other to anyone (Boneh, DeMillo, Lipton 1997).
  func sign(
    _ message: Span<UInt8>, using random: inout some RandomSource
  ) throws(RSAError) -> [UInt8] {
    let limbCount = (publicKey.byteCount + 7) / 8
    let representative = SecretLimbs(bigEndian: message, count: limbCount)
    let power = remainders.power(representative, publicKey, using: &random)
    let candidate = power.bytes(publicKey.byteCount)
    declassify(candidate.bytes)
    guard let recovered = publicKey.recoverRepresentative(candidate.bytes),
      declassified(SecretLimbs(bigEndian: recovered.span).isEqual(to: representative))
    else { throw .faultDetected }
    return [UInt8](copying: candidate.bytes)
  }
}
