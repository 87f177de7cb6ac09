/// The AEAD of RFC 8439, Section 2.8, over one of the engines.
@safe struct ChaCha20Poly1305 {
  private let engine: ChaChaEngine
  private let key: UnsafeMutableRawPointer

  init(_ engine: ChaChaEngine, key: UnsafeMutableRawPointer) {
    self.engine = engine
    unsafe self.key = key
  }

  /// Ciphertext of content and suffix, then a tag of 16 bytes.
  func seal(_ parts: SealedParts, into output: UnsafeMutableRawPointer) {
    let count = unsafe parts.content.count + parts.suffix.count
    unsafe withState(nonce: parts.nonce) { state, block in
      var sum = unsafe begin(state, block, parts.additionalData)
      let content = unsafe parts.content
      let whole = content.count / 64
      if whole > 0, let start = content.baseAddress {
        unsafe engine.encrypt(start, output, count: whole, state)
      }
      // The rest of the content and the suffix, block by block through a place of their own.
      var suffix = unsafe parts.suffix
      var written = 64 * whole
      let target = unsafe UnsafeMutableRawBufferPointer(start: block, count: 64)
      unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: content[written...]))
      var filled = content.count - written
      while filled + suffix.count > 0 {
        let taken = min(64 - filled, suffix.count)
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[filled...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: suffix[..<taken]))
        unsafe suffix = UnsafeRawBufferPointer(rebasing: suffix[taken...])
        filled += taken
        unsafe engine.encrypt(block, block, count: 1, state)
        unsafe (output + written).copyMemory(from: block, byteCount: filled)
        written += filled
        filled = 0
      }
      unsafe end(&sum, block, output, count, parts.additionalData.count)
      unsafe (output + count).copyMemory(from: block, byteCount: 16)
    }
  }

  /// In place; false if the tag behind the `count` bytes is another.
  func open(_ message: UnsafeMutableRawPointer, count: Int, _ parts: OpenedParts) -> Bool {
    var difference: UInt8 = 0
    unsafe withState(nonce: parts.nonce) { state, block in
      var sum = unsafe begin(state, block, parts.additionalData)
      unsafe end(&sum, block, message, count, parts.additionalData.count)
      for index in 0..<16 {
        difference |=
          unsafe block.load(fromByteOffset: index, as: UInt8.self)
          ^ message.load(fromByteOffset: count + index, as: UInt8.self)
      }
      // Nothing is decrypted that is not authentic.
      guard difference == 0 else { return }
      let whole = count / 64
      unsafe engine.encrypt(message, message, count: whole, state)
      let rest = count & 63
      guard rest > 0 else { return }
      unsafe block.copyMemory(from: message + 64 * whole, byteCount: rest)
      unsafe engine.encrypt(block, block, count: 1, state)
      unsafe (message + 64 * whole).copyMemory(from: block, byteCount: rest)
    }
    return difference == 0
  }

  /// Makes the one-time key of the first key stream block (Section 2.6), leaves the counter at 1, and
  /// authenticates the additional data.
  private func begin(
    _ state: UnsafeMutableRawPointer, _ block: UnsafeMutableRawPointer,
    _ additionalData: UnsafeRawBufferPointer
  ) -> Poly1305 {
    unsafe engine.encrypt(block, block, count: 1, state)
    var sum = unsafe Poly1305(key: block)
    if let start = additionalData.baseAddress {
      unsafe authenticate(start, additionalData.count, &sum)
    }
    return sum
  }

  /// Authenticates the ciphertext and the lengths, and leaves the tag in `block`.
  private func end(
    _ sum: inout Poly1305, _ block: UnsafeMutableRawPointer, _ ciphertext: UnsafeRawPointer,
    _ count: Int, _ additionalByteCount: Int
  ) {
    unsafe authenticate(ciphertext, count, &sum)
    unsafe block.storeBytes(of: UInt64(additionalByteCount).littleEndian, as: UInt64.self)
    unsafe block.storeBytes(of: UInt64(count).littleEndian, toByteOffset: 8, as: UInt64.self)
    unsafe sum.update(block, count: 1)
    let tag = sum.tag()
    unsafe block.storeBytes(of: tag.low.littleEndian, as: UInt64.self)
    unsafe block.storeBytes(of: tag.high.littleEndian, toByteOffset: 8, as: UInt64.self)
  }

  /// Authenticates bytes, the last block filled up with zeros.
  private func authenticate(_ bytes: UnsafeRawPointer, _ count: Int, _ sum: inout Poly1305) {
    let whole = count / 16
    unsafe engine.authenticate(bytes, count: whole, &sum)
    let rest = count & 15
    guard rest > 0 else { return }
    var last = (UInt64(0), UInt64(0))
    unsafe withUnsafeMutableBytes(of: &last) { buffer in
      let tail = unsafe UnsafeRawBufferPointer(start: bytes + 16 * whole, count: rest)
      unsafe buffer.copyMemory(from: tail)
      if let base = buffer.baseAddress { unsafe sum.update(base, count: 1) }
    }
  }

  /// Lends `body` the cipher's state with counter 0 and 64 zero bytes, wiped afterwards.
  @inline(__always)
  private func withState(
    nonce: UnsafeRawBufferPointer,
    _ body: (UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Void
  ) {
    var memory = [16 of UInt64](repeating: 0)
    var span = memory.mutableSpan
    unsafe span.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress, let nonce = nonce.baseAddress else { return }
      unsafe ChaCha20.begin(base, key: key, nonce: nonce, counter: 0)
      unsafe body(base, base + 64)
      unsafe erase(base, 128)
    }
  }
}
