import Bytes
import Cryptography
import TLS13
import TestSupport
import Testing

@testable import Laboratory

@Suite struct `Every byte in exactly one leaf` {
  /// Handshakes of all branches.
  static let options: [PairOptions] = {
    let now = Time(secondsSince1970: 1_795_000_000)
    var all: [PairOptions] = []
    for index in 0..<8 {
      var options = PairOptions(seed: "annotation \(index)", now: now)
      options.retry = index & 1 != 0
      options.clientAuthentication = index & 2 != 0
      options.resumption = index & 4 != 0
      options.earlyData = index == 4
      options.keyUpdate = index & 1 == 0
      all.append(options)
    }
    return all
  }()

  @Test(arguments: options)
  func `of handshakes of all branches`(_ options: PairOptions) throws {
    let trace = try LaboratoryTrace.pair(options)
    #expect(trace.records.count > 5)
    #expect(trace.messages.contains { $0.name == "Finished" })
    for record in trace.records {
      #expect(record.fields.range == 0..<record.raw.count)
      #expect(record.fields.isCoveredOnce, "record \(record.index)")
      if let inner = record.inner { #expect(inner.isCoveredOnce, "inside record \(record.index)") }
    }
    for message in trace.messages {
      #expect(message.fields.range == 0..<message.bytes.count)
      #expect(message.fields.isCoveredOnce, "\(message.name)")
    }
    #expect(trace.firstUnknown == nil)
    // The key schedule, computed beside the connection, is the connection's.
    #expect(trace.steps.contains { $0.agrees == true })
    #expect(trace.steps.allSatisfy { $0.agrees != false })
    if options.resumption || options.earlyData {
      #expect(trace.steps.contains { $0.name == "binder" })
    }
  }

  @Test func `of messages damaged at random`() throws {
    var random = SeededRandom()
    let trace = try LaboratoryTrace.pair(Self.options[2])
    for _ in 0..<2_000 {
      guard let message = trace.messages.randomElement(using: &random) else { return }
      let damaged = Mutation.mutate(message.bytes, from: 0, &random)
      let field = Annotation.message(damaged)
      #expect(field.range == 0..<damaged.count, "seed \(random.seed)")
      #expect(field.isCoveredOnce, "seed \(random.seed): \(Hex.encode(damaged.span))")
    }
  }

  @Test func `unknown bytes are told`() {
    // EncryptedExtensions with a byte too many.
    let field = Annotation.message([8, 0, 0, 3, 0, 0, 7])
    #expect(field.firstUnknown?.range == 6..<7)
    #expect(field.isCoveredOnce)
  }
}
