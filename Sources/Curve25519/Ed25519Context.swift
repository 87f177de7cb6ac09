import Hashing
import Processor

extension Ed25519 {
  /// Signs a message with a context of at most 255 bytes, which whoever verifies has to know (RFC 8032, Section 8.3;
  /// Ed25519ctx): R ‖ S, 64 bytes. With a context of no bytes it is another signature than without one.
  ///
  /// - Parameter hashesFirst: Signs SHA-512 of the message (Ed25519ph).
  /// - Throws: ``Curve25519Error/contextTooLong(_:)``.
  public static func sign(
    _ message: Span<UInt8>, seed: Span<UInt8>, publicKey: Span<UInt8>, context: Span<UInt8>,
    hashesFirst: Bool = false
  ) throws(Curve25519Error) -> [UInt8] {
    guard let domain = Domain(context, hashesFirst: hashesFirst) else {
      throw .contextTooLong(context.count)
    }
    guard hashesFirst else {
      return sign(message, seed: seed, publicKey: publicKey, in: domain, on: .current)
    }
    let digest = Hash.digest(.sha512, of: message)
    return sign(digest.bytes, seed: seed, publicKey: publicKey, in: domain, on: .current)
  }

  /// Whether R ‖ S is a signature of the message with this context, as ``verify(_:of:publicKey:)`` has it without
  /// one; false where the context has more than 255 bytes.
  ///
  /// - Parameter hashesFirst: Whether it is one of SHA-512 of the message (Ed25519ph).
  public static func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, publicKey: Span<UInt8>,
    context: Span<UInt8>, hashesFirst: Bool = false
  ) -> Bool {
    guard let domain = Domain(context, hashesFirst: hashesFirst) else { return false }
    guard hashesFirst else {
      return verify(signature, of: message, publicKey: publicKey, in: domain, on: .current)
    }
    let digest = Hash.digest(.sha512, of: message)
    return verify(signature, of: digest.bytes, publicKey: publicKey, in: domain, on: .current)
  }

  /// dom2 (RFC 8032, Section 2): what is hashed before everything else; nothing for Ed25519 itself.
  struct Domain {
    private var storage = [289 of UInt8](repeating: 0)
    private var count = 0

    /// That of Ed25519.
    init() {}

    /// That of Ed25519ctx, or of Ed25519ph; nil where the context is too long.
    init?(_ context: Span<UInt8>, hashesFirst: Bool) {
      guard context.count <= 255 else { return nil }
      for byte in "SigEd25519 no Ed25519 collisions".utf8 {
        storage[count] = byte
        count += 1
      }
      storage[32] = hashesFirst ? 1 : 0
      storage[33] = UInt8(context.count)
      for index in context.indices { storage[34 + index] = context[index] }
      count = 34 + context.count
    }

    var bytes: Span<UInt8> {
      @_lifetime(borrow self)
      get { storage.span.extracting(0..<count) }
    }
  }
}
