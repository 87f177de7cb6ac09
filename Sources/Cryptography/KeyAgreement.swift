public import Bytes
private import MLKEM

/// The groups in which two sides agree on a secret (RFC 9846, Section 4.3.7), those of ML-KEM among them
/// (draft-ietf-tls-mlkem), alone or beside a curve (draft-ietf-tls-ecdhe-mlkem).
public enum KeyAgreementGroup: Sendable, Hashable, CaseIterable {
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
  /// ML-KEM-768, then Curve25519: 1216 bytes to the server, 1120 back.
  case x25519MLKEM768
  /// secp256r1, then ML-KEM-768: 1249 bytes to the server, 1153 back.
  case p256MLKEM768
  /// secp384r1, then ML-KEM-1024: 1665 bytes to the server, 1665 back.
  case p384MLKEM1024
  /// ML-KEM-512: 800 bytes to the server, 768 back.
  case mlkem512
  /// ML-KEM-768: 1184 bytes to the server, 1088 back.
  case mlkem768
  /// ML-KEM-1024: 1568 bytes to the server, 1568 back.
  case mlkem1024

  /// Whether the secret stays one where somebody has a large quantum computer.
  public var isPostQuantum: Bool { encapsulation != nil }

  /// Length in bytes of the share of who speaks first, the client.
  public var shareByteCount: Int {
    (diffieHellman?.shareByteCount ?? 0) + (encapsulation?.encapsulationKeyByteCount ?? 0)
  }

  /// Length in bytes of the share of who answers, the server.
  public var answerByteCount: Int {
    (diffieHellman?.shareByteCount ?? 0) + (encapsulation?.ciphertextByteCount ?? 0)
  }

  /// The part that is Diffie-Hellman; nil in ML-KEM alone.
  fileprivate var diffieHellman: DiffieHellmanGroup? {
    switch self {
    case .x25519, .x25519MLKEM768: .x25519
    case .x448: .x448
    case .p256, .p256MLKEM768: .p256
    case .p384, .p384MLKEM1024: .p384
    case .p521: .p521
    case .ffdhe2048: .ffdhe2048
    case .ffdhe3072: .ffdhe3072
    case .ffdhe4096: .ffdhe4096
    case .mlkem512, .mlkem768, .mlkem1024: nil
    }
  }

  /// Whether both sides do the same, so that keys of either can be made ahead.
  public var isDiffieHellman: Bool { encapsulation == nil }

  /// The part that is ML-KEM; nil in Diffie-Hellman alone.
  fileprivate var encapsulation: MLKEMParameterSet? {
    switch self {
    case .mlkem512: .mlkem512
    case .x25519MLKEM768, .p256MLKEM768, .mlkem768: .mlkem768
    case .p384MLKEM1024, .mlkem1024: .mlkem1024
    case .x25519, .x448, .p256, .p384, .p521, .ffdhe2048, .ffdhe3072, .ffdhe4096: nil
    }
  }

  /// Two parts in the order in which shares and secrets have them. draft-ietf-tls-ecdhe-mlkem §3: what FIPS
  /// approves comes first, so ML-KEM before X25519, but behind the curves of NIST.
  fileprivate func joined(_ curve: [UInt8], _ encapsulation: [UInt8]) -> [UInt8] {
    if encapsulation.isEmpty { return curve }
    return self == .x25519MLKEM768 ? encapsulation + curve : curve + encapsulation
  }

  fileprivate func joined(
    _ curve: borrowing SecretBytes, _ encapsulation: borrowing SecretBytes
  ) -> SecretBytes {
    let isReversed = self == .x25519MLKEM768
    let (curveAt, encapsulationAt) = isReversed ? (encapsulation.count, 0) : (0, curve.count)
    return SecretBytes(byteCount: curve.count + encapsulation.count) { output in
      for index in 0..<curve.count { output[curveAt + index] = curve.bytes[index] }
      for index in 0..<encapsulation.count {
        output[encapsulationAt + index] = encapsulation.bytes[index]
      }
    }
  }

  /// Where in a share of this many bytes the two parts are.
  fileprivate func ranges(byteCount: Int) -> (curve: Range<Int>, encapsulation: Range<Int>) {
    let curveByteCount = diffieHellman?.shareByteCount ?? 0
    guard self == .x25519MLKEM768 else {
      return (0..<curveByteCount, curveByteCount..<byteCount)
    }
    let end = byteCount - curveByteCount
    return (end..<byteCount, 0..<end)
  }

