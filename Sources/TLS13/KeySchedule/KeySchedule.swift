import Bytes
import Cryptography

// RFC 9846, Section 7.1: the three stages of the key schedule. Going on to the next stage uses the one
// before up, and so wipes it.

/// The first stage: from a pre-shared key, or from zeros where there is none.
struct EarlySecret: ~Copyable {
  private let hash: HashAlgorithm
  private let secret: SecretBytes

  /// Without a pre-shared key.
  init(_ hash: HashAlgorithm) {
    let zeros = SecretBytes(zeroByteCount: hash.digestByteCount)
    self.init(hash, preSharedKey: zeros.bytes)
  }

  /// From a pre-shared key.
  init(_ hash: HashAlgorithm, preSharedKey: Span<UInt8>) {
    self.hash = hash
    let zeros = SecretBytes(zeroByteCount: hash.digestByteCount)
    secret = HKDF.extract(hash, salt: zeros.bytes, inputKeyMaterial: preSharedKey)
  }

  /// binder_key, as a secret whose Finished is the binder (Section 4.3.11.2).
  func binderKey(_ origin: PreSharedKeyOrigin) -> TrafficSecret {
    let none: [UInt8] = []
    let empty = Hash.digest(hash, of: none.span)
    return deriveTraffic(hash, secret, origin.binderLabel, empty.bytes)
  }

  /// client_early_traffic_secret, over ClientHello.
  func clientTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    deriveTraffic(hash, secret, "c e traffic", transcript)
  }

  /// early_exporter_secret, over ClientHello.
  func exporter(_ transcript: Span<UInt8>) -> ExporterSecret {
    ExporterSecret(
      hash,
      HKDFLabel.expand(
        hash, secret.bytes, "e exp master", context: transcript, hash.digestByteCount))
  }

  /// Goes on without key agreement: psk_ke (Section 4.3.9).
  consuming func mixingNothing() -> HandshakeSecret {
    let zeros = SecretBytes(zeroByteCount: hash.digestByteCount)
    return mixing(zeros)
  }

  /// Mixes in what key agreement gave.
  consuming func mixing(_ shared: borrowing SecretBytes) -> HandshakeSecret {
    let salt = derived(hash, secret)
    return HandshakeSecret(
      hash, HKDF.extract(hash, salt: salt.bytes, inputKeyMaterial: shared.bytes))
  }
}

/// The second stage: the handshake's own traffic secrets come from it.
struct HandshakeSecret: ~Copyable {
  private let hash: HashAlgorithm
  private let secret: SecretBytes

  fileprivate init(_ hash: HashAlgorithm, _ secret: consuming SecretBytes) {
    self.hash = hash
    self.secret = secret
  }

  /// client_handshake_traffic_secret, over ClientHello…ServerHello.
  func clientTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    deriveTraffic(hash, secret, "c hs traffic", transcript)
  }

  /// server_handshake_traffic_secret, over ClientHello…ServerHello.
  func serverTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    deriveTraffic(hash, secret, "s hs traffic", transcript)
  }

  /// Goes on to the last stage.
  consuming func main() -> MainSecret {
    let salt = derived(hash, secret)
    let zeros = SecretBytes(zeroByteCount: hash.digestByteCount)
    return MainSecret(hash, HKDF.extract(hash, salt: salt.bytes, inputKeyMaterial: zeros.bytes))
  }
}

/// The last stage: application data, exporters and resumption come from it.
struct MainSecret: ~Copyable {
  private let hash: HashAlgorithm
  private let secret: SecretBytes

  fileprivate init(_ hash: HashAlgorithm, _ secret: consuming SecretBytes) {
    self.hash = hash
    self.secret = secret
  }

  /// client_application_traffic_secret_0, over ClientHello…server Finished.
  func clientTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    deriveTraffic(hash, secret, "c ap traffic", transcript)
  }

  /// server_application_traffic_secret_0, over ClientHello…server Finished.
  func serverTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    deriveTraffic(hash, secret, "s ap traffic", transcript)
  }

  /// exporter_secret, over ClientHello…server Finished.
  func exporter(_ transcript: Span<UInt8>) -> ExporterSecret {
    ExporterSecret(
      hash,
      HKDFLabel.expand(
        hash, secret.bytes, "exp master", context: transcript, hash.digestByteCount))
  }

  /// resumption_secret, over ClientHello…client Finished.
  func resumption(_ transcript: Span<UInt8>) -> ResumptionSecret {
    ResumptionSecret(
      hash,
      HKDFLabel.expand(
        hash, secret.bytes, "res master", context: transcript, hash.digestByteCount))
  }
}

/// The secret from which tickets get their keys (Section 4.7.1).
struct ResumptionSecret: ~Copyable {
  let hash: HashAlgorithm
  private let secret: SecretBytes

  fileprivate init(_ hash: HashAlgorithm, _ secret: consuming SecretBytes) {
    self.hash = hash
    self.secret = secret
  }

  /// The pre-shared key of the ticket with this nonce.
  func preSharedKey(_ nonce: Span<UInt8>) -> SecretBytes {
    HKDFLabel.expand(hash, secret.bytes, "resumption", context: nonce, hash.digestByteCount)
  }
}

/// Derive-Secret(secret, "derived", ""): the salt of the next stage.
private func derived(_ hash: HashAlgorithm, _ secret: borrowing SecretBytes) -> SecretBytes {
  let none: [UInt8] = []
  let empty = Hash.digest(hash, of: none.span)
  return HKDFLabel.expand(
    hash, secret.bytes, "derived", context: empty.bytes, hash.digestByteCount)
}

private func deriveTraffic(
  _ hash: HashAlgorithm, _ secret: borrowing SecretBytes, _ label: StaticString,
  _ transcript: Span<UInt8>
) -> TrafficSecret {
  TrafficSecret(
    hash,
    HKDFLabel.expand(hash, secret.bytes, label, context: transcript, hash.digestByteCount))
}
