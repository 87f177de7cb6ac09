import Bytes
import TestSupport
import Testing

@testable import TLS13

/// What a message with one extension too many, or a wrong one, is answered with.
enum ExtensionFault {
  /// Of EncryptedExtensions, where the client has offered everything.
  static func inEncryptedExtensions(
    _ extensions: [(UInt16, [UInt8])], offers: (ExtensionType) -> Bool = { _ in true }
  ) -> HandshakeError? {
    var message: [UInt8] = []
    HandshakeMessage.write(.encryptedExtensions, into: &message) { output in
      output.writeVector16 { output in
        for (type, data) in extensions {
          output.write(type)
          output.writeVector16 { output in output += data }
        }
      }
    }
    do throws(HandshakeError) {
      _ = try TLS13.EncryptedExtensions(
        HandshakeMessage(message.span, endsRecord: true), offers: offers)
      return nil
    } catch { return error }
  }

  /// Of a NewSessionTicket.
  static func inTicket(_ extensions: [(UInt16, [UInt8])]) -> HandshakeError? {
    var message: [UInt8] = []
    HandshakeMessage.write(.newSessionTicket, into: &message) { output in
      output.write(UInt32(60))
      output.write(UInt32(0))
      output.writeVector8 { output in output.append(1) }
      output.writeVector16 { output in output.append(1) }
      output.writeVector16 { output in
        for (type, data) in extensions {
          output.write(type)
          output.writeVector16 { output in output += data }
        }
      }
    }
    do throws(HandshakeError) {
      _ = try NewSessionTicket(HandshakeMessage(message.span, endsRecord: true))
      return nil
    } catch { return error }
  }
}

/// The contents' lengths of the records in `bytes`.
func recordLengths(_ bytes: [UInt8]) -> [Int] {
  var lengths: [Int] = []
  var start = 0
  while start + 5 <= bytes.count {
    let length = Int(bytes[start + 3]) << 8 | Int(bytes[start + 4])
    lengths.append(length)
    start += 5 + length
  }
  return lengths
}
