import Bytes
import Cryptography
import MutualTLS
import TLS13

/// What one connection leaves to the next.
final class Memory {
  /// A client's session.
  var session: Session?
  /// By how many seconds time has been moved on.
  var delay: Int64 = 0
  /// When the program started: its clock stands still, so that ages are exact.
  let start = Time.now
  let ticketKeys: TicketKeys
  let replayGuard = MemoryReplayGuard(startingAt: .now, quiet: 0)

  init() {
    var random = SystemRandom()
    ticketKeys = TicketKeys(using: &random)
  }
}
