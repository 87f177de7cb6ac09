internal import Bytes
public import Processor

/// Authenticated encryption with additional data (RFC 5116) under one key.
///
/// Everything that depends on the key alone is computed when the value is made, and wiped with it.
/// Sealing and opening allocate nothing and copy no record.
public struct AEAD: ~Copyable, Sendable {
  /// The algorithm.
  public let algorithm: AEADAlgorithm
  let cipher: Cipher
  let memory: KeyMemory

  /// The algorithm's code for this processor.
  enum Cipher: Sendable {
    case gcm(AESEngine, rounds: Int)
    case ccm(AESEngine)
    case chaCha20Poly1305(ChaChaEngine)
  }

  /// The AEAD under `key`, of `algorithm.keyByteCount` bytes.
  public init(_ algorithm: AEADAlgorithm, key: Span<UInt8>) {
    self.init(algorithm, key: key, on: .current)
  }

  /// The AEAD under `key`, by what `processor` can do.
  public init(_ algorithm: AEADAlgorithm, key: Span<UInt8>, on processor: Processor) {
    let none = [12 of UInt8](repeating: 0)
    self.init(algorithm, key: key, staticIV: none.span, on: processor)
  }

  /// The AEAD under `key` with the IV of which TLS makes its nonces beside it: 12 bytes, wiped as the key is.
  public init(_ algorithm: AEADAlgorithm, key: Span<UInt8>, staticIV: Span<UInt8>) {
    self.init(algorithm, key: key, staticIV: staticIV, on: .current)
  }

  private init(
    _ algorithm: AEADAlgorithm, key: Span<UInt8>, staticIV: Span<UInt8>, on processor: Processor
  ) {
    precondition(key.count == algorithm.keyByteCount, "a key of another length")
    precondition(staticIV.count == algorithm.nonceByteCount, "an IV of another length")
    self.algorithm = algorithm
    switch algorithm {
    case .aes128GCM, .aes256GCM:
      let engine = AESEngine(on: processor)
      cipher = .gcm(engine, rounds: key.count / 4 + 6)
      memory = KeyMemory(byteCount: engine.keyByteCount)
      unsafe key.withUnsafeBytes { unsafe engine.expand($0, into: memory.base, hashing: true) }
    case .aes128CCM, .aes128CCM8:
      let engine = AESEngine(on: processor)
      cipher = .ccm(engine)
      memory = KeyMemory(byteCount: engine.keyByteCount)
      unsafe key.withUnsafeBytes { unsafe engine.expand($0, into: memory.base, hashing: false) }
    case .chaCha20Poly1305:
      cipher = .chaCha20Poly1305(ChaChaEngine(on: processor))
      memory = KeyMemory(byteCount: 32)
      unsafe key.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(start: memory.base, count: 32).copyMemory(from: bytes)
      }
    }
    memory.attach(staticIV)
  }

  /// The nonce of the record with this sequence number: the number, padded to twelve bytes, XORed with the static IV
  /// (RFC 9846, Section 5.3).
  public func nonce(ofRecord sequence: UInt64) -> [12 of UInt8] {
    var nonce = memory.attached
    for index in 0..<8 {
      nonce[4 + index] ^= UInt8(truncatingIfNeeded: sequence &>> UInt64(56 - 8 * index))
    }
    return nonce
  }

  /// Encrypts `content` followed by `suffix` and adds the tag.
  ///
  /// - Parameters:
  ///   - content: Read, never copied.
  ///   - suffix: In TLS the inner content type and the padding (RFC 9846, Section 5.2).
  ///   - nonce: 12 bytes, never used twice under one key.
  ///   - additionalData: Authenticated, not encrypted.
  ///   - output: Exactly as long as content, suffix and tag together.
  public func seal(
    _ content: Span<UInt8>, suffix: Span<UInt8>, nonce: Span<UInt8>,
    additionalData: Span<UInt8>, into output: inout MutableSpan<UInt8>
  ) {
    precondition(nonce.count == algorithm.nonceByteCount, "a nonce of another length")
    precondition(
      output.count == content.count + suffix.count + algorithm.tagByteCount,
      "an output of another length")
    let parts = unsafe SealedParts(
      content: bytes(of: content), suffix: bytes(of: suffix), nonce: bytes(of: nonce),
      additionalData: bytes(of: additionalData))
    unsafe output.withUnsafeMutableBytes { buffer in
      guard let output = buffer.baseAddress else { return }
      switch cipher {
      case .gcm(let engine, let rounds):
        unsafe GCM(engine, rounds: rounds, memory: memory.base).seal(parts, into: output)
      case .ccm(let engine):
        unsafe CCM(engine, rounds: 10, memory: memory.base, tagByteCount: algorithm.tagByteCount)
          .seal(parts, into: output)
      case .chaCha20Poly1305(let engine):
        unsafe ChaCha20Poly1305(engine, key: memory.base).seal(parts, into: output)
      }
    }
  }

  /// Decrypts `message`, a ciphertext followed by its tag, in place.
  ///
  /// The plaintext stands in all but the last `tagByteCount` bytes afterwards.
  ///
  /// - Throws: ``AuthenticationFailure`` if the tag is not that of the message; the plaintext is wiped.
  public func open(
    _ message: inout MutableSpan<UInt8>, nonce: Span<UInt8>, additionalData: Span<UInt8>
  ) throws(AuthenticationFailure) {
    precondition(nonce.count == algorithm.nonceByteCount, "a nonce of another length")
    let count = message.count - algorithm.tagByteCount
    guard count >= 0 else { throw AuthenticationFailure() }
    let parts = unsafe OpenedParts(
      nonce: bytes(of: nonce), additionalData: bytes(of: additionalData))
    let isAuthentic = unsafe message.withUnsafeMutableBytes { buffer in
      guard let message = buffer.baseAddress else { return false }
      let verdict =
        switch cipher {
        case .gcm(let engine, let rounds):
          unsafe GCM(engine, rounds: rounds, memory: memory.base)
            .open(message, count: count, parts)
        case .ccm(let engine):
          unsafe CCM(engine, rounds: 10, memory: memory.base, tagByteCount: algorithm.tagByteCount)
            .open(message, count: count, parts)
        case .chaCha20Poly1305(let engine):
          unsafe ChaCha20Poly1305(engine, key: memory.base).open(message, count: count, parts)
        }
      let isAuthentic = declassified(verdict)
      if !isAuthentic { unsafe erase(message, count) }
      return isAuthentic
    }
    guard isAuthentic else { throw AuthenticationFailure() }
  }
}

/// What goes into a sealed message beside the key. The memory is that of spans the caller holds.
@safe struct SealedParts {
  let content: UnsafeRawBufferPointer
  let suffix: UnsafeRawBufferPointer
  let nonce: UnsafeRawBufferPointer
  let additionalData: UnsafeRawBufferPointer
}

/// What opens a message beside the key. The memory is that of spans the caller holds.
@safe struct OpenedParts {
  let nonce: UnsafeRawBufferPointer
  let additionalData: UnsafeRawBufferPointer
}

/// The memory of a span, for as long as the caller holds the span: five closures within each other
/// would say the same less readably.
@inline(__always)
private func bytes(of span: Span<UInt8>) -> UnsafeRawBufferPointer {
  unsafe span.withUnsafeBytes { unsafe $0 }
}
