/// Where random bytes come from.
///
/// There are two kinds: the operating system's, in `Cryptography`, which is what an application uses; and
/// seeded ones, which live with the tests and the laboratory and are in no library product.
public protocol RandomSource {
  /// Overwrites every byte of `bytes`. A source that cannot do so ends the process: weak randomness is
  /// never returned.
  mutating func fill(_ bytes: inout MutableSpan<UInt8>)
}

extension RandomSource {
  /// `count` random bytes for public use (RFC 9846, Appendix C.1); secrets are filled in place.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    var span = result.mutableSpan
    fill(&span)
    return result
  }

  /// A secret of `count` random bytes, made in place.
  public mutating func secret(_ count: Int) -> SecretBytes {
    SecretBytes(byteCount: count) { span in fill(&span) }
  }
}
