import MutualTLS
import PKI

/// `mtls demo`: the whole story on this machine, told and checked.
enum DemoCommand {
  static let command = Command(
    path: ["demo"], summary: "Watch an authority, a client and a server authenticate each other",
    options: [Option("keep", nil, .flag, "keep the folder with the keys and certificates")],
    examples: ["mtls demo", "mtls demo --keep", "mtls demo --json"],
    notes: [
      "Everything happens in a temporary folder and on loopback ports. Each claim is checked; exit code 0 says "
        + "that every one was true."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let console = invocation.console
    let folder: String
    do { folder = try Files.makeTemporaryFolder() } catch { throw Explanation(error) }
    defer { if !invocation.flag("keep") { Files.removeFolder(folder) } }
    let narrator = Narrator(console)
    console.talk("mtls demo: everything happens in \(folder) and on loopback ports")
    var world = try DemoWorld(folder: folder)
    let story = DemoStory(narrator: narrator, console: console)
    story.authority(world)
    try story.server(&world)
    try story.client(&world)
    try story.handshake(world)
    try story.call(world)
    try story.webhook(&world)
    try DemoRefusals.prepare(&world)
    let refusals = DemoRefusals(narrator: narrator, world: world)
    for fault in DemoRefusals.faults { try refusals.refuse(fault) }
    try refusals.refuseServer()
    return finish(narrator, invocation, folder)
  }

  private static func finish(
    _ narrator: Narrator, _ invocation: Invocation, _ folder: String
  ) -> ExitCode {
    let console = invocation.console
    let failures = narrator.failures
    if console.json {
      console.result("demo", narrator.json, text: "")
    } else if failures.isEmpty {
      console.talk("\nEvery step went as told: \(narrator.checkCount) checks, none wrong.")
      console.talk(
        invocation.flag("keep")
          ? "Kept: \(folder). To go on by hand: cd \(folder) && mtls serve --cert server.pem "
            + "--key server.key --cacert ca/ca.pem"
          : "To go on by hand: mtls ca init --dir ca --cn 'My Root'")
    }
    guard failures.isEmpty else {
      console.fail(
        Explanation(
          .negative,
          "\(failures.count) of \(narrator.checkCount) checks went wrong: "
            + failures.joined(separator: "; "), at: "demo"))
      return .negative
    }
    return .done
  }
}
