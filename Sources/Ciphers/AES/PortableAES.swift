/// AES, GHASH and what GCM and CCM make of them, in plain integers and constant time.
///
/// The key memory: round keys as planes, 64 bytes each, then GHASH's key, 16 bytes.
enum PortableAES {
  static let keyByteCount = 1024
  private static let hashKeyOffset = 960

  /// Expands a key (FIPS 197, Section 5.2).
  static func expand(
    _ key: UnsafeRawBufferPointer, into memory: UnsafeMutableRawPointer, hashing: Bool
  ) {
    let rounds = key.count / 4 + 6
    var words = [60 of UInt32](repeating: 0)
    unsafe AESKeySchedule.expand(key, into: &words)
    var bytes = [16 of UInt32](repeating: 0)
    for round in 0...rounds {
      for index in 0..<16 { bytes[index] = words[4 * round + index & 3] }
      let planes = unsafe bytes.span.withUnsafeBytes { buffer in
        unsafe buffer.baseAddress.map { unsafe BitslicedState(loading: $0) }
      }
      guard let planes else { continue }
      for j in 0..<8 {
        unsafe memory.storeBytes(
          of: planes.planes[j], toByteOffset: 64 * round + 8 * j, as: UInt64.self)
      }
    }
    if hashing {
      unsafe encrypt(memory + hashKeyOffset, memory, rounds: rounds)
    }
    var span = words.mutableSpan
    unsafe span.withUnsafeMutableBytes { unsafe erase($0) }
    span = bytes.mutableSpan
    unsafe span.withUnsafeMutableBytes { unsafe erase($0) }
  }

  /// Encrypts one block in place.
  static func encrypt(
    _ block: UnsafeMutableRawPointer, _ memory: UnsafeRawPointer, rounds: Int
  ) {
    unsafe withBlocks { blocks in
      unsafe blocks.copyMemory(from: block, byteCount: 16)
      unsafe encryptFour(blocks, memory, rounds)
      unsafe block.copyMemory(from: blocks, byteCount: 16)
    }
  }

  /// Takes `count` blocks into GHASH.
  static func hash(
    _ blocks: UnsafeRawPointer, count: Int, _ accumulator: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer
  ) {
    let key = unsafe GHASH.Element(loading: memory + hashKeyOffset)
    var sum = unsafe GHASH.Element(loading: accumulator)
    for index in 0..<count {
      sum.add(unsafe GHASH.Element(loading: blocks + 16 * index))
      sum.multiply(by: key)
    }
    unsafe sum.store(to: accumulator)
  }

  /// Encrypts `count` blocks in counter mode and takes the ciphertext into GHASH.
  static func seal(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    unsafe addKeystream(input, output, count, counter, memory, rounds)
    unsafe hash(output, count: count, accumulator, memory)
  }

  /// Takes `count` blocks of ciphertext into GHASH and decrypts them in counter mode.
  static func open(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ counter: UnsafeMutableRawPointer, _ accumulator: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    unsafe hash(input, count: count, accumulator, memory)
    unsafe addKeystream(input, output, count, counter, memory, rounds)
  }

  /// Takes `count` blocks into the CBC-MAC `mac`.
  static func authenticate(
    _ blocks: UnsafeRawPointer, count: Int, _ mac: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    for index in 0..<count {
      unsafe add(blocks + 16 * index, to: mac)
      unsafe encrypt(mac, memory, rounds: rounds)
    }
  }

  /// Takes `count` blocks into the CBC-MAC `mac` and encrypts them in counter mode.
  static func sealCCM(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ counter: UnsafeMutableRawPointer, _ mac: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    unsafe authenticate(input, count: count, mac, memory, rounds: rounds)
    unsafe addKeystream(input, output, count, counter, memory, rounds)
  }

  /// Decrypts `count` blocks in counter mode and takes the plaintext into the CBC-MAC `mac`.
  static func openCCM(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ counter: UnsafeMutableRawPointer, _ mac: UnsafeMutableRawPointer,
    _ memory: UnsafeRawPointer, rounds: Int
  ) {
    unsafe addKeystream(input, output, count, counter, memory, rounds)
    unsafe authenticate(output, count: count, mac, memory, rounds: rounds)
  }

  /// Counter mode, four blocks at a time.
  private static func addKeystream(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, _ count: Int,
    _ counter: UnsafeMutableRawPointer, _ memory: UnsafeRawPointer, _ rounds: Int
  ) {
    unsafe withBlocks { blocks in
      var done = 0
      while done < count {
        let step = min(4, count - done)
        let number = unsafe UInt32(
          bigEndian: counter.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        for index in 0..<step {
          unsafe (blocks + 16 * index).copyMemory(from: counter, byteCount: 12)
          unsafe blocks.storeBytes(
            of: (number &+ UInt32(truncatingIfNeeded: index)).bigEndian,
            toByteOffset: 16 * index + 12, as: UInt32.self)
        }
        unsafe counter.storeBytes(
          of: (number &+ UInt32(truncatingIfNeeded: step)).bigEndian, toByteOffset: 12,
          as: UInt32.self)
        unsafe encryptFour(blocks, memory, rounds)
        for index in 0..<step {
          unsafe add(input + 16 * (done + index), to: blocks + 16 * index)
        }
        unsafe (output + 16 * done).copyMemory(from: blocks, byteCount: 16 * step)
        done += step
      }
    }
  }

  private static func encryptFour(
    _ blocks: UnsafeMutableRawPointer, _ memory: UnsafeRawPointer, _ rounds: Int
  ) {
    var state = unsafe BitslicedState(loading: blocks)
    unsafe state.encrypt(memory, rounds: rounds)
    unsafe state.store(to: blocks)
  }

  @inline(__always)
  private static func add(_ block: UnsafeRawPointer, to sum: UnsafeMutableRawPointer) {
    for offset in stride(from: 0, to: 16, by: 8) {
      let word = unsafe block.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let other = unsafe sum.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      unsafe sum.storeBytes(of: word ^ other, toByteOffset: offset, as: UInt64.self)
    }
  }

  /// Four blocks to work in, wiped afterwards.
  @inline(__always)
  private static func withBlocks(_ body: (UnsafeMutableRawPointer) -> Void) {
    var blocks = [8 of UInt64](repeating: 0)
    var span = blocks.mutableSpan
    unsafe span.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe body(base)
      unsafe erase(base, 64)
    }
  }
}
