import Bytes
import Processor
import TestSupport

@testable import Ciphers

/// The levels of the processor, so that every test runs on all the code there is.
let levels = testedLevels

/// The parts of a message that is sealed, as arrays.
struct Message {
  var content: [UInt8]
  var suffix: [UInt8] = []
  var nonce: [UInt8]
  var additionalData: [UInt8]

  /// Ciphertext and tag, written `offset` bytes behind the start of the memory.
  func sealed(
    by aead: borrowing AEAD, offset: Int = 0
  ) -> [UInt8] {
    let count = content.count + suffix.count + aead.algorithm.tagByteCount
    var memory = [UInt8](repeating: 0xA5, count: offset + count + 1)
    var span = memory.mutableSpan
    var output = span._mutatingExtracting(offset..<offset + count)
    aead.seal(
      content.span, suffix: suffix.span, nonce: nonce.span, additionalData: additionalData.span,
      into: &output)
    // Nothing is written behind the end.
    return memory.last == 0xA5 ? [UInt8](memory[offset..<offset + count]) : []
  }

  /// The plaintext of a message; nil if it is refused.
  func opened(
    _ message: [UInt8], by aead: borrowing AEAD, offset: Int = 0
  ) -> [UInt8]? {
    var memory = [UInt8](repeating: 0xA5, count: offset) + message
    var span = memory.mutableSpan
    var view = span._mutatingExtracting(offset..<offset + message.count)
    let count = max(0, message.count - aead.algorithm.tagByteCount)
    do {
      try aead.open(&view, nonce: nonce.span, additionalData: additionalData.span)
    } catch {
      return nil
    }
    return [UInt8](memory[offset..<offset + count])
  }

  /// What stands in the plaintext's place after a message was refused; nil if it was opened.
  func remains(ofRefused message: [UInt8], by aead: borrowing AEAD) -> [UInt8]? {
    var memory = message
    var span = memory.mutableSpan
    do {
      try aead.open(&span, nonce: nonce.span, additionalData: additionalData.span)
      return nil
    } catch {
      return memory.dropLast(aead.algorithm.tagByteCount)
    }
  }
}
