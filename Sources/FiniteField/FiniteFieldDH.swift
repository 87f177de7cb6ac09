internal import Bignum
public import Bytes

/// A share that is no element of the group but 0, 1 or p-1, or none at all (RFC 7919, Section 5.1).
public struct InvalidElement: Error, Equatable, Sendable, CustomStringConvertible {
  /// One sentence for a person.
  public var description: String { "the share is not between 2 and p-2" }
}

/// Diffie-Hellman in finite fields (RFC 9846, Section 7.4.1), in constant time.
public enum FiniteFieldDH {
  /// A private key: a random number of ``FiniteFieldGroup/privateKeyBitCount`` bits, the highest of which is set, in
  /// ``FiniteFieldGroup/privateKeyByteCount`` big-endian bytes.
  public static func generatePrivateKey(
    _ group: FiniteFieldGroup, using random: inout some RandomSource
  ) -> SecretBytes {
    SecretBytes(byteCount: group.privateKeyByteCount) { span in
      random.fill(&span)
      // Never zero, whatever the source gives.
      let highest: UInt8 = 1 << UInt8((group.privateKeyBitCount - 1) & 7)
      span[0] = span[0] & (highest - 1) | highest
    }
  }

  /// 2^x, in ``FiniteFieldGroup/byteCount`` bytes.
  public static func publicKey(_ group: FiniteFieldGroup, privateKey: Span<UInt8>) -> [UInt8] {
    let two: [UInt8] = [2]
    let secret = power(group, two.span, privateKey)
    return [UInt8](copying: secret.bytes)
  }

  /// The secret shared with the peer, in ``FiniteFieldGroup/byteCount`` bytes.
  ///
  /// - Throws: ``InvalidElement`` for a share of another length, or outside of 2…p-2.
  public static func sharedSecret(
    _ group: FiniteFieldGroup, privateKey: Span<UInt8>, publicKey: Span<UInt8>
  ) throws(InvalidElement) -> SecretBytes {
    guard publicKey.count == group.byteCount, isElement(publicKey, of: group) else {
      throw InvalidElement()
    }
    return power(group, publicKey, privateKey)
  }

  private static func power(
    _ group: FiniteFieldGroup, _ base: Span<UInt8>, _ exponent: Span<UInt8>
  ) -> SecretBytes {
    let exponent = SecretLimbs(bigEndian: exponent)
    let base = SecretLimbs(
      bigEndian: base, count: group.byteCount / MemoryLayout<UInt>.size)
    let power =
      if let modulus = group.modulus {
        modulus.power(base, exponent, bitCount: group.privateKeyBitCount)
      } else {
        base.power(
          exponent, bitCount: group.privateKeyBitCount,
          modulo: SecretLimbs(bigEndian: group.prime.span))
      }
    return power.bytes(group.byteCount)
  }

  /// RFC 9846 §4.3.8.1 MUST: 1 < Y < p-1. Y is public.
  private static func isElement(_ share: Span<UInt8>, of group: FiniteFieldGroup) -> Bool {
    let prime = group.prime
    let last = share.count - 1
    // p ends in FF, so p-1 differs from p in the last byte alone.
    for index in 0..<last where share[index] != prime[index] {
      return share[index] < prime[index] && isAboveOne(share)
    }
    return share[last] < prime[last] - 1 && isAboveOne(share)
  }

  private static func isAboveOne(_ share: Span<UInt8>) -> Bool {
    for index in 0..<share.count - 1 where share[index] != 0 { return true }
    return share[share.count - 1] > 1
  }
}
