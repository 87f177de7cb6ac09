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
    unsafe withStream(nonce: parts.nonce, count) { stream in
      var sum = unsafe begin(stream, parts.additionalData)
      var content = unsafe parts.content
      var suffix = unsafe parts.suffix
      var written = 0
      var hashed = 0
      while written < count {
        let whole = stream.wholeByteCount(content.count)
        if whole > 0, let start = content.baseAddress {
          unsafe stream.seal(
            start, output + written, count: whole, done: written, &sum, &hashed)
          unsafe content = UnsafeRawBufferPointer(rebasing: content[whole...])
          written += whole
        }
        hashed += unsafe stream.prepare(&sum, beside: output + hashed, waiting: written - hashed)
        written += unsafe stream.addPart(&content, output + written)
        if content.count == 0 { written += unsafe stream.addPart(&suffix, output + written) }
      }
      unsafe authenticate(output + hashed, count - hashed, &sum)
      let tag = unsafe end(&sum, count, parts.additionalData.count)
      unsafe output.storeBytes(of: tag.low.littleEndian, toByteOffset: count, as: UInt64.self)
      unsafe output.storeBytes(of: tag.high.littleEndian, toByteOffset: count + 8, as: UInt64.self)
    }
  }

  /// In place; false if the tag behind the `count` bytes is another.
  func open(_ message: UnsafeMutableRawPointer, count: Int, _ parts: OpenedParts) -> Bool {
    var isAuthentic = false
    unsafe withStream(nonce: parts.nonce, count) { stream in
      var sum = unsafe begin(stream, parts.additionalData)
      var written = 0
      while written < count {
        let whole = stream.wholeByteCount(count - written)
        if whole > 0 {
          unsafe stream.open(message + written, count: whole, &sum)
          written += whole
        }
        let partByteCount = min(count - written, stream.partByteCount)
        var part = unsafe UnsafeRawBufferPointer(start: message + written, count: partByteCount)
        let hashed = unsafe stream.prepare(&sum, beside: message + written, waiting: partByteCount)
        unsafe authenticate(message + written + hashed, partByteCount - hashed, &sum)
        written += unsafe stream.addPart(&part, message + written)
      }
      let tag = unsafe end(&sum, count, parts.additionalData.count)
      let low = unsafe message.loadUnaligned(fromByteOffset: count, as: UInt64.self)
      let high = unsafe message.loadUnaligned(fromByteOffset: count + 8, as: UInt64.self)
      isAuthentic = (tag.low ^ low.littleEndian) | (tag.high ^ high.littleEndian) == 0
    }
    return isAuthentic
  }

  /// Takes the one-time key from the first block of the stream (Section 2.6) and authenticates the
  /// additional data.
  private func begin(
    _ stream: borrowing KeyStream, _ additionalData: UnsafeRawBufferPointer
  ) -> Poly1305 {
    var sum = unsafe Poly1305(key: stream.bytes)
    if let start = additionalData.baseAddress {
      unsafe authenticate(start, additionalData.count, &sum)
    }
    return sum
  }

  /// Authenticates the lengths.
  private func end(
    _ sum: inout Poly1305, _ count: Int, _ additionalByteCount: Int
  ) -> (low: UInt64, high: UInt64) {
    sum.update(UInt64(additionalByteCount), UInt64(count))
    return sum.tag()
  }

  /// Authenticates bytes, the last block filled up with zeros.
  private func authenticate(_ bytes: UnsafeRawPointer, _ count: Int, _ sum: inout Poly1305) {
    let whole = count / 16
    unsafe engine.authenticate(bytes, count: whole, &sum)
    let rest = count & 15
    guard rest > 0 else { return }
    var low: UInt64 = 0
    var high: UInt64 = 0
    for index in 0..<rest {
      let byte = unsafe UInt64(bytes.load(fromByteOffset: 16 * whole + index, as: UInt8.self))
      if index < 8 {
        low |= byte << UInt64(8 * index)
      } else {
        high |= byte << UInt64(8 * index - 64)
      }
    }
    sum.update(low, high)
  }

  /// Lends `body` the key stream, which begins with the block of the one-time key; wiped afterwards.
  @inline(__always)
  private func withStream(
    nonce: UnsafeRawBufferPointer, _ count: Int, _ body: (inout KeyStream) -> Void
  ) {
    var memory = [136 of UInt64](repeating: 0)
    var span = memory.mutableSpan
    unsafe span.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress, let nonce = nonce.baseAddress else { return }
      unsafe ChaCha20.begin(base, key: key, nonce: nonce, counter: 0)
      var stream = unsafe KeyStream(engine, state: base, bytes: base + 64, byteCount: count)
      body(&stream)
      unsafe erase(base, 1088)
    }
  }
}
