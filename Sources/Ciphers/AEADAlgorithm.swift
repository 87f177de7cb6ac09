/// The algorithms of TLS 1.3's cipher suites (RFC 9846, Appendix B.4).
public enum AEADAlgorithm: Sendable, Hashable, CaseIterable {
  /// AES in Galois/counter mode (NIST SP 800-38D, RFC 5116).
  case aes128GCM, aes256GCM
  /// RFC 8439, Section 2.8.
  case chaCha20Poly1305
  /// AES in counter mode with CBC-MAC (RFC 5116, Section 5.3), and with a tag of 8 bytes (RFC 6655).
  case aes128CCM, aes128CCM8

  /// Length of a key in bytes.
  @inlinable public var keyByteCount: Int {
    switch self {
    case .aes128GCM, .aes128CCM, .aes128CCM8: 16
    case .aes256GCM, .chaCha20Poly1305: 32
    }
  }

  /// Length of a nonce in bytes.
  @inlinable public var nonceByteCount: Int { 12 }

  /// Length of the tag in bytes.
  @inlinable public var tagByteCount: Int {
    switch self {
    case .aes128GCM, .aes256GCM, .chaCha20Poly1305, .aes128CCM: 16
    case .aes128CCM8: 8
    }
  }
}

/// The message, its additional data or its nonce is not what was sealed under the key.
public struct AuthenticationFailure: Error, Equatable {
  /// The only value: what exactly differs is not told.
  public init() {}
}
