/// Counter mode with CBC-MAC (RFC 3610, NIST SP 800-38C) over one of the engines.
@safe struct CCM {
  private let engine: AESEngine
  private let rounds: Int
  private let memory: UnsafeMutableRawPointer
  private let tagByteCount: Int

  init(
    _ engine: AESEngine, rounds: Int, memory: UnsafeMutableRawPointer, tagByteCount: Int
  ) {
    self.engine = engine
    self.rounds = rounds
    unsafe self.memory = memory
    self.tagByteCount = tagByteCount
  }

  /// Ciphertext of content and suffix, then the tag. With a nonce of 12 bytes both together are shorter
  /// than 2^24 bytes (RFC 3610, Section 2.1).
  func seal(_ parts: SealedParts, into output: UnsafeMutableRawPointer) {
    let count = unsafe parts.content.count + parts.suffix.count
    withScratch { scratch in
      unsafe begin(scratch, parts.nonce, parts.additionalData, count)
      var source = unsafe BlockSource(parts.content, parts.suffix)
      var written = 0
      while let (blocks, blockCount) = unsafe source.next(into: scratch.block) {
        unsafe engine.sealCCM(
          blocks, output + written, count: blockCount, scratch.counter, scratch.accumulator,
          memory, rounds: rounds)
        written += 16 * blockCount
      }
      let rest = source.partialByteCount
      if rest > 0 {
        unsafe engine.authenticate(
          scratch.block, count: 1, scratch.accumulator, memory, rounds: rounds)
        unsafe engine.encrypt(scratch.counter, memory, rounds: rounds)
        unsafe add(scratch.counter, to: scratch.block, rest)
        unsafe (output + written).copyMemory(from: scratch.block, byteCount: rest)
      }
      unsafe add(scratch.tagMask, to: scratch.accumulator, 16)
      unsafe (output + count).copyMemory(from: scratch.accumulator, byteCount: tagByteCount)
    }
  }

  /// In place; false if the tag behind the `count` bytes is another.
  func open(_ message: UnsafeMutableRawPointer, count: Int, _ parts: OpenedParts) -> Bool {
    guard unsafe count >> (8 * (15 - parts.nonce.count)) == 0 else { return false }
    var difference: UInt8 = 0
    withScratch { scratch in
      unsafe begin(scratch, parts.nonce, parts.additionalData, count)
      let whole = count / 16
      unsafe engine.openCCM(
        message, message, count: whole, scratch.counter, scratch.accumulator, memory,
        rounds: rounds)
      let rest = count & 15
      if rest > 0 {
        let end = unsafe message + 16 * whole
        unsafe engine.encrypt(scratch.counter, memory, rounds: rounds)
        unsafe add(scratch.counter, to: end, rest)
        unsafe scratch.block.copyMemory(from: end, byteCount: rest)
        unsafe engine.authenticate(
          scratch.block, count: 1, scratch.accumulator, memory, rounds: rounds)
      }
      unsafe add(scratch.tagMask, to: scratch.accumulator, 16)
      for index in 0..<tagByteCount {
        difference |=
          unsafe scratch.accumulator.load(fromByteOffset: index, as: UInt8.self)
          ^ message.load(fromByteOffset: count + index, as: UInt8.self)
      }
    }
    return difference == 0
  }

  /// Authenticates B_0 and the additional data (RFC 3610, Section 2.2) and makes A_0, A_1 and S_0
  /// (Section 2.3).
  private func begin(
    _ scratch: Scratch, _ nonce: UnsafeRawBufferPointer, _ additionalData: UnsafeRawBufferPointer,
    _ count: Int
  ) {
    let lengthByteCount = 15 - nonce.count
    precondition(count >> (8 * lengthByteCount) == 0, "too long a message for CCM")
    let first = unsafe UnsafeMutableRawBufferPointer(start: scratch.block, count: 16)
    unsafe first[0] = UInt8(
      (additionalData.count > 0 ? 64 : 0) + (tagByteCount - 2) / 2 * 8 + lengthByteCount - 1)
    unsafe UnsafeMutableRawBufferPointer(rebasing: first[1...]).copyMemory(from: nonce)
    // A_0 is B_0 with the last flags alone, before B_0 gets its length.
    unsafe scratch.counter.copyMemory(from: scratch.block, byteCount: 16)
    unsafe scratch.counter.storeBytes(of: UInt8(lengthByteCount - 1), as: UInt8.self)
    for index in 0..<lengthByteCount {
      unsafe first[15 - index] = UInt8(truncatingIfNeeded: count >> (8 * index))
    }
    unsafe engine.authenticate(
      scratch.block, count: 1, scratch.accumulator, memory, rounds: rounds)
    unsafe authenticate(additionalData, scratch)
    unsafe scratch.block.initializeMemory(as: UInt8.self, repeating: 0, count: 16)

    unsafe scratch.tagMask.copyMemory(from: scratch.counter, byteCount: 16)
    unsafe engine.encrypt(scratch.tagMask, memory, rounds: rounds)
    unsafe scratch.counter.storeBytes(of: UInt8(1), toByteOffset: 15, as: UInt8.self)
  }

  /// The additional data behind its length, the last block filled up with zeros.
  private func authenticate(_ data: UnsafeRawBufferPointer, _ scratch: Scratch) {
    guard data.count > 0 else { return }
    let block = unsafe UnsafeMutableRawBufferPointer(start: scratch.block, count: 16)
    let prefix: Int
    if data.count < 0xFF00 {
      prefix = 2
    } else {
      unsafe block[0] = 0xFF
      unsafe block[1] = 0xFE
      prefix = 6
    }
    let lengthByteCount = prefix == 2 ? 2 : 4
    for index in 0..<lengthByteCount {
      unsafe block[prefix - 1 - index] = UInt8(truncatingIfNeeded: data.count >> (8 * index))
    }
    let taken = min(16 - prefix, data.count)
    unsafe pad(block, from: prefix, UnsafeRawBufferPointer(rebasing: data[..<taken]))
    unsafe engine.authenticate(
      scratch.block, count: 1, scratch.accumulator, memory, rounds: rounds)
    let rest = unsafe UnsafeRawBufferPointer(rebasing: data[taken...])
    let whole = rest.count / 16
    if whole > 0, let start = rest.baseAddress {
      unsafe engine.authenticate(
        start, count: whole, scratch.accumulator, memory, rounds: rounds)
    }
    guard rest.count & 15 > 0 else { return }
    unsafe pad(block, from: 0, UnsafeRawBufferPointer(rebasing: rest[(16 * whole)...]))
    unsafe engine.authenticate(
      scratch.block, count: 1, scratch.accumulator, memory, rounds: rounds)
  }

  private func pad(
    _ block: UnsafeMutableRawBufferPointer, from start: Int, _ bytes: UnsafeRawBufferPointer
  ) {
    for index in start..<16 {
      unsafe block[index] = index - start < bytes.count ? bytes[index - start] : 0
    }
  }
}
