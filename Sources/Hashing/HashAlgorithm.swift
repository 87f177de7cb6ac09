/// The hash functions of TLS 1.3's suites and signatures (FIPS 180-4).
public enum HashAlgorithm: UInt8, Sendable, Hashable, CaseIterable {
  case sha256, sha384, sha512

  /// Length of a digest in bytes.
  @inlinable public var digestByteCount: Int {
    switch self {
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  /// Length in bytes of the blocks that the function takes its message in.
  @inlinable public var blockByteCount: Int {
    switch self {
    case .sha256: 64
    case .sha384, .sha512: 128
    }
  }

  /// H(0), the state before the first block (FIPS 180-4, Section 5.3).
  var initialState: [8 of UInt64] {
    switch self {
    case .sha256: SHA256.initialState
    case .sha384: SHA512.initialState384
    case .sha512: SHA512.initialState
    }
  }
}