  /// Answers the share of who spoke first: what a server does with a client's.
  ///
  /// - Throws: ``InvalidShare`` for a share of the wrong length, a point off the curve, an X25519 or X448
  ///   share that gives zero, a number that is not between 2 and p-2, or an encapsulation key with a
  ///   coefficient that is not below q (FIPS 203, Section 7.2).
  public func answer(
    _ share: Span<UInt8>, using random: inout some RandomSource
  ) throws(InvalidShare) -> KeyAgreementAnswer {
    try requireLength(share, shareByteCount)
    let (curve, encapsulation) = ranges(byteCount: share.count)
    guard let set = self.encapsulation else {
      return try answerByDiffieHellman(share, using: &random)
    }
    let sealed: MLKEMEncapsulation
    do {
      let key = try MLKEMEncapsulationKey(set, bytes: share.extracting(encapsulation))
      sealed = key.encapsulate(using: &random)
    } catch { throw InvalidShare(reason: "\(error)") }
    guard diffieHellman != nil else {
      let ciphertext = sealed.ciphertext
      return KeyAgreementAnswer(share: ciphertext, secret: sealed.takeSharedSecret())
    }
    let own = try answerByDiffieHellman(share.extracting(curve), using: &random)
    return KeyAgreementAnswer(
      share: joined(own.share, sealed.ciphertext),
      secret: joined(own.secret, sealed.sharedSecret))
  }

  private func answerByDiffieHellman(
    _ share: Span<UInt8>, using random: inout some RandomSource
  ) throws(InvalidShare) -> KeyAgreementAnswer {
    guard let group = diffieHellman else { throw InvalidShare(reason: "no such group") }
    let key = DiffieHellmanKey(group, using: &random)
    return KeyAgreementAnswer(share: key.share, secret: try key.agree(with: share))
  }

  fileprivate func requireLength(_ share: Span<UInt8>, _ count: Int) throws(InvalidShare) {
    guard share.count == count else {
      throw InvalidShare(reason: "a share of this group has \(count) bytes, not \(share.count)")
    }
  }
}

/// The peer's share is no element of the group, or agreement with it gives no secret.
public struct InvalidShare: Error, Equatable, Sendable {
  /// What is wrong with it.
  public let reason: String
}

/// What answers a share.
public struct KeyAgreementAnswer: ~Copyable, Sendable {
  /// The share to send back, ``KeyAgreementGroup/answerByteCount`` bytes.
  public let share: [UInt8]
  /// The secret that both sides have now; see ``EphemeralKey/agree(with:)``.
  public let secret: SecretBytes

  /// Moves the secret out.
  public consuming func takeSecret() -> SecretBytes { secret }
}

/// The ephemeral key of who speaks first, the client.
public struct EphemeralKey: ~Copyable, Sendable {
  /// The group it belongs to.
  public let group: KeyAgreementGroup
  /// The share to send, ``KeyAgreementGroup/shareByteCount`` bytes.
  public let share: [UInt8]
  private let curve: DiffieHellmanKey?
  private let encapsulation: MLKEMDecapsulationKey?

  /// A new key.
  public init(_ group: KeyAgreementGroup, using random: inout some RandomSource) {
    self.group = group
    var shares: ([UInt8], [UInt8]) = ([], [])
    if let diffieHellman = group.diffieHellman {
      let key = DiffieHellmanKey(diffieHellman, using: &random)
      shares.0 = key.share
      curve = consume key
    } else {
      curve = nil
    }
    if let set = group.encapsulation {
      let key = MLKEMDecapsulationKey(set, using: &random)
      shares.1 = key.encapsulationKey.bytes
      encapsulation = consume key
    } else {
      encapsulation = nil
    }
    share = group.joined(shares.0, shares.1)
  }

  /// The secret shared with the peer who answered (RFC 9846, Section 7.4), in bytes: 32 of X25519, 56 of
  /// X448, 32, 48 or 66 of the NIST curves, as many as a share in a finite field, 32 of ML-KEM; of a hybrid
  /// group both, in its order.
  ///
  /// - Throws: ``InvalidShare`` for an answer of the wrong length, a point off the curve, an X25519 or X448
  ///   share that gives zero, or a number that is not between 2 and p-2.
  public func agree(with answer: Span<UInt8>) throws(InvalidShare) -> SecretBytes {
    try group.requireLength(answer, group.answerByteCount)
    let ranges = group.ranges(byteCount: answer.count)
    switch (group.diffieHellman != nil, group.encapsulation != nil) {
    case (true, true):
      return group.joined(
        try agreeByDiffieHellman(answer.extracting(ranges.curve)),
        try decapsulate(answer.extracting(ranges.encapsulation)))
    case (_, false): return try agreeByDiffieHellman(answer)
    case (false, true): return try decapsulate(answer)
    }
  }

  private func agreeByDiffieHellman(_ share: Span<UInt8>) throws(InvalidShare) -> SecretBytes {
    switch curve {
    case .some(let key): return try key.agree(with: share)
    case .none: throw InvalidShare(reason: "no such group")
    }
  }

  private func decapsulate(_ ciphertext: Span<UInt8>) throws(InvalidShare) -> SecretBytes {
    switch encapsulation {
    case .some(let key):
      do { return try key.decapsulate(ciphertext) } catch {
        throw InvalidShare(reason: "\(error)")
      }
    case .none: throw InvalidShare(reason: "no such group")
    }
  }
}
