import Bytes
import Testing

@testable import TLS13

@Suite struct `A message in fragments` {
  @Test func `of one byte is put together`() throws {
    var message: [UInt8] = []
    HandshakeMessage.write(.certificate, into: &message) { output in
      output.append(contentsOf: (0..<1000).map { UInt8(truncatingIfNeeded: $0) })
    }
    var assembler = MessageAssembler()
    assembler.store(message.span.extracting(0..<1))
    for index in 1..<message.count {
      let isWhole = try assembler.complete(
        with: message.span.extracting(index..<index + 1), limit: 1 << 18)
      #expect(isWhole == (index == message.count - 1))
    }
    let taken = assembler.take()
    #expect(taken == message)
    let isMidMessage = assembler.isMidMessage
    #expect(!isMidMessage)
  }

  @Test func `is bounded as soon as its header is whole`() throws {
    var assembler = MessageAssembler()
    let header: [UInt8] = [11, 0xFF, 0xFF]
    assembler.store(header.span)
    let error = try #require(throws: HandshakeError.self) {
      try assembler.complete(with: ([0xFF] as [UInt8]).span, limit: 100)
    }
    #expect(error.alert == .illegalParameter)
  }

  @Test func `costs no more than its bytes`() throws {
    // Looked at anew with each byte, these would be 34 GB to copy: many seconds. Once each they are milliseconds.
    let count = 1 << 18
    var assembler = MessageAssembler()
    let header: [UInt8] = [11, UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
    assembler.store(header.span)
    let byte: [UInt8] = [7]
    let start = ContinuousClock.now
    for index in 0..<count {
      let isWhole = try assembler.complete(with: byte.span, limit: count)
      guard isWhole == (index == count - 1) else {
        Issue.record("whole after \(index) bytes")
        return
      }
    }
    #expect(ContinuousClock.now - start < .seconds(2))
    let taken = assembler.take()
    #expect(taken.count == count + 4)
  }
}
