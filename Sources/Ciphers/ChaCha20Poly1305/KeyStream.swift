/// The key stream of one message: made ahead, 1,024 bytes at most, for what does not fill the engine's
/// registers, and else added where the text lies.
@safe struct KeyStream: ~Copyable {
  private let engine: ChaChaEngine
  private let state: UnsafeMutableRawPointer
  /// What was made ahead.
  let bytes: UnsafeMutableRawPointer
  private var used: Int
  private var made: Int
  /// Bytes of the message to which no key stream was added yet.
  private var left: Int

  /// Begins with the one-time key's block, whose 64 bytes are passed over; the message has `byteCount`
  /// bytes.
  @inline(__always)
  init(
    _ engine: ChaChaEngine, state: UnsafeMutableRawPointer, bytes: UnsafeMutableRawPointer,
    byteCount: Int
  ) {
    self.engine = engine
    unsafe self.state = state
    unsafe self.bytes = bytes
    let blockCount = engine.strideBlockCount
    unsafe engine.keyStream(bytes, count: blockCount, state)
    used = 64
    made = 64 * blockCount
    left = byteCount
  }

  /// The bytes of `count` that the engine takes whole, if nothing made ahead is left.
  @inline(__always)
  func wholeByteCount(_ count: Int) -> Int {
    let stride = 64 * engine.strideBlockCount
    return used == made ? count / stride * stride : 0
  }

  /// Encrypts `count` bytes, as many as `wholeByteCount` says; the other parameters are the engine's.
  @inline(__always)
  mutating func seal(
    _ input: UnsafeRawPointer, _ output: UnsafeMutableRawPointer, count: Int, done: Int,
    _ sum: inout Poly1305, _ hashed: inout Int
  ) {
    unsafe engine.seal(input, output, count: count / 64, done: done, state, &sum, &hashed)
    left -= count
  }

  /// Takes `count` bytes, as many as `wholeByteCount` says, into `sum` and decrypts them in place.
  @inline(__always)
  mutating func open(_ message: UnsafeMutableRawPointer, count: Int, _ sum: inout Poly1305) {
    unsafe engine.open(message, count: count / 64, state, &sum)
    left -= count
  }

  /// Bytes that `addPart` takes at most after `prepare`.
  var partByteCount: Int { used == made ? 1024 : made - used }

  /// Makes more ahead, if nothing is left of it and the message has not ended, and takes ciphertext, of which `waiting` bytes
  /// from `text` on are not yet in `sum`, beside that; returns the number of bytes taken.
  @inline(__always)
  mutating func prepare(
    _ sum: inout Poly1305, beside text: UnsafeRawPointer, waiting: Int
  ) -> Int {
    guard used == made, left > 0 else { return 0 }
    let blockCount = min(16, (left + 63) / 64)
    used = 0
    made = 64 * blockCount
    return unsafe engine.keyStream(
      bytes, count: blockCount, state, &sum, beside: text, waiting: waiting)
  }

  /// Takes as many bytes from `input` as were made ahead; returns their number.
  @inline(__always)
  mutating func addPart(
    _ input: inout UnsafeRawBufferPointer, _ output: UnsafeMutableRawPointer
  ) -> Int {
    guard let start = input.baseAddress, input.count > 0 else { return 0 }
    let count = min(input.count, made - used)
    unsafe add(start, bytes + used, output, count)
    unsafe input = UnsafeRawBufferPointer(rebasing: input[count...])
    used += count
    left -= count
    return count
  }

  /// Writes the sum of `count` bytes, bit by bit.
  @inline(__always)
  private func add(
    _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ output: UnsafeMutableRawPointer,
    _ count: Int
  ) {
    var index = 0
    while index + 32 <= count {
      let sum =
        unsafe left.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
        ^ right.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
      unsafe output.storeBytes(of: sum, toByteOffset: index, as: SIMD4<UInt64>.self)
      index += 32
    }
    while index < count {
      let byte =
        unsafe left.load(fromByteOffset: index, as: UInt8.self)
        ^ right.load(fromByteOffset: index, as: UInt8.self)
      unsafe output.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
      index += 1
    }
  }
}
