public import Processor

/// A running hash (FIPS 180-4). Copying it forks it, so that a transcript can be hashed up to a point
/// and go on.
public struct Hash: Sendable {
  /// The function.
  public let algorithm: HashAlgorithm
  private let engine: HashEngine
  /// H(i): eight words of 64 bits, or for SHA-256 eight words of 32 bits in the first 32 bytes.
  private var state: [8 of UInt64]
  /// The beginning of a block, until the block is whole.
  private var block = [128 of UInt8](repeating: 0)
  /// Bytes in `block`, less than a whole block.
  private var pendingByteCount = 0
  private var byteCount: UInt64 = 0

  /// The hash of no bytes yet.
  public init(_ algorithm: HashAlgorithm) { self.init(algorithm, on: .current) }

  /// The hash of no bytes yet, by what `processor` can do.
  public init(_ algorithm: HashAlgorithm, on processor: Processor) {
    self.algorithm = algorithm
    engine = HashEngine(algorithm, on: processor)
    state = algorithm.initialState
  }

  /// The hash of `bytes` alone.
  public static func digest(_ algorithm: HashAlgorithm, of bytes: Span<UInt8>) -> Digest {
    var hash = Hash(algorithm)
    hash.update(bytes)
    return hash.finished()
  }

  /// Adds `bytes` to the end of the message.
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// The digest of the message so far; the message may go on.
  public func digest() -> Digest {
    var fork = self
    return fork.finished()
  }

  /// Writes the digest of the message so far into the first bytes of `output`.
  public func write(into output: inout MutableSpan<UInt8>) {
    var fork = self
    fork.pad()
    fork.write(state: &output)
    fork.wipe()
  }

  /// Leaves nothing of the message behind.
  public mutating func wipe() {
    var words = state.mutableSpan
    unsafe words.withUnsafeMutableBytes { unsafe eraseBytes($0) }
    var bytes = block.mutableSpan
    unsafe bytes.withUnsafeMutableBytes { unsafe eraseBytes($0) }
  }

  private mutating func finished() -> Digest {
    pad()
    var digest = Digest(count: algorithm.digestByteCount)
    var span = digest.storage.mutableSpan
    write(state: &span)
    return digest
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard var next = bytes.baseAddress else { return }
    var left = bytes.count
    let blockByteCount = algorithm.blockByteCount
    byteCount &+= UInt64(left)
    if pendingByteCount > 0 {
      let taken = min(left, blockByteCount - pendingByteCount)
      unsafe fill(from: next, taken)
      unsafe next += taken
      left -= taken
      guard pendingByteCount == blockByteCount else { return }
      compressBlock()
    }
    let whole = left / blockByteCount
    if whole > 0 {
      unsafe engine.compress(&state, next, count: whole)
      unsafe next += whole * blockByteCount
      left -= whole * blockByteCount
    }
    unsafe fill(from: next, left)
  }

  /// Copies `count` bytes, which must fit, to the end of the pending ones.
  private mutating func fill(from bytes: UnsafeRawPointer, _ count: Int) {
    guard count > 0 else { return }
    let start = pendingByteCount
    var span = block.mutableSpan
    unsafe span.withUnsafeMutableBytes { buffer in
      let source = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[start..<start + count])
        .copyMemory(from: source)
    }
    pendingByteCount += count
  }

  private mutating func compressBlock() {
    // A view of the block while the state changes: two fields of one value.
    let engine = engine
    unsafe block.span.withUnsafeBytes { buffer in
      guard let bytes = buffer.baseAddress else { return }
      unsafe engine.compress(&state, bytes, count: 1)
    }
    pendingByteCount = 0
  }

  /// Adds the bit 1, zeros and the length in bits (FIPS 180-4, Section 5.1).
  private mutating func pad() {
    let blockByteCount = algorithm.blockByteCount
    let lengthByteCount = blockByteCount / 8
    let bitCount = byteCount &<< 3
    block[pendingByteCount] = 0x80
    var index = pendingByteCount + 1
    if index > blockByteCount - lengthByteCount {
      while index < blockByteCount {
        block[index] = 0
        index += 1
      }
      compressBlock()
      index = 0
    }
    while index < blockByteCount - 8 {
      block[index] = 0
      index += 1
    }
    // SHA-512's length has 128 bits, of which a count of bytes in 64 bits fills 67.
    if lengthByteCount == 16 { block[blockByteCount - 9] = UInt8(byteCount >> 61) }
    for place in 0..<8 {
      block[blockByteCount - 1 - place] = UInt8(truncatingIfNeeded: bitCount >> UInt64(8 * place))
    }
    compressBlock()
  }

  /// Writes the state, cut to the digest's length, big-endian.
  private func write(state output: inout MutableSpan<UInt8>) {
    switch algorithm {
    case .sha256:
      for index in 0..<8 {
        let pair = state[index / 2].littleEndian
        let word = UInt32(truncatingIfNeeded: index & 1 == 0 ? pair : pair >> 32)
        for place in 0..<4 {
          output[4 * index + place] = UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * place))
        }
      }
    case .sha384, .sha512:
      for index in 0..<algorithm.digestByteCount / 8 {
        for place in 0..<8 {
          output[8 * index + place] = UInt8(
            truncatingIfNeeded: state[index] >> UInt64(56 - 8 * place))
        }
      }
    }
  }
}
