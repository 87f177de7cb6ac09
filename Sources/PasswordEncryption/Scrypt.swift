public import Bytes

/// scrypt (RFC 7914). Which memory it reads depends on the password: the function is defined so, and costs an attacker
/// memory by it.
public struct Scrypt: Sendable, Hashable {
  /// N: a power of two above 1.
  public let cost: Int
  /// r: blocks of 128 bytes are mixed this many at a time.
  public let blockSize: Int
  /// p: how often the whole is done.
  public let parallelization: Int

  /// The most memory that will be used, in bytes: 256 MiB.
  public static let maximumByteCount = 1 << 28
  /// The most bytes that will be mixed in all: 4 GiB.
  public static let maximumWork = 1 << 32

  /// These parameters; nil where the function is not defined for them (Section 2), or where they ask for more
  /// memory or work than will be spent.
  public init?(cost: Int, blockSize: Int, parallelization: Int) {
    guard cost > 1, cost & (cost - 1) == 0, blockSize > 0, parallelization > 0,
      cost <= 1 << 30, blockSize <= 1 << 20, parallelization <= 1 << 20,
      128 * cost * blockSize <= Scrypt.maximumByteCount,
      128 * cost * blockSize <= Scrypt.maximumWork / parallelization,
      128 * blockSize * parallelization <= Scrypt.maximumByteCount,
      // Section 2: N is less than 2^(128 r / 8).
      blockSize > 1 || cost < 1 << 16
    else { return nil }
    self.cost = cost
    self.blockSize = blockSize
    self.parallelization = parallelization
  }

  /// A key of `byteCount` bytes, at least one.
  public func deriveKey(
    password: Span<UInt8>, salt: Span<UInt8>, byteCount: Int
  ) -> SecretBytes {
    let wordCount = 32 * blockSize
    var blocks = PBKDF2.deriveKey(
      password: password, salt: salt, iterations: 1, hash: .sha256,
      byteCount: 4 * wordCount * parallelization)
    var mixer = ScryptMixer(cost: cost, blockSize: blockSize)
    for index in 0..<parallelization {
      var all = blocks.mutableBytes
      mixer.mix(&all, at: 4 * wordCount * index)
    }
    return PBKDF2.deriveKey(
      password: password, salt: blocks.bytes, iterations: 1, hash: .sha256, byteCount: byteCount)
  }
}

/// scryptROMix (Section 5) and the memory that it works in, which is wiped.
@safe private struct ScryptMixer: ~Copyable {
  private let cost: Int
  /// In words of 32 bits: 32 r.
  private let wordCount: Int
  /// V, X and Y.
  private let memory: UnsafeMutableBufferPointer<UInt32>

  init(cost: Int, blockSize: Int) {
    self.cost = cost
    wordCount = 32 * blockSize
    unsafe memory = .allocate(capacity: wordCount * (cost + 2))
    unsafe memory.initialize(repeating: 0)
  }

  deinit {
    unsafe memory.withMemoryRebound(to: UInt32.self) { buffer in
      var span = unsafe MutableSpan(_unsafeElements: buffer)
      wipe(&span)
    }
    unsafe memory.deallocate()
  }

  mutating func mix(_ bytes: inout MutableSpan<UInt8>, at start: Int) {
    guard let v = unsafe memory.baseAddress else { return }
    let x = unsafe v + wordCount * cost
    let y = unsafe x + wordCount
    for index in 0..<wordCount {
      let place = start + 4 * index
      unsafe x[index] =
        UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
        | UInt32(bytes[place + 3]) << 24
    }
    for step in 0..<cost {
      unsafe (v + wordCount * step).update(from: x, count: wordCount)
      unsafe mixBlock(x, y)
    }
    for _ in 0..<cost {
      let chosen = unsafe Int(x[wordCount - 16]) & (cost - 1)
      let other = unsafe v + wordCount * chosen
      for index in 0..<wordCount { unsafe x[index] ^= other[index] }
      unsafe mixBlock(x, y)
    }
    for index in 0..<wordCount {
      let word = unsafe x[index]
      for place in 0..<4 {
        bytes[start + 4 * index + place] = UInt8(truncatingIfNeeded: word >> UInt32(8 * place))
      }
    }
  }

  /// scryptBlockMix (Section 4) of `x` in place, by way of `y`.
  private func mixBlock(_ x: UnsafeMutablePointer<UInt32>, _ y: UnsafeMutablePointer<UInt32>) {
    var state = [16 of UInt32](repeating: 0)
    for index in 0..<16 { state[index] = unsafe x[wordCount - 16 + index] }
    let half = wordCount / 32
    for block in 0..<2 * half {
      for index in 0..<16 { state[index] ^= unsafe x[16 * block + index] }
      ScryptMixer.salsa(&state)
      // Even blocks go to the first half, odd ones to the second.
      let place = (block & 1) * half + block / 2
      for index in 0..<16 { unsafe y[16 * place + index] = state[index] }
    }
    unsafe x.update(from: y, count: wordCount)
  }

  /// Salsa20/8 (Section 3).
  @inline(__always)
  private static func salsa(_ block: inout [16 of UInt32]) {
    var x = block
    @inline(__always) func quarter(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
      @inline(__always) func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word << count | word >> (32 - count)
      }
      x[b] ^= rotated(x[a] &+ x[d], 7)
      x[c] ^= rotated(x[b] &+ x[a], 9)
      x[d] ^= rotated(x[c] &+ x[b], 13)
      x[a] ^= rotated(x[d] &+ x[c], 18)
    }
    for _ in 0..<4 {
      quarter(0, 4, 8, 12)
      quarter(5, 9, 13, 1)
      quarter(10, 14, 2, 6)
      quarter(15, 3, 7, 11)
      quarter(0, 1, 2, 3)
      quarter(5, 6, 7, 4)
      quarter(10, 11, 8, 9)
      quarter(15, 12, 13, 14)
    }
    for index in 0..<16 { block[index] = block[index] &+ x[index] }
  }
}
