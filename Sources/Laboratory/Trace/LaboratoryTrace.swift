package import Bytes

/// Traces of handshakes that the laboratory makes itself.
package enum LaboratoryTrace {
  /// The handshake of a client and a server in memory.
  package static func pair(_ options: PairOptions) throws(LaboratoryPair.Failure) -> Trace {
    try recordedPair(options, nil, nil).trace
  }

  /// The same, with a recording of it.
  ///
  /// - Parameters:
  ///   - seed: Where a person fixed the randomness, by what.
  ///   - at: Where a person fixed the clock, at what time.
  package static func recordedPair(
    _ options: PairOptions, _ seed: String?, _ at: Time?
  ) throws(LaboratoryPair.Failure) -> (trace: Trace, recording: Recording) {
    let pair = try LaboratoryPair(options)
    let recorder = Recorder()
    let outcome = try pair.run(recorder)
    var header = header(options)
    header.seed = seed
    header.at = at
    return (
      TraceBuilder.trace(recorder.take(), header),
      Recording(options, outcome, title: header.title)
    )
  }

  /// What is said of a pair.
  package static func header(_ options: PairOptions) -> Trace.Header {
    var parts: [String] = []
    if options.retry { parts.append("after a HelloRetryRequest") }
    if options.resumption || options.earlyData { parts.append("resuming a session") }
    if options.earlyData { parts.append("with early data") }
    if options.clientAuthentication { parts.append("with a client certificate") }
    if options.keyUpdate { parts.append("with new keys") }
    let text = parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
    var header = Trace.Header(
      title: "A TLS 1.3 handshake in memory\(text)", started: options.now)
    header.client = "client.laboratory.example"
    header.server = LaboratoryPair.serverName
    return header
  }
}
