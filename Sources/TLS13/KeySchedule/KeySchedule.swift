import Bytes
import Cryptography

// RFC 9846, Section 7.1: the three stages of the key schedule. Going on to the next stage uses the one
// before up, and so wipes it.

/// The first stage: from a pre-shared key, or from zeros where there is none.
struct EarlySecret: ~Copyable {
  private let hash: HashAlgorithm
  private let secret: DerivingSecret

  /// Without a pre-shared key.
  init(_ hash: HashAlgorithm) {
    let zeros = [64 of UInt8](repeating: 0)
    self.init(hash, preSharedKey: zeros.span.extracting(0..<hash.digestByteCount))
  }

  /// From a pre-shared key.
  init(_ hash: HashAlgorithm, preSharedKey: Span<UInt8>) {
    self.hash = hash
    let zeros = [64 of UInt8](repeating: 0)
    secret = DerivingSecret(
      hash, salt: zeros.span.extracting(0..<hash.digestByteCount), inputKeyMaterial: preSharedKey)
  }

  /// binder_key, as a secret whose Finished is the binder (Section 4.3.11.2).
  func binderKey(_ origin: PreSharedKeyOrigin) -> TrafficSecret {
    secret.traffic(origin.binderLabel, EmptyHash.of(hash).span)
  }

  /// client_early_traffic_secret, over ClientHello.
  func clientTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    secret.traffic("c e traffic", transcript)
  }

  /// early_exporter_secret, over ClientHello.
  func exporter(_ transcript: Span<UInt8>) -> ExporterSecret {
    ExporterSecret(hash, secret.derive("e exp master", transcript))
  }

  /// Goes on without key agreement: psk_ke (Section 4.3.9).
  consuming func mixingNothing() -> HandshakeSecret {
    let zeros = [64 of UInt8](repeating: 0)
    return HandshakeSecret(secret.next(zeros.span.extracting(0..<hash.digestByteCount)))
  }

  /// Mixes in what key agreement gave.
  consuming func mixing(_ shared: borrowing SecretBytes) -> HandshakeSecret {
    HandshakeSecret(secret.next(shared.bytes))
  }
}

/// The second stage: the handshake's own traffic secrets come from it.
struct HandshakeSecret: ~Copyable {
  private let secret: DerivingSecret

  fileprivate init(_ secret: consuming DerivingSecret) { self.secret = secret }

  /// From key agreement alone: the first stage without a pre-shared key is the same for everybody.
  init(_ hash: HashAlgorithm, withoutKey shared: borrowing SecretBytes) {
    secret = DerivingSecret(
      hash, salt: CommonSalt.of(hash).span, inputKeyMaterial: shared.bytes)
  }

  /// client_handshake_traffic_secret, over ClientHello…ServerHello.
  func clientTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    secret.traffic("c hs traffic", transcript)
  }

  /// server_handshake_traffic_secret, over ClientHello…ServerHello.
  func serverTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    secret.traffic("s hs traffic", transcript)
  }

  /// Goes on to the last stage.
  consuming func main() -> MainSecret {
    let zeros = [64 of UInt8](repeating: 0)
    return MainSecret(secret.next(zeros.span.extracting(0..<secret.hash.digestByteCount)))
  }
}

/// Derive-Secret(Early Secret, "derived", "") where there is no pre-shared key: a number that everybody can compute.
private enum CommonSalt {
  private static let sha256 = salt(.sha256)
  private static let sha384 = salt(.sha384)
  private static let sha512 = salt(.sha512)

  static func of(_ hash: HashAlgorithm) -> [UInt8] {
    switch hash {
    case .sha256: sha256
    case .sha384: sha384
    case .sha512: sha512
    }
  }

  private static func salt(_ hash: HashAlgorithm) -> [UInt8] {
    let zeros = [64 of UInt8](repeating: 0)
    let none = zeros.span.extracting(0..<hash.digestByteCount)
    let early = DerivingSecret(hash, salt: none, inputKeyMaterial: none)
    let salt = early.derive("derived", EmptyHash.of(hash).span)
    return [UInt8](copying: salt.bytes)
  }
}

/// The last stage: application data, exporters and resumption come from it.
struct MainSecret: ~Copyable {
  private let secret: DerivingSecret

  fileprivate init(_ secret: consuming DerivingSecret) { self.secret = secret }

  /// client_application_traffic_secret_0, over ClientHello…server Finished.
  func clientTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    secret.traffic("c ap traffic", transcript)
  }

  /// server_application_traffic_secret_0, over ClientHello…server Finished.
  func serverTraffic(_ transcript: Span<UInt8>) -> TrafficSecret {
    secret.traffic("s ap traffic", transcript)
  }

  /// exporter_secret, over ClientHello…server Finished.
  func exporter(_ transcript: Span<UInt8>) -> ExporterSecret {
    ExporterSecret(secret.hash, secret.derive("exp master", transcript))
  }

  /// resumption_secret, over ClientHello…client Finished.
  func resumption(_ transcript: Span<UInt8>) -> ResumptionSecret {
    ResumptionSecret(secret.hash, secret.derive("res master", transcript))
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
