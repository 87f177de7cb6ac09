import Bytes
import Cryptography

/// Finished (RFC 9846, Section 4.5.3).
enum Finished {
  /// Checks the message against the transcript before it, and gives the proof of that.
  static func verify(
    _ message: borrowing HandshakeMessage, _ secret: borrowing TrafficSecret,
    _ transcript: borrowing Transcript
  ) throws(HandshakeError) -> FinishedVerified {
    let expected = secret.verifyData(transcript.digest().bytes)
    return try FinishedVerified(message.reader.rest(), matches: expected.bytes)
  }

  /// Appends the message.
  static func write(
    _ secret: borrowing TrafficSecret, _ transcript: borrowing Transcript,
    into output: inout [UInt8]
  ) {
    let verifyData = secret.verifyData(transcript.digest().bytes)
    HandshakeMessage.write(.finished, into: &output) { output in output.write(verifyData.bytes) }
  }
}

/// Proof that the peer's Finished was checked. Nothing else makes one, and being connected wants one.
struct FinishedVerified: ~Copyable {
  init(_ verifyData: Span<UInt8>, matches expected: Span<UInt8>) throws(HandshakeError) {
    guard verifyData.count == expected.count else {
      throw .malformed(
        .lengthOutOfBounds(
          field: "verify_data", offset: MessageAssembler.headerByteCount, length: verifyData.count))
    }
    guard equalInConstantTime(verifyData, expected) else { throw .finishedInvalid }
  }
}
