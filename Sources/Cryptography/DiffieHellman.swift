internal import Bytes
private import Curve25519
private import Curve448
private import FiniteField
private import Weierstrass

/// The groups of Diffie-Hellman (RFC 9846, Section 4.3.7).
enum DiffieHellmanGroup: Sendable {
  /// Curve25519 (RFC 7748): shares of 32 bytes.
  case x25519
  /// Curve448 (RFC 7748): shares of 56 bytes.
  case x448
  /// secp256r1: shares are uncompressed points of 65 bytes.
  case p256
  /// secp384r1: shares are uncompressed points of 97 bytes.
  case p384
  /// secp521r1: shares are uncompressed points of 133 bytes.
  case p521
  /// ffdhe2048 (RFC 7919): shares of 256 bytes.
  case ffdhe2048
  /// ffdhe3072 (RFC 7919): shares of 384 bytes.
  case ffdhe3072
  /// ffdhe4096 (RFC 7919): shares of 512 bytes.
  case ffdhe4096

  /// Length of a share in bytes (RFC 9846, Section 4.3.8.2).
  var shareByteCount: Int {
    switch self {
    case .x25519: 32
    case .x448: 56
    case .p256: Curve.p256.pointByteCount
    case .p384: Curve.p384.pointByteCount
    case .p521: Curve.p521.pointByteCount
    case .ffdhe2048: FiniteFieldGroup.ffdhe2048.byteCount
    case .ffdhe3072: FiniteFieldGroup.ffdhe3072.byteCount
    case .ffdhe4096: FiniteFieldGroup.ffdhe4096.byteCount
    }
  }
}

/// One side's ephemeral key of Diffie-Hellman.
struct DiffieHellmanKey: ~Copyable, Sendable {
  let group: DiffieHellmanGroup
  /// The share to send, ``DiffieHellmanGroup/shareByteCount`` bytes.
  let share: [UInt8]
  private let secret: SecretBytes

  /// A new key.
  init(_ group: DiffieHellmanGroup, using random: inout some RandomSource) {
    let secret =
      switch group {
      case .x25519: random.secret(32)
      case .x448: random.secret(56)
      case .p256: ECDH.generatePrivateKey(.p256, using: &random)
      case .p384: ECDH.generatePrivateKey(.p384, using: &random)
      case .p521: ECDH.generatePrivateKey(.p521, using: &random)
      case .ffdhe2048: FiniteFieldDH.generatePrivateKey(.ffdhe2048, using: &random)
      case .ffdhe3072: FiniteFieldDH.generatePrivateKey(.ffdhe3072, using: &random)
      case .ffdhe4096: FiniteFieldDH.generatePrivateKey(.ffdhe4096, using: &random)
      }
    self.init(group, secret: secret)
  }

  private init(_ group: DiffieHellmanGroup, secret: consuming SecretBytes) {
    self.group = group
    share =
      switch group {
      case .x25519: X25519.publicKey(privateKey: secret.bytes)
      case .x448: X448.publicKey(privateKey: secret.bytes)
      // A scalar that was just drawn from its range has a public key.
      case .p256: (try? ECDH.publicKey(.p256, privateKey: secret.bytes)) ?? []
      case .p384: (try? ECDH.publicKey(.p384, privateKey: secret.bytes)) ?? []
      case .p521: (try? ECDH.publicKey(.p521, privateKey: secret.bytes)) ?? []
      case .ffdhe2048: FiniteFieldDH.publicKey(.ffdhe2048, privateKey: secret.bytes)
      case .ffdhe3072: FiniteFieldDH.publicKey(.ffdhe3072, privateKey: secret.bytes)
      case .ffdhe4096: FiniteFieldDH.publicKey(.ffdhe4096, privateKey: secret.bytes)
      }
    self.secret = secret
  }

  /// The secret shared with the peer whose share this is (RFC 9846, Section 7.4), in bytes: 32 of X25519, 56 of
  /// X448, 32, 48 or 66 of the NIST curves, as many as a share in a finite field.
  ///
  /// - Throws: ``InvalidShare`` for a share of the wrong length, a point off the curve, an X25519 or X448
  ///   share that gives zero, or a number that is not between 2 and p-2.
  func agree(with share: Span<UInt8>) throws(InvalidShare) -> SecretBytes {
    guard share.count == group.shareByteCount else {
      throw InvalidShare(
        reason: "a share of this group has \(group.shareByteCount) bytes, not \(share.count)")
    }
    do {
      switch group {
      case .x25519:
        return try X25519.sharedSecret(privateKey: secret.bytes, publicKey: share)
      case .x448:
        return try X448.sharedSecret(privateKey: secret.bytes, publicKey: share)
      case .p256:
        return try ECDH.sharedSecret(.p256, privateKey: secret.bytes, publicKey: share)
      case .p384:
        return try ECDH.sharedSecret(.p384, privateKey: secret.bytes, publicKey: share)
      case .p521:
        return try ECDH.sharedSecret(.p521, privateKey: secret.bytes, publicKey: share)
      case .ffdhe2048:
        return try FiniteFieldDH.sharedSecret(
          .ffdhe2048, privateKey: secret.bytes, publicKey: share)
      case .ffdhe3072:
        return try FiniteFieldDH.sharedSecret(
          .ffdhe3072, privateKey: secret.bytes, publicKey: share)
      case .ffdhe4096:
        return try FiniteFieldDH.sharedSecret(
          .ffdhe4096, privateKey: secret.bytes, publicKey: share)
      }
    } catch { throw InvalidShare(reason: "\(error)") }
  }
}
