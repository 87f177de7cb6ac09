import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

/// A recording that is run again.
package struct Replay: Sendable {
  /// The first step whose output is not the recording's, and where; nil where all are.
  package struct Difference: Sendable, CustomStringConvertible {
    package let step: Int
    package let side: Side
    /// The first byte of the output that is another, or the shorter one's length.
    package let offset: Int
    package let recorded: [UInt8]
    package let replayed: [UInt8]

    package var description: String {
      "step \(step), \(side.rawValue): the output differs from the recording's at byte \(offset) "
        + "(\(recorded.count) bytes recorded, \(replayed.count) now)"
    }
  }

  package let difference: Difference?
  /// How many steps were run.
  package let stepCount: Int
  /// What happened in this run, to be shown.
  package let trace: Trace

  /// Runs a recording.
  package static func run(_ recording: Recording) throws(LaboratoryPair.Failure) -> Replay {
    let recorder = Recorder(timeless: true)
    let steps: [Recording.Step]
    var header: Trace.Header
    switch recording.setup {
    case .pair(let options):
      let pair = try LaboratoryPair(options)
      let outcome = try pair.run(recorder)
      steps = Recording(options, outcome, title: recording.title).steps
      header = LaboratoryTrace.header(options)
      header.seed = options.seed
      header.at = options.now
    case .client(let client):
      steps = try replay(client, recording.steps, recorder)
      header = Trace.Header(title: recording.title, started: client.now, vantage: .client)
      header.client = "mtls"
      header.server = client.server
      header.seed = client.seed
      header.at = client.now
    case .published(let pair):
      steps = try pair.replay(recording.steps, recorder)
      header = Trace.Header(title: recording.title, started: pair.now)
      header.at = pair.now
    }
    header.title = "Replay of: \(recording.title)"
    return Replay(
      difference: compare(recording.steps, steps), stepCount: steps.count,
      trace: TraceBuilder.trace(recorder.take(), header))
  }

  private static func compare(_ recorded: [Recording.Step], _ now: [Recording.Step]) -> Difference?
  {
    for index in 0..<max(recorded.count, now.count) {
      let old = recorded.indices.contains(index) ? recorded[index] : nil
      let new = now.indices.contains(index) ? now[index] : nil
      if old == new { continue }
      let left = old?.output ?? []
      let right = new?.output ?? []
      let offset = zip(left, right).prefix { $0 == $1 }.count
      return Difference(
        step: index, side: old?.side ?? new?.side ?? .client, offset: offset, recorded: left,
        replayed: right)
    }
    return nil
  }

  private static func replay(
    _ client: RecordedClient, _ steps: [Recording.Step], _ recorder: Recorder
  ) throws(LaboratoryPair.Failure) -> [Recording.Step] {
    let configuration: ClientConfiguration
    do { configuration = try client.configuration(recorder) } catch {
      throw LaboratoryPair.Failure(
        description: "the recording's key or certificate cannot be read: \(error)")
    }
    var random = SeededSource(client.seed, for: "client")
    var output: [UInt8] = []
    let connection: ClientConnection
    do {
      connection = try ClientConnection(
        configuration, server: ReferenceIdentity(client.server), random: &random, output: &output)
    } catch { throw LaboratoryPair.Failure(description: "\(error)") }
    var end = LaboratoryEnd(connection, random: random, now: client.now, output: output)
    for step in steps { _ = end.take(step) }
    return end.steps.map { Recording.Step(.client, $0) }
  }
}

extension RecordedClient {
  /// The client's configuration; the server's certificate is judged as it was.
  fileprivate func configuration(_ recorder: Recorder) throws -> ClientConfiguration {
    let alert = refusal.map { Alert(rawValue: $0) }
    var configuration = ClientConfiguration(verification: .application { _, _ in alert })
    configuration.cipherSuites = suites.map { CipherSuite(rawValue: $0) }
    configuration.groups = groups.map { NamedGroup(rawValue: $0) }
    configuration.keyShareCount = keyShareCount
    configuration.applicationProtocols = protocols.compactMap { ApplicationProtocol($0) }
    if !chain.isEmpty {
      var certificates: [Certificate] = []
      for der in chain { certificates.append(try Certificate(der: der)) }
      configuration.credential = try Credential(
        chain: certificates, key: KeyFile.privateKey(in: key.span))
    }
    configuration.laboratory = recorder.hooks(.client)
    configuration.keyLog = recorder.keyLog(.client)
    return configuration
  }
}
