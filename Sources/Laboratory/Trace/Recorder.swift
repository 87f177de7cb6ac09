import Bytes
import Synchronization
package import TLS13

/// Which end of a connection.
package enum Side: String, Sendable {
  case client, server

  package var other: Side { self == .client ? .server : .client }
}

/// Writes down what happens to a connection, or to both ends of one, with the time of each thing.
package final class Recorder: Sendable {
  /// One thing that happened.
  package struct Entry: Sendable {
    package let side: Side
    /// Since the recorder was made.
    package let nanoseconds: Int
    package let what: What
  }

  package enum What: Sendable {
    case observation(LaboratoryObservation)
    /// A secret as the key log has it: its label, ClientHello.random, and the secret.
    case secret(KeyLog.Label, random: [UInt8], [UInt8])
  }

  private let entries = Mutex<[Entry]>([])
  private let start = ContinuousClock.now
  /// Whether times are zero, as in a run that has to be repeatable.
  private let isTimeless: Bool

  package init(timeless: Bool = false) { isTimeless = timeless }

  /// What has been written down so far.
  package var all: [Entry] { entries.withLock { $0 } }

  /// Takes what was written down.
  package func take() -> [Entry] {
    entries.withLock { entries in
      let taken = entries
      entries = []
      return taken
    }
  }

  private func add(_ side: Side, _ what: What) {
    let elapsed = (ContinuousClock.now - start).components
    let nanoseconds =
      isTimeless
      ? 0 : Int(elapsed.seconds) * 1_000_000_000 + Int(elapsed.attoseconds / 1_000_000_000)
    entries.withLock { $0.append(Entry(side: side, nanoseconds: nanoseconds, what: what)) }
  }

  /// What a connection of this side has to be configured with.
  package func hooks(
    _ side: Side, bendMessage: (@Sendable (inout [UInt8]) -> Void)? = nil,
    bendRecord: (@Sendable (OutgoingRecord) -> [OutgoingRecord])? = nil
  ) -> LaboratoryHooks {
    LaboratoryHooks(
      observe: { [self] in add(side, .observation($0)) }, bendMessage: bendMessage,
      bendRecord: bendRecord)
  }

  /// The key log of a connection of this side.
  package func keyLog(_ side: Side) -> KeyLog {
    KeyLog { [self] label, random, secret in
      add(side, .secret(label, random: [UInt8](copying: random), [UInt8](copying: secret)))
    }
  }
}
