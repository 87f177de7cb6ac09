import Measuring

/// Something that shakes hands with itself in memory.
protocol Implementation: AnyObject {
  var name: String { get }
  /// One handshake, with both ends new.
  func handshake(_ times: inout SideTimes) throws
}

struct BenchFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Processor time that each side has used; counts nothing unless it is switched on.
struct SideTimes {
  let isOn: Bool
  private(set) var clientSeconds = 0.0
  private(set) var serverSeconds = 0.0

  init(isOn: Bool) { self.isOn = isOn }

  func start() -> Double { isOn ? ProcessorTime.seconds : 0 }

  /// What passed since `mark` was the client's.
  mutating func client(_ mark: inout Double) {
    guard isOn else { return }
    let now = ProcessorTime.seconds
    clientSeconds += now - mark
    mark = now
  }

  /// What passed since `mark` was the server's.
  mutating func server(_ mark: inout Double) {
    guard isOn else { return }
    let now = ProcessorTime.seconds
    serverSeconds += now - mark
    mark = now
  }
}
