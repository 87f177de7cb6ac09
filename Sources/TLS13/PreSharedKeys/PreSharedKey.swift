public import Bytes
public import Cryptography

/// A key that both sides have before the handshake (RFC 9846, Section 2.2).
///
/// A class, so that the one copy of the key serves every connection.
public final class PreSharedKey: Sendable {
  /// The shortest external key, in bytes: 128 bits (RFC 9257, Section 6).
  public static let minimumByteCount = 16

  /// How the other side finds the key: 1 to 65,535 bytes, sent in the clear.
  public let identity: [UInt8]
  /// The one hash that the key is for (RFC 9846, Section 4.3.11).
  public let hash: HashAlgorithm
  let origin: PreSharedKeyOrigin
  private let secret: Secret

  /// Lends the secret: a view into a property of a class must not leave it.
  private struct Secret: ~Copyable, Sendable {
    let bytes: SecretBytes

    func earlySecret(_ hash: HashAlgorithm) -> EarlySecret {
      EarlySecret(hash, preSharedKey: bytes.bytes)
    }

    func write(into state: inout [UInt8]) { state.write(bytes.bytes) }

    func copy() -> [UInt8] { [UInt8](copying: bytes.bytes) }
  }

  /// A key from outside of TLS.
  ///
  /// - Parameters:
  ///   - identity: 1 to 65,000 bytes; whoever listens can read it.
  ///   - key: At least 16 bytes with as much randomness: a password is no key.
  ///   - hash: What the key is used with; SHA-256 unless the two sides agreed otherwise.
  /// - Throws: ``PreSharedKeyError``.
  public convenience init(
    external identity: [UInt8], key: consuming SecretBytes, hash: HashAlgorithm = .sha256
  ) throws(PreSharedKeyError) {
    guard key.count >= PreSharedKey.minimumByteCount else { throw .tooShort }
    guard (1...65_000).contains(identity.count) else { throw .identityLength }
    self.init(identity: identity, key, hash, .external)
  }

  init(
    identity: [UInt8], _ secret: consuming SecretBytes, _ hash: HashAlgorithm,
    _ origin: PreSharedKeyOrigin
  ) {
    self.identity = identity
    self.hash = hash
    self.origin = origin
    self.secret = Secret(bytes: secret)
  }

  /// Hands the key to a laboratory.
  func tell(_ laboratory: LaboratoryHooks) {
    laboratory.observe(.preSharedKey(secret.copy(), hash))
  }

  /// The first stage of the key schedule under this key.
  func earlySecret() -> EarlySecret { secret.earlySecret(hash) }

  /// The binder over a transcript that ends with the truncated ClientHello (RFC 9846, Section 4.3.11.2).
  func binder(_ transcript: borrowing Transcript) -> Digest {
    let hash = transcript.digest()
    return earlySecret().binderKey(origin).verifyData(hash.bytes)
  }

  /// Appends the key to what a ticket will hold, sealed.
  func write(into state: inout [UInt8]) {
    state.writeVector8 { state in secret.write(into: &state) }
  }
}

/// Why bytes do not make a pre-shared key.
public enum PreSharedKeyError: Error, Sendable, Equatable {
  /// Fewer than 16 bytes.
  case tooShort
  /// No identity, or one of more than 65,000 bytes.
  case identityLength
}

extension PreSharedKeyError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .tooShort: "a pre-shared key has at least 16 random bytes (RFC 9257, Section 6)"
    case .identityLength: "the identity of a pre-shared key has 1 to 65,000 bytes"
    }
  }
}
