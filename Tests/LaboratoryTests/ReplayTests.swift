import Bytes
import Foundation
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

  /// The traces of RFC 8448 as they ship, in docs/recordings.
  private struct Published: Decodable {
    struct Record: Decodable {
      let sender: String
      let record: HexBytes
    }
    let section: String
    let records: [Record]
  }

  @Test(arguments: ["3", "4", "5", "6", "7"])
  func `of RFC 8448 runs again, and sends what the RFC prints`(_ section: String) throws {
    let file = VectorFile.packageFolder.appendingPathComponent(
      "docs/recordings/rfc8448-section-\(section).json")
    let recording = try Recording(JSONReader.read(Array(try Data(contentsOf: file))))
    #expect(try Recording(JSONReader.read(Array(recording.json.description.utf8))) == recording)
    let replay = try Replay.run(recording)
    #expect(replay.difference == nil, "\(replay.difference.map { "\($0)" } ?? "")")
    #expect(replay.trace.firstUnknown == nil)
    #expect(
      replay.trace.records.allSatisfy { $0.fields.isCoveredOnce && $0.inner?.isCoveredOnce ?? true }
    )
    #expect(replay.trace.steps.contains { $0.agrees == true })
    #expect(replay.trace.steps.allSatisfy { $0.agrees != false })
    // Byte for byte and in order, each side's records are those that stand in the RFC.
    let all: [Published] = try VectorFile.cases("rfc8448-traces", "tls13-trace")
    let published = try #require(all.first { $0.section == section })
    for side in [Side.client, .server] {
      let sent = recording.steps.filter { $0.side == side }.flatMap(\.output)
      let printed = published.records.filter { $0.sender == side.rawValue }
        .flatMap(\.record.bytes)
      #expect(sent == printed, "\(side.rawValue)")
    }
    // And a bit of any byte of what is sent would be seen.
    var changed = recording
    let index = try #require(changed.steps.lastIndex { !$0.output.isEmpty })
    changed.steps[index].output[7] ^= 1
    #expect(try Replay.run(changed).difference?.step == index)
  }
}
