import Hashing

extension Ed448 {
  /// Signs a message with a context of at most 255 bytes, which whoever verifies has to know (RFC 8032, Section 8.3):
  /// R ‖ S, 114 bytes.
  ///
  /// - Parameter hashesFirst: Signs the first 64 bytes of SHAKE256 of the message (Ed448ph).
  /// - Throws: ``Curve448Error/contextTooLong(_:)``.
  public static func sign(
    _ message: Span<UInt8>, seed: Span<UInt8>, publicKey: Span<UInt8>, context: Span<UInt8>,
    hashesFirst: Bool = false
  ) throws(Curve448Error) -> [UInt8] {
    guard let domain = Domain(context, hashesFirst: hashesFirst) else {
      throw .contextTooLong(context.count)
    }
    guard hashesFirst else { return sign(message, seed: seed, publicKey: publicKey, in: domain) }
    let digest = digest(message)
    return sign(digest.span, seed: seed, publicKey: publicKey, in: domain)
  }

  /// Whether R ‖ S is a signature of the message with this context, as ``verify(_:of:publicKey:)`` has it without
  /// one; false where the context has more than 255 bytes.
  ///
  /// - Parameter hashesFirst: Whether it is one of the first 64 bytes of SHAKE256 of the message (Ed448ph).
  public static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>,
    context: Span<UInt8>, hashesFirst: Bool = false
  ) -> Bool {
    guard let domain = Domain(context, hashesFirst: hashesFirst) else { return false }
    guard hashesFirst else {
      return verify(signature, of: message, publicKey: publicKey, in: domain)
    }
    let digest = digest(message)
    return verify(signature, of: digest.span, publicKey: publicKey, in: domain)
  }

  /// PH (Section 5.2).
  private static func digest(_ message: Span<UInt8>) -> [64 of UInt8] {
    var sponge = SHA3(.shake256)
    sponge.update(message)
    var digest = [64 of UInt8](repeating: 0)
    var output = digest.mutableSpan
    sponge.squeeze(into: &output)
    return digest
  }

  /// dom4 (RFC 8032, Section 2): what is hashed before everything else.
  struct Domain {
    private var storage = [265 of UInt8](repeating: 0)
    private var count = 10

    /// That of the empty context, without hashing first.
    init() {
      let name: [8 of UInt8] = [0x53, 0x69, 0x67, 0x45, 0x64, 0x34, 0x34, 0x38]  // "SigEd448"
      for index in 0..<8 { storage[index] = name[index] }
    }

    /// Nil where the context is too long.
    init?(_ context: Span<UInt8>, hashesFirst: Bool) {
      guard context.count <= 255 else { return nil }
      self.init()
      storage[8] = hashesFirst ? 1 : 0
      storage[9] = UInt8(context.count)
      for index in context.indices { storage[10 + index] = context[index] }
      count += context.count
    }

    var bytes: Span<UInt8> {
      @_lifetime(borrow self)
      get { storage.span.extracting(0..<count) }
    }
  }
}
