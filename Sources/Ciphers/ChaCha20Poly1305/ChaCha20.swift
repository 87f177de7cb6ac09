/// ChaCha20 (RFC 8439, Sections 2.1 to 2.4) in plain integers.
enum ChaCha20 {
  /// Makes the state of 64 bytes (Section 2.3): constants, key, counter, nonce.
  static func begin(
    _ state: UnsafeMutableRawPointer, key: UnsafeRawPointer, nonce: UnsafeRawPointer,
    counter: UInt32
  ) {
    let constants: [4 of UInt32] = [0x6170_7865, 0x3320_646E, 0x7962_2D32, 0x6B20_6574]
    for index in 0..<4 {
      unsafe state.storeBytes(
        of: constants[index].littleEndian, toByteOffset: 4 * index, as: UInt32.self)
    }
    unsafe (state + 16).copyMemory(from: key, byteCount: 32)
    unsafe state.storeBytes(of: counter.littleEndian, toByteOffset: 48, as: UInt32.self)
    unsafe (state + 52).copyMemory(from: nonce, byteCount: 12)
  }

  /// Adds the key stream of `count` blocks.
  static func encrypt(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int,
    _ state: UnsafeMutableRawPointer
  ) {
    var start = [16 of UInt32](repeating: 0)
    for index in 0..<16 { start[index] = unsafe word(state, index) }
    for block in 0..<count {
      var x = start
      for _ in 0..<10 {
        quarterRound(&x, 0, 4, 8, 12)
        quarterRound(&x, 1, 5, 9, 13)
        quarterRound(&x, 2, 6, 10, 14)
        quarterRound(&x, 3, 7, 11, 15)
        quarterRound(&x, 0, 5, 10, 15)
        quarterRound(&x, 1, 6, 11, 12)
        quarterRound(&x, 2, 7, 8, 13)
        quarterRound(&x, 3, 4, 9, 14)
      }
      for index in 0..<16 {
        let stream = x[index] &+ start[index]
        let text = unsafe word(input + 64 * block, index)
        unsafe output.storeBytes(
          of: (stream ^ text).littleEndian, toByteOffset: 64 * block + 4 * index, as: UInt32.self)
      }
      start[12] &+= 1
    }
    unsafe state.storeBytes(of: start[12].littleEndian, toByteOffset: 48, as: UInt32.self)
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawPointer, _ index: Int) -> UInt32 {
    unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
  }

  /// Section 2.1.
  @inline(__always)
  private static func quarterRound(
    _ x: inout [16 of UInt32], _ a: Int, _ b: Int, _ c: Int, _ d: Int
  ) {
    x[a] &+= x[b]
    x[d] = rotated(x[d] ^ x[a], 16)
    x[c] &+= x[d]
    x[b] = rotated(x[b] ^ x[c], 12)
    x[a] &+= x[b]
    x[d] = rotated(x[d] ^ x[a], 8)
    x[c] &+= x[d]
    x[b] = rotated(x[b] ^ x[c], 7)
  }

  @inline(__always)
  private static func rotated(_ x: UInt32, _ count: UInt32) -> UInt32 {
    x &<< count | x &>> (32 &- count)
  }
}
