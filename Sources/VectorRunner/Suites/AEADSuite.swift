internal import Bytes
internal import Ciphers
internal import Processor

/// Authenticated encryption: what is given is sealed and compared, and opened.
enum AEADSuite {
  private enum Kind { case gcm, ccm, chaCha20Poly1305 }

  /// The parts of a case.
  private struct Parts {
    let key, nonce, additionalData, message, ciphertext, tag: [UInt8]
    let tagByteCount: Int
    let hasToBeAccepted: Bool
  }

  static func run(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let name = try fields.text("algorithm")
    let kind: Kind
    switch Names.normal(name) {
    case "aesgcm", "aes128gcm", "aes192gcm", "aes256gcm", "acvpaesgcm": kind = .gcm
    case "aesccm", "aes128ccm", "aes192ccm", "aes256ccm", "aes128ccm8": kind = .ccm
    case "chacha20poly1305": kind = .chaCha20Poly1305
    default: throw .skip("the algorithm \(name) is not supported")
    }
    let tag = try fields.bytes("tag")
    var additionalData = try fields.optionalBytes("aad") ?? []
    if let count = fields.optionalNumber("aadRepeat") {
      guard count >= 0, additionalData.count * count <= 1 << 26 else {
        throw .malformed("aadRepeat")
      }
      additionalData = (0..<count).flatMap { _ in additionalData }
    }
    let parts = Parts(
      key: try fields.bytes("key"), nonce: try fields.bytes("nonce"),
      additionalData: additionalData, message: try fields.optionalBytes("message") ?? [],
      ciphertext: try fields.bytes("ciphertext"), tag: tag,
      tagByteCount: try HashSuite.tagByteCount(fields, tag),
      hasToBeAccepted: (fields.optionalText("result") ?? "valid") == "valid")
    let hasMessage = fields.has("message")
    let opened: [UInt8]
    switch try open(kind, parts) {
    case .failure(let refusal): return .refused(refusal.reason)
    case .success(let text): opened = text
    }
    if hasMessage {
      steps.compare("plaintext", opened, parts.message)
    } else {
      steps.note("plaintext", opened)
    }
    let sealed = seal(kind, parts, opened)
    steps.compare("ciphertext", Array(sealed.dropLast(parts.tagByteCount)), parts.ciphertext)
    steps.compare("tag", Array(sealed.suffix(parts.tagByteCount)), parts.tag)
    return steps.answer
  }

  private struct Refusal: Error { let reason: String }

  /// The plaintext, or why there is none.
  private static func open(
    _ kind: Kind, _ parts: Parts
  ) throws(CaseProblem) -> Result<[UInt8], Refusal> {
    func refused(_ reason: String) -> Result<[UInt8], Refusal> { .failure(Refusal(reason: reason)) }
    guard parts.tag.count == parts.tagByteCount else {
      return refused("the tag has \(parts.tag.count) bytes, not \(parts.tagByteCount)")
    }
    switch kind {
    case .gcm:
      guard [16, 24, 32].contains(parts.key.count) else { return refused("AES has no such key") }
      // SP 800-38D §5.2.1.1 and §5.2.1.2.
      guard !parts.nonce.isEmpty else { return refused("the nonce is empty") }
      guard [4, 8, 12, 13, 14, 15, 16].contains(parts.tagByteCount) else {
        return refused("GCM has no tag of \(parts.tagByteCount) bytes")
      }
    case .ccm:
      guard [16, 24, 32].contains(parts.key.count) else { return refused("AES has no such key") }
      // SP 800-38C §A.1.
      guard (7...13).contains(parts.nonce.count) else {
        return refused("CCM has no nonce of \(parts.nonce.count) bytes")
      }
      guard [4, 6, 8, 10, 12, 14, 16].contains(parts.tagByteCount) else {
        return refused("CCM has no tag of \(parts.tagByteCount) bytes")
      }
    case .chaCha20Poly1305:
      guard parts.key.count == 32 else { return refused("the key has not 32 bytes") }
      guard parts.nonce.count == 12 else { return refused("the nonce has not 12 bytes") }
      guard parts.tagByteCount == 16 else {
        // What has to be refused is; what has to be accepted is not broken, but not there.
        guard parts.hasToBeAccepted else { return refused("RFC 8439 has no tag cut short") }
        throw .skip("RFC 8439 has no tag cut short")
      }
    }
    if let algorithm = offered(kind, parts) {
      var memory = parts.ciphertext + parts.tag
      let aead = AEAD(algorithm, key: parts.key.span)
      var span = memory.mutableSpan
      do {
        try aead.open(
          &span, nonce: parts.nonce.span, additionalData: parts.additionalData.span)
      } catch { return refused("the tag is not that of the message") }
      return .success(Array(memory.dropLast(parts.tagByteCount)))
    }
    if kind == .ccm {
      guard
        let text = PublishedCiphers.openCCM(
          key: parts.key, nonce: parts.nonce, additionalData: parts.additionalData,
          parts.ciphertext + parts.tag, tagByteCount: parts.tagByteCount, on: .current)
      else { return refused("the tag is not that of the message") }
      return .success(text)
    }
    // Counter mode is its own inverse; the tag is that of what comes out.
    let text = Array(gcm(parts, parts.ciphertext).dropLast(16))
    let tag = gcm(parts, text).suffix(16).prefix(parts.tagByteCount)
    guard Array(tag) == parts.tag else { return refused("the tag is not that of the message") }
    return .success(text)
  }

