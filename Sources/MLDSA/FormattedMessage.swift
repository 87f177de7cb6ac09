internal import Bytes
internal import Hashing

/// Functions that digest a message before HashML-DSA signs it (FIPS 204, Section 5.4.1).
public enum MLDSAPreHash: Sendable, Hashable, CaseIterable {
  /// SHA-256: 32 bytes, strong enough for ML-DSA-44 alone.
  case sha256
  /// SHA-384: 48 bytes, too weak for ML-DSA-87.
  case sha384
  /// SHA-512: 64 bytes.
  case sha512
  /// SHAKE128 with 32 bytes of output, strong enough for ML-DSA-44 alone.
  case shake128
  /// SHAKE256 with 64 bytes of output.
  case shake256

  /// Length of the digest in bytes.
  public var digestByteCount: Int {
    switch self {
    case .sha256, .shake128: 32
    case .sha384: 48
    case .sha512, .shake256: 64
    }
  }

  /// The DER encoding of the function's object identifier: an arc of 2.16.840.1.101.3.4.2.
  var identifier: [UInt8] {
    let arc: UInt8 =
      switch self {
      case .sha256: 1
      case .sha384: 2
      case .sha512: 3
      case .shake128: 11
      case .shake256: 12
      }
    return [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc]
  }

  func digest(_ message: Span<UInt8>) -> [UInt8] {
    switch self {
    case .sha256: [UInt8](copying: Hash.digest(.sha256, of: message).bytes)
    case .sha384: [UInt8](copying: Hash.digest(.sha384, of: message).bytes)
    case .sha512: [UInt8](copying: Hash.digest(.sha512, of: message).bytes)
    case .shake128: SHA3.hash(.shake128, message, byteCount: digestByteCount)
    case .shake256: SHA3.hash(.shake256, message, byteCount: digestByteCount)
    }
  }
}

/// μ, which stands for a message (FIPS 204, Algorithms 7 and 8): H(tr ‖ M').
enum FormattedMessage {
  /// Of a message that is signed itself (Algorithm 2): M' is 0 ‖ |ctx| ‖ ctx ‖ M.
  static func mu(
    _ hash: Span<UInt8>, _ message: Span<UInt8>, context: Span<UInt8>
  ) throws(MLDSAError) -> [64 of UInt8] {
    try mu(hash, domain: 0, context) { sponge in sponge.update(message) }
  }

  /// Of a message that is digested first (Algorithm 4): M' is 1 ‖ |ctx| ‖ ctx ‖ OID ‖ PH(M).
  static func mu(
    _ hash: Span<UInt8>, _ message: Span<UInt8>, context: Span<UInt8>, _ preHash: MLDSAPreHash,
    _ set: MLDSAParameterSet
  ) throws(MLDSAError) -> [64 of UInt8] {
    // Section 5.4: λ bits against collisions take a digest of 2λ bits, as long as the commitment hash.
    guard preHash.digestByteCount >= set.challengeByteCount else { throw .preHashTooWeak }
    let digest = preHash.digest(message)
    let identifier = preHash.identifier
    return try mu(hash, domain: 1, context) { sponge in
      sponge.update(identifier.span)
      sponge.update(digest.span)
    }
  }

  /// Of M' as it is, for published vectors.
  static func mu(_ hash: Span<UInt8>, formatted: Span<UInt8>) -> [64 of UInt8] {
    var sponge = SHA3(.shake256)
    sponge.update(hash)
    sponge.update(formatted)
    return finish(&sponge)
  }

  private static func mu(
    _ hash: Span<UInt8>, domain: UInt8, _ context: Span<UInt8>, _ rest: (inout SHA3) -> Void
  ) throws(MLDSAError) -> [64 of UInt8] {
    guard context.count <= MLDSAParameterSet.longestContextByteCount else {
      throw .contextTooLong(context.count)
    }
    let head: [2 of UInt8] = [domain, UInt8(context.count)]
    var sponge = SHA3(.shake256)
    sponge.update(hash)
    sponge.update(head.span)
    sponge.update(context)
    rest(&sponge)
    return finish(&sponge)
  }

  private static func finish(_ sponge: inout SHA3) -> [64 of UInt8] {
    var mu = [64 of UInt8](repeating: 0)
    var span = mu.mutableSpan
    sponge.squeeze(into: &span)
    return mu
  }
}
