package import Cryptography

/// Where a laboratory listens to a connection and bends what it sends.
///
/// Nobody has one unless it studies the protocol: where the configuration has none, nothing is copied and
/// nothing is computed for it. Whoever has one reads all secrets, so it is not part of the public interface.
package final class LaboratoryHooks: Sendable {
  /// Takes what happens, in the order in which it happens, on the thread of the connection.
  package let observe: @Sendable (LaboratoryObservation) -> Void
  /// Changes a handshake message before it goes into the transcript, so that both sides hash what was sent.
  /// An empty one is dropped; several, one behind the other, are sent.
  package let bendMessage: (@Sendable (inout [UInt8]) -> Void)?
  /// Changes a record before it is sealed; each of those returned is sent.
  package let bendRecord: (@Sendable (OutgoingRecord) -> [OutgoingRecord])?

  package init(
    observe: @escaping @Sendable (LaboratoryObservation) -> Void = { _ in },
    bendMessage: (@Sendable (inout [UInt8]) -> Void)? = nil,
    bendRecord: (@Sendable (OutgoingRecord) -> [OutgoingRecord])? = nil
  ) {
    self.observe = observe
    self.bendMessage = bendMessage
    self.bendRecord = bendRecord
  }

  /// Bends the message that ends `flight` and begins at `start`.
  func bend(_ flight: inout [UInt8], from start: Int = 0) {
    guard let bendMessage else { return }
    var message = Array(flight[start...])
    bendMessage(&message)
    flight.replaceSubrange(start..., with: message)
  }
}

/// One thing that happened to a connection.
package enum LaboratoryObservation: Sendable {
  /// A record was received or sent.
  case record(ObservedRecord)
  /// A message brought the state machine from one state of RFC 9846, Appendix A, to another.
  case transition(from: String, to: String)
  /// From now on records are protected, or protected by other keys, in one direction.
  case keysChanged(sending: Bool)
  /// What key agreement gave, or half of it for a hybrid; empty for psk_ke.
  case sharedSecret([UInt8])
  /// The pre-shared key that the handshake goes on with.
  case preSharedKey([UInt8], HashAlgorithm)
  /// The connection failed, by this side's judgement or by the peer's alert.
  case failed(ConnectionFailure)
}

/// A record as it went over the wire, and what was in it.
package struct ObservedRecord: Sendable {
  package let isOutgoing: Bool
  /// The whole record: header and, where it is protected, ciphertext.
  package let raw: [UInt8]
  /// The type of what is inside.
  package let type: ContentType
  /// What is inside, without its type and padding; nil where the record was refused or passed over.
  package let content: [UInt8]?
  package let isProtected: Bool
  /// Records protected by the same key before.
  package let sequence: UInt64
}

/// A record on its way out, before it is sealed.
package struct OutgoingRecord: Sendable {
  package var type: UInt8
  package var content: [UInt8]
  /// Zeros behind the type (RFC 9846, Section 5.4); only where the record is protected.
  package var padding = 0
  /// Whether it is sealed by the keys of the moment.
  package var isProtected: Bool
  /// Whether `content` is sent as it is, header and all.
  package var isRaw = false
  /// Changes the bytes of the whole record after it was sealed.
  package var alter: (@Sendable (inout [UInt8]) -> Void)?
}
