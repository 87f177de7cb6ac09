package import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI
import TLS13

/// A connection that can be run again bit for bit: its seed, its clock, its configuration, and the bytes of both
/// directions (docs/trace.md, schema `mtls.recording/1`).
///
/// Who has it has the secrets of the connection, and the client's private key where one was used.
package struct Recording: Sendable, Equatable {
  /// What was done at one end, and what that end gave out.
  package struct Step: Sendable, Equatable {
    package var side: Side
    /// "start", "receive", "send", "updateKeys" or "close"; of published traces "early" (data) and "handshake" (a
    /// message as it is), too.
    package var action: String
    /// What came, or what the application sent.
    package var bytes: [UInt8]
    package var output: [UInt8]

    package init(side: Side, action: String, bytes: [UInt8], output: [UInt8]) {
      self.side = side
      self.action = action
      self.bytes = bytes
      self.output = output
    }
  }

  /// How the ends are made again.
  package enum Setup: Sendable, Equatable {
    /// A client and a server of the laboratory.
    case pair(PairOptions)
    /// A client that was connected to some server.
    case client(RecordedClient)
    /// A client and a server of a published trace.
    case published(PublishedPair)
  }

  package var title: String
  package var setup: Setup
  package var steps: [Step]

  package init(title: String, setup: Setup, steps: [Step]) {
    self.title = title
    self.setup = setup
    self.steps = steps
  }
}

/// The configuration of a client that was recorded.
package struct RecordedClient: Sendable, Equatable {
  package var seed: String
  package var now: Time
  package var server: String
  package var suites: [UInt16]
  package var groups: [UInt16]
  package var keyShareCount: Int?
  package var protocols: [[UInt8]]
  /// The chain and the private key, in DER, where there were some.
  package var chain: [[UInt8]] = []
  package var key: [UInt8] = []
  /// The alert by which the client refused the server's certificate; nil where it did not.
  package var refusal: UInt8?
}

extension Recording {
  /// The recording of a client's connection; nil where it cannot be repeated.
  package init?(_ request: ClientTrace, _ outcome: ClientTrace.Outcome, _ header: Trace.Header) {
    guard let identity = request.identity else { return nil }
    var refusal: UInt8?
    if case .connection(let failure)? = outcome.failure,
      case .handshake(.certificateRefused) = failure.reason
    {
      refusal = failure.alertToSend?.rawValue
    }
    let configuration = request.configuration
    let client = RecordedClient(
      seed: request.seed, now: request.now, server: "\(identity)",
      suites: configuration.cipherSuites.map(\.rawValue),
      groups: configuration.groups.map(\.rawValue), keyShareCount: configuration.keyShareCount,
      protocols: configuration.applicationProtocols.map(\.name),
      chain: configuration.credential?.chain.map(\.der) ?? [],
      key: request.key, refusal: refusal)
    self.init(
      title: header.title, setup: .client(client),
      steps: outcome.steps.map { Step(.client, $0) })
  }

  /// The recording of a pair's run.
  package init(_ options: PairOptions, _ outcome: LaboratoryPair.Outcome, title: String) {
    self.init(
      title: title, setup: .pair(options),
      steps: outcome.clientSteps.map { Step(.client, $0) }
        + outcome.serverSteps.map { Step(.server, $0) })
  }
}

extension Recording.Step {
  init<Connection: Endpoint & ~Copyable>(_ side: Side, _ step: LaboratoryEnd<Connection>.Step) {
    let (action, bytes): (String, [UInt8]) =
      switch step.action {
      case .start: ("start", [])
      case .receive(let bytes): ("receive", bytes)
      case .send(let bytes): ("send", bytes)
      case .updateKeys(let requestsPeer): ("updateKeys", [requestsPeer ? 1 : 0])
      case .close: ("close", [])
      }
    self.init(side: side, action: action, bytes: bytes, output: step.output)
  }
}
