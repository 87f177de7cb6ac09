package import Bytes
package import MutualTLS
package import TLS13

/// One end of a connection in a laboratory: its randomness comes from a seed, its clock stands still, and what it
/// takes in and gives out is written down.
package struct LaboratoryEnd<Connection: Endpoint & ~Copyable>: ~Copyable {
  /// What was done with a connection, and what it gave out.
  package struct Step: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
      case start
      case receive([UInt8])
      case send([UInt8])
      case updateKeys(requestsPeer: Bool)
      case close
    }
    package var action: Action
    /// What had to be sent afterwards.
    package var output: [UInt8]
  }

  package var connection: Connection
  private var random: SeededSource
  private let now: Time
  private var held: [UInt8] = []
  package private(set) var steps: [Step] = []
  package private(set) var received: [UInt8] = []
  package private(set) var failure: ConnectionFailure?
  package private(set) var events: Progress.Events = []

  /// - Parameter output: What the connection has to send already.
  package init(
    _ connection: consuming Connection, random: SeededSource, now: Time, output: [UInt8] = []
  ) {
    self.connection = connection
    self.random = random
    self.now = now
    steps = [Step(action: .start, output: output)]
  }

  package var isConnected: Bool { connection.isConnected }

  /// Takes bytes from the peer.
  ///
  /// - Returns: What has to be sent.
  package mutating func receive(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    // Held apart meanwhile: a view into a property would hold all of this.
    var input: [UInt8] = []
    swap(&input, &held)
    input += bytes
    var start = 0
    while failure == nil, start < input.count {
      do {
        var whole = input.mutableSpan
        var window = whole._mutatingExtracting(start..<whole.count)
        let progress = try connection.receive(&window, now: now, random: &random, output: &output)
        guard progress.consumed > 0 else { break }
        let data = progress.applicationData
        if !data.isEmpty { received += input[start + data.lowerBound..<start + data.upperBound] }
        events.formUnion(progress.events)
        start += progress.consumed
      } catch { failure = error }
    }
    held = failure == nil ? Array(input[start...]) : []
    steps.append(Step(action: .receive(bytes), output: output))
    return output
  }

  /// Does something of its own accord.
  ///
  /// - Returns: What has to be sent.
  package mutating func perform(_ action: Step.Action) -> [UInt8] {
    var output: [UInt8] = []
    do {
      switch action {
      case .start, .receive: break
      case .send(let bytes): try connection.send(bytes.span, into: &output)
      case .updateKeys(let requestsPeer):
        try connection.updateKeys(requestsPeer: requestsPeer, into: &output)
      case .close: connection.close(into: &output)
      }
    } catch { if failure == nil { failure = error } }
    steps.append(Step(action: action, output: output))
    return output
  }
}
