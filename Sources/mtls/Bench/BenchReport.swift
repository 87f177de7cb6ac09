import JSON

/// What a benchmark has found, for people and for programs.
struct BenchReport: Sendable {
  /// What was done, in a line.
  let title: String
  let tally: BenchTally
  /// Milliseconds of the wall's clock.
  let elapsed: Int
  let threads: Int
  /// Connections at one time; nil where there were none.
  var connections: Int?
  /// Only where both sides are here.
  var records: LocalPair.RecordRates?

  /// The percentiles that are told.
  static let percentiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999)]

  /// Completed handshakes in a second, in thousandths.
  var rate: Int { tally.completed * 1_000_000 / max(1, elapsed) }
  /// Of a second of processor time of what is here, in thousandths; nil where there was too little to tell.
  var processorRate: Int? {
    tally.processorTime >= 1_000
      ? tally.completed * 1_000_000_000 / tally.processorTime : nil
  }
  private func perSecond(_ count: Int) -> Int { count * 1_000 / max(1, elapsed) }

  /// A table for people.
  var text: String {
    var lines = [title, ""]
    func line(_ name: String, _ text: String) {
      lines.append(name + String(repeating: " ", count: max(1, 22 - name.count)) + text)
    }
    if let agreement = tally.agreement { line("agreed on", agreement) }
    line(
      "handshakes",
      "\(BenchText.number(tally.completed)) in \(BenchText.seconds(elapsed)): "
        + "\(BenchText.fixed(rate, 1_000, 1))/s"
        + (tally.resumed.handshake.count > 0
          ? " (\(BenchText.number(tally.full.handshake.count)) full, "
            + "\(BenchText.number(tally.resumed.handshake.count)) resumed)" : ""))
    if let processorRate {
      line(
        connections == nil ? "processor time" : "this side",
        "\(BenchText.fixed(processorRate, 1_000, 1)) a second of processor time, "
          + BenchText.time(tally.processorTime / max(1, tally.completed)) + " each")
    }
    if tally.clientTime + tally.serverTime > 0, tally.completed > 0 {
      line(
        "client, server",
        "\(BenchText.time(tally.clientTime / tally.completed)), "
          + BenchText.time(tally.serverTime / tally.completed) + " of it")
    }
    line(
      "on the wire",
      "\(BenchText.rate(perSecond(tally.bytesSent))) to the server, "
        + "\(BenchText.rate(perSecond(tally.bytesReceived))) to the client")
    if tally.responses > 0 {
      line(
        "responses",
        "\(BenchText.number(tally.responses)), \(BenchText.number(tally.badResponses)) not 2xx, "
          + "\(BenchText.rate(perSecond(tally.dataReceived))) of data")
    }
    if let records {
      line(
        "records of 16 KiB",
        "seal \(BenchText.fixed(records.seal, 1_000, 2)), open \(BenchText.fixed(records.open, 1_000, 2)), "
          + "both \(BenchText.fixed(records.both, 1_000, 2)) GB a second of processor time")
    }
    if tally.unconfirmed > 0 {
      line(
        "unconfirmed",
        "\(BenchText.number(tally.unconfirmed)): the server closed without a ticket, data or an alert"
      )
    }
    if tally.completed > 0 {
      lines += ["", BenchReport.row("latency", BenchReport.percentiles.map(\.0) + ["max"])]
      for (name, histogram) in latencies { lines.append(BenchReport.row(name, cells(histogram))) }
    }
    if tally.failed > 0 {
      lines += ["", "\(BenchText.number(tally.failed)) failed:"]
      for failure in tally.failures {
        lines.append("  \(BenchText.number(failure.count)) × \(failure.reason)")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The distributions that are not empty.
  private var latencies: [(String, LatencyHistogram)] {
    let all =
      connections == nil
      ? [("full handshake", tally.full.handshake), ("resumed handshake", tally.resumed.handshake)]
      : [
        ("TCP connect", tally.connecting), ("full handshake", tally.full.handshake),
        ("  until accepted", tally.full.verdict), ("resumed handshake", tally.resumed.handshake),
        ("  until accepted", tally.resumed.verdict),
      ]
    return all.filter { $0.1.count > 0 }
  }

  private func cells(_ histogram: LatencyHistogram) -> [String] {
    (BenchReport.percentiles.map { histogram.percentile($0.1) } + [histogram.maximum])
      .map { BenchText.time($0 ?? 0) }
  }

  private static func row(_ name: String, _ cells: [String]) -> String {
    name + String(repeating: " ", count: max(1, 20 - name.count))
      + cells.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
  }

  /// Times in microseconds, rates a second, whole numbers all.
  var members: [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    func add(_ name: String, _ value: JSONValue) { members.append(JSONValue.Member(name, value)) }
    add("agreement", tally.agreement.map { .string($0) } ?? .null)
    add("handshakes", .number(tally.completed))
    add("full", .number(tally.full.handshake.count))
    add("resumed", .number(tally.resumed.handshake.count))
    add("failed", .number(tally.failed))
    add("unconfirmed", .number(tally.unconfirmed))
    add("elapsedMilliseconds", .number(elapsed))
    add("threads", .number(threads))
    add("connections", connections.map { .number($0) } ?? .null)
    add("handshakesPerSecond", .number(rounded(rate)))
    add("handshakesPerProcessorSecond", processorRate.map { .number(rounded($0)) } ?? .null)
    add("processorMicroseconds", .number(tally.processorTime))
    if tally.clientTime + tally.serverTime > 0 {
      add("clientMicroseconds", .number(tally.clientTime))
      add("serverMicroseconds", .number(tally.serverTime))
    }
    add("bytesSentPerSecond", .number(perSecond(tally.bytesSent)))
    add("bytesReceivedPerSecond", .number(perSecond(tally.bytesReceived)))
    add("dataReceivedPerSecond", .number(perSecond(tally.dataReceived)))
    add("responses", .number(tally.responses))
    add("responsesNot2xx", .number(tally.badResponses))
    if let records {
      add(
        "records16KiBMegabytesPerProcessorSecond",
        [
          "seal": .number(records.seal), "open": .number(records.open),
          "both": .number(records.both),
        ])
    }
    add(
      "latencyMicroseconds",
      [
        "connect": json(tally.connecting), "fullHandshake": json(tally.full.handshake),
        "fullAccepted": json(tally.full.verdict),
        "resumedHandshake": json(tally.resumed.handshake),
        "resumedAccepted": json(tally.resumed.verdict),
      ])
    add(
      "failures",
      .array(tally.failures.map { ["reason": .string($0.reason), "count": .number($0.count)] }))
    add("completedPerTenthOfSecond", .array(tally.timeline.map { .number($0) }))
    return members
  }

  private func rounded(_ thousandths: Int) -> Int { (thousandths + 500) / 1_000 }

  private func json(_ histogram: LatencyHistogram) -> JSONValue {
    guard histogram.count > 0 else { return .null }
    func number(_ value: Int?) -> JSONValue { value.map { .number($0) } ?? .null }
    var members = [
      JSONValue.Member("count", .number(histogram.count)),
      JSONValue.Member("min", number(histogram.minimum)),
      JSONValue.Member("mean", number(histogram.mean)),
    ]
    for (name, fraction) in BenchReport.percentiles {
      members.append(JSONValue.Member(name, number(histogram.percentile(fraction))))
    }
    members.append(JSONValue.Member("max", number(histogram.maximum)))
    return .object(members)
  }
}
