/// Galois/counter mode (NIST SP 800-38D) over one of the engines.
@safe struct GCM {
  private let engine: AESEngine
  private let rounds: Int
  private let memory: UnsafeMutableRawPointer

  init(_ engine: AESEngine, rounds: Int, memory: UnsafeMutableRawPointer) {
    self.engine = engine
    self.rounds = rounds
    unsafe self.memory = memory
  }

  /// Section 7.1: ciphertext of content and suffix, then a tag of 16 bytes.
  func seal(_ parts: SealedParts, into output: UnsafeMutableRawPointer) {
    let count = unsafe parts.content.count + parts.suffix.count
    withScratch { scratch in
      unsafe begin(scratch, parts.nonce, parts.additionalData)
      var source = unsafe BlockSource(parts.content, parts.suffix)
      var written = 0
      while let (blocks, blockCount) = unsafe source.next(into: scratch.block) {
        unsafe engine.seal(
          blocks, output + written, count: blockCount, scratch.counter, scratch.accumulator,
          memory, rounds: rounds)
        written += 16 * blockCount
      }
      let rest = source.partialByteCount
      if rest > 0 {
        let keystream = unsafe scratch.counter
        unsafe engine.encrypt(keystream, memory, rounds: rounds)
        unsafe add(keystream, to: scratch.block, rest)
        unsafe (output + written).copyMemory(from: scratch.block, byteCount: rest)
        unsafe engine.hash(scratch.block, count: 1, scratch.accumulator, memory)
      }
      unsafe end(scratch, parts.additionalData.count, count)
      unsafe (output + count).copyMemory(from: scratch.accumulator, byteCount: 16)
    }
  }

  /// Section 7.2, in place; false if the tag behind the `count` bytes is another.
  func open(_ message: UnsafeMutableRawPointer, count: Int, _ parts: OpenedParts) -> Bool {
    var difference: UInt8 = 0
    withScratch { scratch in
      unsafe begin(scratch, parts.nonce, parts.additionalData)
      let whole = count / 16
      unsafe engine.open(
        message, message, count: whole, scratch.counter, scratch.accumulator, memory,
        rounds: rounds)
      let rest = count & 15
      if rest > 0 {
        let end = unsafe message + 16 * whole
        unsafe scratch.block.copyMemory(from: end, byteCount: rest)
        unsafe engine.hash(scratch.block, count: 1, scratch.accumulator, memory)
        unsafe engine.encrypt(scratch.counter, memory, rounds: rounds)
        unsafe add(scratch.counter, to: end, rest)
      }
      unsafe end(scratch, parts.additionalData.count, count)
      for index in 0..<16 {
        difference |=
          unsafe scratch.accumulator.load(fromByteOffset: index, as: UInt8.self)
          ^ message.load(fromByteOffset: count + index, as: UInt8.self)
      }
    }
    return difference == 0
  }

  /// Makes the first counter block and takes the additional data into GHASH.
  private func begin(
    _ scratch: Scratch, _ nonce: UnsafeRawBufferPointer, _ additionalData: UnsafeRawBufferPointer
  ) {
    if nonce.count == 12, let bytes = nonce.baseAddress {
      unsafe scratch.counter.copyMemory(from: bytes, byteCount: 12)
      unsafe scratch.counter.storeBytes(of: UInt32(1).bigEndian, toByteOffset: 12, as: UInt32.self)
    } else {
      unsafe hash(nonce, scratch)
      hashLengths(scratch, 0, nonce.count)
      unsafe scratch.counter.copyMemory(from: scratch.accumulator, byteCount: 16)
      unsafe scratch.accumulator.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
    }
    unsafe scratch.tagMask.copyMemory(from: scratch.counter, byteCount: 16)
    unsafe engine.encrypt(scratch.tagMask, memory, rounds: rounds)
    let number = unsafe UInt32(
      bigEndian: scratch.counter.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    unsafe scratch.counter.storeBytes(
      of: (number &+ 1).bigEndian, toByteOffset: 12, as: UInt32.self)
    unsafe hash(additionalData, scratch)
  }

  /// Finishes GHASH and makes the tag in the accumulator's place.
  private func end(_ scratch: Scratch, _ additionalByteCount: Int, _ count: Int) {
    hashLengths(scratch, additionalByteCount, count)
    unsafe add(scratch.tagMask, to: scratch.accumulator, 16)
  }

  /// Takes bytes into GHASH, the last block filled up with zeros.
  private func hash(_ bytes: UnsafeRawBufferPointer, _ scratch: Scratch) {
    guard let start = bytes.baseAddress else { return }
    let whole = bytes.count / 16
    if whole > 0 { unsafe engine.hash(start, count: whole, scratch.accumulator, memory) }
    let rest = bytes.count & 15
    guard rest > 0 else { return }
    unsafe scratch.block.copyMemory(from: start + 16 * whole, byteCount: rest)
    unsafe engine.hash(scratch.block, count: 1, scratch.accumulator, memory)
    unsafe scratch.block.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
  }

  private func hashLengths(_ scratch: Scratch, _ first: Int, _ second: Int) {
    unsafe scratch.block.storeBytes(of: UInt64(first * 8).bigEndian, as: UInt64.self)
    unsafe scratch.block.storeBytes(
      of: UInt64(second * 8).bigEndian, toByteOffset: 8, as: UInt64.self)
    unsafe engine.hash(scratch.block, count: 1, scratch.accumulator, memory)
    unsafe scratch.block.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
  }
}
