import Bytes
import Cryptography

/// What both sides have from ServerHello on, and hand from state to state.
struct HandshakeSecrets: ~Copyable {
  let suite: CipherSuite
  let aead: AEADAlgorithm
  var transcript: Transcript
  let secret: HandshakeSecret
  let clientTraffic: TrafficSecret
  let serverTraffic: TrafficSecret

  /// The secrets after ServerHello, which is the last message in `transcript` (RFC 9846, Section 7.1).
  init(
    _ suite: CipherSuite, _ aead: AEADAlgorithm, _ transcript: Transcript,
    _ secret: consuming HandshakeSecret
  ) {
    self.suite = suite
    self.aead = aead
    self.transcript = transcript
    let hash = transcript.digest()
    clientTraffic = secret.clientTraffic(hash.bytes)
    serverTraffic = secret.serverTraffic(hash.bytes)
    self.secret = secret
  }
}

/// The secrets of application data on both directions (RFC 9846, Section 7.1).
struct MainSecrets: ~Copyable {
  private let main: MainSecret
  let clientTraffic: TrafficSecret
  let serverTraffic: TrafficSecret
  let exporter: ExporterSecret

  /// From the handshake's secret, over ClientHello…server Finished.
  init(_ secret: consuming HandshakeSecret, _ transcript: borrowing Transcript) {
    let hash = transcript.digest()
    let main = secret.main()
    clientTraffic = main.clientTraffic(hash.bytes)
    serverTraffic = main.serverTraffic(hash.bytes)
    exporter = main.exporter(hash.bytes)
    self.main = main
  }

  /// resumption_secret, over ClientHello…client Finished.
  borrowing func resumption(_ transcript: borrowing Transcript) -> ResumptionSecret {
    main.resumption(transcript.digest().bytes)
  }
}
