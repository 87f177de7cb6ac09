/// SHA-3 and SHAKE (FIPS 202, Section 6): a sponge that takes bytes in, then gives bytes out.
///
/// Copying it forks it.
public struct SHA3: Sendable {
  /// The functions, by their names in FIPS 202.
  public enum Function: Sendable, Hashable, CaseIterable {
    /// Digests of 28, 32, 48 and 64 bytes.
    case sha3_224, sha3_256, sha3_384, sha3_512
    /// Output of any length.
    case shake128, shake256

    /// Bytes taken in between two permutations.
    public var rate: Int {
      switch self {
      case .sha3_224: 144
      case .sha3_256, .shake256: 136
      case .sha3_384: 104
      case .sha3_512: 72
      case .shake128: 168
      }
    }

    /// Length of the digest in bytes; nil for an output of any length.
    public var digestByteCount: Int? {
      switch self {
      case .sha3_224: 28
      case .sha3_256: 32
      case .sha3_384: 48
      case .sha3_512: 64
      case .shake128, .shake256: nil
      }
    }

    /// The bits behind the message, which tell the functions apart, and the first of the padding
    /// (Sections 6.1, 6.2 and 5.1).
    var suffix: UInt8 { digestByteCount == nil ? 0x1F : 0x06 }
  }

  /// The function.
  public let function: Function
  private var state = KeccakPermutation.State(repeating: 0)
  /// The next byte of the state to take in, or to give out.
  private var position = 0
  private var isSqueezing = false

  /// The sponge before the first byte.
  public init(_ function: Function) { self.function = function }

  /// Takes bytes in. What comes after the first output begins another message.
  public mutating func update(_ bytes: Span<UInt8>) {
    if isSqueezing { self = SHA3(function) }
    var index = 0
    // Whole lanes first, where the sponge stands at the beginning of one.
    while index < bytes.count {
      if position & 7 == 0, bytes.count - index >= 8 {
        var lane: UInt64 = 0
        for offset in 0..<8 { lane |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
        state[position >> 3] ^= lane
        advance(8)
        index += 8
      } else {
        state[position >> 3] ^= UInt64(bytes[index]) << UInt64(8 * (position & 7))
        advance(1)
        index += 1
      }
    }
  }

  /// Gives bytes out: a digest, once, or as much as is wanted of SHAKE, call after call.
  public mutating func squeeze(into output: inout MutableSpan<UInt8>) {
    if !isSqueezing {
      state[position >> 3] ^= UInt64(function.suffix) << UInt64(8 * (position & 7))
      state[(function.rate - 1) >> 3] ^= 0x80 << 56
      KeccakPermutation.permute(&state)
      position = 0
      isSqueezing = true
    }
    for index in output.indices {
      if position == function.rate {
        KeccakPermutation.permute(&state)
        position = 0
      }
      output[index] = UInt8(truncatingIfNeeded: state[position >> 3] >> UInt64(8 * (position & 7)))
      position += 1
    }
  }

  /// Overwrites the state with zeros, where it held secrets. What comes after it begins another message.
  public mutating func erase() {
    unsafe withUnsafeMutableBytes(of: &state) { unsafe eraseBytes($0) }
    position = 0
    isSqueezing = false
  }

  /// The first `byteCount` bytes of the output for `bytes` alone.
  ///
  /// - Parameter byteCount: For a digest its own length unless fewer bytes are wanted.
  public static func hash(
    _ function: Function, _ bytes: Span<UInt8>, byteCount: Int? = nil
  ) -> [UInt8] {
    var sponge = SHA3(function)
    sponge.update(bytes)
    let count = byteCount ?? function.digestByteCount ?? 0
    var output = [UInt8](repeating: 0, count: count)
    var span = output.mutableSpan
    sponge.squeeze(into: &span)
    return output
  }

  private mutating func advance(_ count: Int) {
    position += count
    guard position == function.rate else { return }
    KeccakPermutation.permute(&state)
    position = 0
  }
}
