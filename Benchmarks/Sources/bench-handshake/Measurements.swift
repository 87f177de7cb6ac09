import Foundation
import Measuring

/// A row of `handshake.json`. `low` and `high` bound the 95 % confidence interval of the median.
struct Record: Encodable {
  let workload: String
  let implementation: String
  let metric: String
  let value: Double
  let unit: String
  let low: Double
  let high: Double
}

/// What is measured, its unit, and whether more of it is better.
enum Metric: String, CaseIterable {
  case rate = "handshakes_per_cpu_second"
  case client = "client_us"
  case server = "server_us"
  case bytesToServer = "bytes_to_server"
  case bytesToClient = "bytes_to_client"
  case clientAllocations = "client_allocations"
  case serverAllocations = "server_allocations"
  case recordAllocations = "record_allocations"
  case residentBytes = "resident_bytes_per_pair"
  case seal = "seal_gb_s"
  case open = "open_gb_s"
  case both = "seal_open_gb_s"

  var unit: String {
    switch self {
    case .rate: "1/s"
    case .client, .server: "µs"
    case .bytesToServer, .bytesToClient, .residentBytes: "B"
    case .clientAllocations, .serverAllocations, .recordAllocations: "1"
    case .seal, .open, .both: "GB/s"
    }
  }

  var moreIsBetter: Bool {
    switch self {
    case .rate, .seal, .open, .both: true
    default: false
    }
  }

  func text(_ value: Double) -> String {
    switch self {
    case .seal, .open, .both: String(format: "%.2f", value)
    case .client, .server, .clientAllocations, .serverAllocations, .recordAllocations:
      String(format: "%.1f", value)
    default: String(format: "%.0f", value)
    }
  }
}

/// The figures of one metric at one workload: round by round for each implementation.
struct Measurement {
  let workload: String
  let metric: Metric
  private(set) var implementations: [String] = []
  private(set) var values: [String: [Double]] = [:]

  init(_ workload: String, _ metric: Metric) {
    self.workload = workload
    self.metric = metric
  }

  mutating func add(_ value: Double, of implementation: String) {
    if values[implementation] == nil { implementations.append(implementation) }
    values[implementation, default: []].append(value)
  }

  func estimate(_ implementation: String) -> Estimate? {
    values[implementation].map { Sample($0).estimate }
  }

  var records: [Record] {
    implementations.compactMap { name in
      guard let estimate = estimate(name) else { return nil }
      return Record(
        workload: workload, implementation: name, metric: metric.rawValue,
        value: estimate.value, unit: metric.unit, low: estimate.low, high: estimate.high)
    }
  }

  /// Ours to theirs, so that above 1 is better; paired by rounds.
  func ratio(_ ours: String, to theirs: String) -> Estimate? {
    guard ours != theirs, let own = values[ours], let other = values[theirs],
      !own.contains(0), !other.contains(0)
    else { return nil }
    return metric.moreIsBetter ? .ratio(own, to: other) : .ratio(other, to: own)
  }

  /// What our implementations are to a peer; nil for ours.
  func verdicts(against peer: String) -> String? {
    guard !peer.hasPrefix("swift-mtls"), let own = ratio("swift-mtls", to: peer) else { return nil }
    guard let cached = ratio("swift-mtls-cached", to: peer) else {
      return Measurement.verdict(own)
    }
    return "\(Measurement.verdict(own)), cached \(Measurement.verdict(cached))"
  }

  /// What a ratio says in words: nobody wins where the interval has 1 in it.
  static func verdict(_ ratio: Estimate) -> String {
    let figures = String(format: "%.2f× (%.2f–%.2f)", ratio.value, ratio.low, ratio.high)
    return ratio.isDecided ? figures : figures + ", no winner: within the noise"
  }
}
