public import Bytes

/// AES in cipher block chaining (NIST SP 800-38A, Section 6.2), for keys in files; no suite of TLS 1.3 has it.
///
/// It runs in constant time on any processor, and it does not authenticate: what was decrypted is to be
/// judged by other means.
public struct AESCBC: ~Copyable, Sendable {
  /// Length of a block and of an initialization vector in bytes.
  public static let blockByteCount = 16

  private let memory: KeyMemory
  private let rounds: Int

  /// The cipher under a key of 16, 24 or 32 bytes.
  public init(key: borrowing SecretBytes) {
    precondition([16, 24, 32].contains(key.count), "AES has keys of 16, 24 and 32 bytes")
    memory = KeyMemory(byteCount: PortableAES.keyByteCount)
    rounds = key.count / 4 + 6
    let memory = unsafe memory.base
    unsafe key.bytes.withUnsafeBytes { key in
      unsafe PortableAES.expand(key, into: memory, hashing: false)
    }
  }

  /// Encrypts whole blocks in place, behind an initialization vector of 16 bytes.
  public func encrypt(_ blocks: inout MutableSpan<UInt8>, iv: Span<UInt8>) {
    let count = AESCBC.checkedCount(blocks.count, iv.count)
    let memory = unsafe UnsafeRawPointer(memory.base)
    let rounds = rounds
    unsafe blocks.withUnsafeMutableBytes { buffer in
      unsafe iv.withUnsafeBytes { iv in
        guard let base = buffer.baseAddress, var previous = iv.baseAddress else { return }
        for index in 0..<count {
          let block = unsafe base + 16 * index
          unsafe add(previous, to: block, 16)
          unsafe PortableAES.encrypt(block, memory, rounds: rounds)
          unsafe previous = UnsafeRawPointer(block)
        }
      }
    }
  }

  /// Decrypts whole blocks in place, behind an initialization vector of 16 bytes.
  public func decrypt(_ blocks: inout MutableSpan<UInt8>, iv: Span<UInt8>) {
    let count = AESCBC.checkedCount(blocks.count, iv.count)
    let memory = unsafe UnsafeRawPointer(memory.base)
    let rounds = rounds
    unsafe blocks.withUnsafeMutableBytes { buffer in
      unsafe iv.withUnsafeBytes { iv in
        guard let base = buffer.baseAddress, let iv = iv.baseAddress else { return }
        // From the end, so that the ciphertext before a block is still there.
        for index in (0..<count).reversed() {
          let block = unsafe base + 16 * index
          unsafe PortableAES.decrypt(block, memory, rounds: rounds)
          unsafe add(index == 0 ? iv : UnsafeRawPointer(block - 16), to: block, 16)
        }
      }
    }
  }

  private static func checkedCount(_ byteCount: Int, _ ivByteCount: Int) -> Int {
    precondition(
      byteCount.isMultiple(of: 16) && ivByteCount == 16, "CBC takes whole blocks and a whole vector"
    )
    return byteCount / 16
  }
}

extension PortableAES {
  /// Decrypts one block in place.
  static func decrypt(
    _ block: UnsafeMutableRawPointer, _ memory: UnsafeRawPointer, rounds: Int
  ) {
    var blocks = [8 of UInt64](repeating: 0)
    var span = blocks.mutableSpan
    unsafe span.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe base.copyMemory(from: block, byteCount: 16)
      var state = unsafe BitslicedState(loading: base)
      unsafe state.decrypt(memory, rounds: rounds)
      unsafe state.store(to: base)
      unsafe block.copyMemory(from: base, byteCount: 16)
      unsafe erase(base, 64)
    }
  }
}

extension BitslicedState {
  /// Decrypts (FIPS 197, Section 5.3) under the round keys that `encrypt` takes.
  mutating func decrypt(_ roundKeys: UnsafeRawPointer, rounds: Int) {
    unsafe add(roundKeys + 64 * rounds)
    for round in (1..<rounds).reversed() {
      unshiftRows()
      unsubstitute()
      unsafe add(roundKeys + 64 * round)
      unmixColumns()
    }
    unshiftRows()
    unsubstitute()
    unsafe add(roundKeys)
  }

  /// InvShiftRows (Section 5.3.1).
  private mutating func unshiftRows() {
    for j in 0..<8 {
      let x = planes[j]
      planes[j] =
        x & 0x1111_1111_1111_1111
        | x << 4 & 0x2220_2220_2220_2220 | x >> 12 & 0x0002_0002_0002_0002
        | x >> 8 & 0x0044_0044_0044_0044 | x << 8 & 0x4400_4400_4400_4400
        | x >> 4 & 0x0888_0888_0888_0888 | x << 12 & 0x8000_8000_8000_8000
    }
  }

  /// InvSubBytes (Section 5.3.2): with the inverse L of SubBytes' affine map, inversion is L behind SubBytes, and
  /// InvSubBytes is inversion behind L.
  private mutating func unsubstitute() {
    invertAffineMap()
    substitute()
    invertAffineMap()
  }

  private mutating func invertAffineMap() {
    let y = planes
    for j in 0..<8 { planes[j] = y[(j + 2) & 7] ^ y[(j + 5) & 7] ^ y[(j + 7) & 7] }
    // The constant is 0x05.
    planes[0] = ~planes[0]
    planes[2] = ~planes[2]
  }

  /// InvMixColumns (Section 5.3.3): MixColumns, after 4 (a + c) was added to a, with c two rows below.
  private mutating func unmixColumns() {
    var sums = planes
    for j in 0..<8 {
      let x = planes[j]
      sums[j] = x ^ (x >> 2 & 0x3333_3333_3333_3333 | x << 2 & 0xCCCC_CCCC_CCCC_CCCC)
    }
    for _ in 0..<2 {
      let once = sums
      for j in 0..<8 { sums[j] = once[(j + 7) & 7] ^ (j == 1 || j == 3 || j == 4 ? once[7] : 0) }
    }
    for j in 0..<8 { planes[j] ^= sums[j] }
    mixColumns()
  }
}
