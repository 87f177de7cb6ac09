/// Why a record was refused (RFC 9846, Section 5).
public enum RecordError: Error, Sendable, Equatable {
  /// A first byte that is no content type.
  case unknownContentType(UInt8)
  /// A content type that has no place at this point.
  case unexpectedContentType(ContentType, while: String)
  /// More bytes than a record may have: 2^14, protected 2^14 + 256.
  case overflow(byteCount: Int)
  /// The record was changed, or was made with other keys.
  case authenticationFailed(sequence: UInt64)
  /// A handshake or alert record without content.
  case empty(ContentType)
  /// A protected record of zeros alone, without a content type.
  case noContentType
  /// An alert that is not exactly two bytes long.
  case malformedAlert(byteCount: Int)
  /// An alert whose level is not one that its description may have.
  case alertLevel(UInt8, Alert)
  /// Warning upon warning.
  case tooManyWarnings
  /// A protected record with another legacy version than 0x0303.
  case recordVersion(UInt16)
  /// A change_cipher_spec that is not the single byte 1, is protected, or comes too early or late.
  case changeCipherSpec
  /// A record of another type between the parts of a handshake message.
  case interleaved(ContentType)
  /// Record after record that carries nothing.
  case tooManyEmptyRecords
  /// More records that cannot be opened than early data may have been.
  case tooMuchSkipped

  /// The alert to send (RFC 9846, Section 6.2).
  public var alert: Alert {
    switch self {
    case .unknownContentType, .unexpectedContentType, .empty, .noContentType, .changeCipherSpec,
      .interleaved, .tooManyEmptyRecords, .tooMuchSkipped, .tooManyWarnings:
      .unexpectedMessage
    // An enumeration's value that does not exist; one that does, in the wrong place.
    case .alertLevel(let level, _): level == 1 || level == 2 ? .decodeError : .illegalParameter
    case .recordVersion: .protocolVersion
    case .overflow: .recordOverflow
    case .authenticationFailed: .badRecordMAC
    case .malformedAlert: .decodeError
    }
  }

  /// Where the broken rule stands.
  public var rule: String {
    switch self {
    case .unknownContentType, .unexpectedContentType, .changeCipherSpec: "RFC 9846, Section 5"
    case .interleaved, .malformedAlert, .tooManyEmptyRecords: "RFC 9846, Section 5.1"
    case .alertLevel: "RFC 9846, Section 6"
    case .tooManyWarnings: "RFC 9846, Section 6.1"
    case .overflow, .authenticationFailed, .recordVersion: "RFC 9846, Section 5.2"
    case .empty, .noContentType: "RFC 9846, Section 5.4"
    case .tooMuchSkipped: "RFC 9846, Section 4.3.10"
    }
  }
}

extension RecordError: CustomStringConvertible {
  /// One sentence for a person: what happened.
  public var description: String {
    switch self {
    case .unknownContentType(let value):
      "a record begins with \(value), which is no content type: the peer may not speak TLS"
    case .unexpectedContentType(let type, let state):
      "a record of type \(type) came in state \(state)"
    case .overflow(let count): "a record of \(count) bytes is longer than records may be"
    case .authenticationFailed(let sequence):
      "record \(sequence) under these keys does not authenticate: it was changed on its way, or the "
        + "two sides have different keys"
    case .empty(let type): "a record of type \(type) is empty"
    case .noContentType: "a protected record holds zeros alone, without a content type"
    case .malformedAlert(let count): "an alert has \(count) bytes instead of 2"
    case .alertLevel(let level, let alert): "the alert \(alert) came with the level \(level)"
    case .tooManyWarnings: "the peer sends warning after warning"
    case .recordVersion(let version):
      "a protected record says version 0x\(String(version, radix: 16)), not 0x303"
    case .changeCipherSpec: "a change_cipher_spec record is malformed or out of place"
    case .interleaved(let type):
      "a record of type \(type) stands between the parts of a handshake message"
    case .tooManyEmptyRecords: "the peer sends record after record that carries nothing"
    case .tooMuchSkipped: "the peer sends more early data than was ever allowed"
    }
  }
}
