import Bytes
import JSON
import TLS13
import TestSupport
import Testing

@testable import Laboratory

@Suite struct `A recorded handshake` {
  private static func options(_ index: Int, _ random: inout SeededRandom) -> PairOptions {
    var options = PairOptions(seed: "\(random.seed) \(index)", now: LaboratoryClock.now)
    options.retry = Bool.random(using: &random)
    options.earlyData = Int.random(in: 0..<4, using: &random) == 0
    options.resumption = Int.random(in: 0..<4, using: &random) == 0
    options.clientAuthentication = Bool.random(using: &random)
    options.keyUpdate = Bool.random(using: &random)
    options.suite = CipherSuite.all.randomElement(using: &random)
    options.group = [NamedGroup.x25519, .secp256r1].randomElement(using: &random)
    options.request = String(repeating: "q", count: Int.random(in: 1...2_000, using: &random))
    return options
  }

  @Test func `runs again bit for bit, in 1,000 random cases`() throws {
    var random = SeededRandom()
    for index in 0..<1_000 {
      let options = Self.options(index, &random)
      let outcome = try LaboratoryPair(options).run(nil)
      #expect(outcome.isComplete, "seed \(random.seed), handshake \(index)")
      let recording = Recording(options, outcome, title: "handshake \(index)")
      // By way of the file that a person would keep.
      let read = try Recording(JSONReader.read(Array(recording.json.description.utf8)))
      #expect(read == recording)
      let replay = try Replay.run(read)
      #expect(replay.difference == nil, "seed \(random.seed), handshake \(index)")
    }
  }

  @Test func `a recording that was changed is told from the run`() throws {
    let options = PairOptions(seed: "changed", now: LaboratoryClock.now)
    var recording = Recording(options, try LaboratoryPair(options).run(nil), title: "")
    recording.steps[0].output[20] ^= 1
    let difference = try #require(try Replay.run(recording).difference)
    #expect(difference.step == 0)
    #expect(difference.offset == 20)
  }

  @Test func `differs from another in fields that are named, and what follows`() throws {
    var options = PairOptions(seed: "one", now: LaboratoryClock.now)
    let one = try LaboratoryTrace.pair(options)
    #expect(TraceDifference.lines(one, try LaboratoryTrace.pair(options)).isEmpty)
    options.seed = "two"
    let text = TraceDifference.lines(one, try LaboratoryTrace.pair(options)).joined(separator: "\n")
    #expect(text.contains("random"))
    #expect(text.contains("key_exchange"))
    #expect(text.contains("Handshake Secret"))
  }
}