  /// The algorithm of the library's interface that takes these lengths; nil where none does, and the code below
  /// the interface is run.
  private static func offered(_ kind: Kind, _ parts: Parts) -> AEADAlgorithm? {
    guard parts.nonce.count == 12 else { return nil }
    switch (kind, parts.key.count, parts.tagByteCount) {
    case (.gcm, 16, 16): return .aes128GCM
    case (.gcm, 32, 16): return .aes256GCM
    case (.ccm, 16, 16): return .aes128CCM
    case (.ccm, 16, 8): return .aes128CCM8
    case (.chaCha20Poly1305, _, _): return .chaCha20Poly1305
    default: return nil
    }
  }

  private static func gcm(_ parts: Parts, _ text: [UInt8]) -> [UInt8] {
    PublishedCiphers.sealGCM(
      key: parts.key, nonce: parts.nonce, additionalData: parts.additionalData, text, on: .current)
  }

  private static func seal(_ kind: Kind, _ parts: Parts, _ text: [UInt8]) -> [UInt8] {
    if let algorithm = offered(kind, parts) {
      let aead = AEAD(algorithm, key: parts.key.span)
      var output = [UInt8](repeating: 0, count: text.count + parts.tagByteCount)
      let none: [UInt8] = []
      var span = output.mutableSpan
      aead.seal(
        text.span, suffix: none.span, nonce: parts.nonce.span,
        additionalData: parts.additionalData.span, into: &span)
      return output
    }
    if kind == .ccm {
      return PublishedCiphers.sealCCM(
        key: parts.key, nonce: parts.nonce, additionalData: parts.additionalData, text,
        tagByteCount: parts.tagByteCount, on: .current)
    }
    let whole = gcm(parts, text)
    return Array(whole.dropLast(16) + whole.suffix(16).prefix(parts.tagByteCount))
  }
}

/// What the AEADs are made of.
enum CipherSuiteParts {
  /// AES of single blocks, or in counter mode.
  static func aes(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let (key, text) = (try fields.bytes("key"), try fields.bytes("plaintext"))
    guard [16, 24, 32].contains(key.count) else { return .refused("AES has no such key") }
    let own: [UInt8]
    if let counter = try fields.optionalBytes("counter") {
      guard counter.count == 16 else { throw .malformed("counter") }
      let blocks = text + [UInt8](repeating: 0, count: (16 - text.count % 16) % 16)
      own = Array(
        PublishedCiphers.aesCounter(key: key, counter: counter, blocks, on: .current)
          .prefix(text.count))
    } else {
      guard text.count % 16 == 0 else { return .refused("the text is not made of whole blocks") }
      own = PublishedCiphers.aesBlocks(key: key, text, on: .current)
    }
    steps.compare("ciphertext", own, try fields.bytes("ciphertext"))
    return steps.answer
  }

  /// The key stream of ChaCha20 and what is encrypted with it (RFC 8439, Sections 2.3, 2.4 and 2.6).
  static func chaCha20(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let (key, nonce) = (try fields.bytes("key"), try fields.bytes("nonce"))
    let text = try fields.bytes("plaintext")
    let counter = try fields.number("counter")
    guard key.count == 32, nonce.count == 12, text.count <= 1024,
      let counter = UInt32(exactly: counter)
    else { throw .malformed("a key, nonce, counter or text of another length") }
    let own = PublishedCiphers.chaCha20(
      key: key, nonce: nonce, counter: counter, text, on: .current)
    steps.compare("ciphertext", own, try fields.bytes("ciphertext"))
    return steps.answer
  }

  /// Poly1305 (RFC 8439, Section 2.5).
  static func poly1305(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let key = try fields.bytes("key")
    guard key.count == 32 else { throw .malformed("key") }
    let own = PublishedCiphers.poly1305(key: key, try fields.bytes("message"), on: .current)
    steps.compare("tag", own, try fields.bytes("tag"))
    return steps.answer
  }
}
