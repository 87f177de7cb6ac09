import Testing

@testable import Laboratory

@Suite struct `Breaking rules on purpose` {
  static let scripts: [Script] = (try? Catalogue.scripts()) ?? []

  @Test func `the catalogue has a script for each rule worth trying`() throws {
    let scripts = try Catalogue.scripts()
    #expect(scripts.count >= 60)
    #expect(Set(scripts.map(\.name)).count == scripts.count)
    #expect(scripts.allSatisfy { $0.rule.hasPrefix("RFC ") && !$0.summary.isEmpty })
  }

  @Test(arguments: scripts.map(\.name))
  func `our own side does as the RFC demands`(name: String) throws {
    let script = try #require(Self.scripts.first { $0.name == name })
    let reaction = try script.playInMemory(seed: "misbehaviour")
    #expect(
      script.judge(reaction) == .asDemanded, "\(reaction.text), where \(script.demand) is demanded")
  }

  @Test func `without misbehaviour there is nothing to refuse`() throws {
    let options = PairOptions(seed: "well behaved", now: LaboratoryClock.now)
    #expect(try LaboratoryPair(options).run(nil).isComplete)
  }

  @Test func `an action that finds nothing is told from one that was done`() throws {
    let text = """
      {"name": "nothing", "role": "client", "accept": true,
       "actions": [{"message": "Certificate", "do": "drop"}]}
      """
    let script = try #require(try Catalogue.read(text).first)
    #expect(try script.playInMemory(seed: "nothing") == .notReached)
    #expect(script.judge(.notReached) == .notTested)
  }

  @Test(arguments: [
    #"{"role": "client", "accept": true, "actions": [{"message": "Finished", "do": "drop"}]}"#,
    #"{"name": "x", "role": "nobody", "accept": true, "actions": [{"message": "Finished", "do": "drop"}]}"#,
    #"{"name": "x", "role": "client", "actions": [{"message": "Finished", "do": "drop"}]}"#,
    #"{"name": "x", "role": "client", "accept": true, "actions": []}"#,
    #"{"name": "x", "role": "client", "accept": true, "actions": [{"do": "drop"}]}"#,
    #"{"name": "x", "role": "client", "accept": true, "actions": [{"message": "Finished", "do": "dance"}]}"#,
    #"{"name": "x", "role": "client", "accept": true, "actions": [{"message": "Finished", "do": "after", "bytes": "0g"}]}"#,
    #"{"name": "x", "role": "client", "accept": true, "setup": ["tea"], "actions": [{"message": "Finished", "do": "drop"}]}"#,
    #"{"name": "x", "role": "client", "accept": true, "actions": [{"message": "Finished", "do": "delay"}]}"#,
    #"{"name": "x", "role": "client", "accept": true, "actions": [{"message": "Finished", "do": "delay", "number": 60001}]}"#,
    #"{"name": "x", "role": "client", "accept": true, "actions": [{"message": "Finished", "field": "verify_data", "do": "delay", "number": 1}]}"#,
    "[",
  ])
  func `a malformed script is refused`(text: String) {
    #expect(throws: ScriptError.self) { try Catalogue.read(text) }
  }
}
