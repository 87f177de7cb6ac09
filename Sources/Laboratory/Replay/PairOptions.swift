package import Bytes
import JSON
package import TLS13

/// What a handshake between a client and a server of the laboratory is to show.
package struct PairOptions: Sendable, Equatable {
  /// The server asks for another share.
  package var retry = false
  /// A session is resumed.
  package var resumption = false
  /// Early data is sent in front of the handshake; implies ``resumption``.
  package var earlyData = false
  /// The server demands the client's certificate.
  package var clientAuthentication = false
  /// Both sides change their keys.
  package var keyUpdate = false
  /// The suite; the first of ours unless named.
  package var suite: CipherSuite?
  /// The group of the key exchange; x25519 unless named.
  package var group: NamedGroup?
  /// What the client sends once it is connected.
  package var request = "Hello from the client"
  /// What the server answers.
  package var response = "Hello from the server"
  /// What fixes the randomness.
  package var seed: String
  /// What time it is.
  package var now: Time

  package init(seed: String, now: Time) {
    self.seed = seed
    self.now = now
  }
}
