import Bytes
import JSON
import MutualTLS
import PKI

/// `mtls playground`: good and bad certificates for anybody's tests.
enum PlaygroundCommand {
  static let command = Command(
    path: ["playground"],
    summary: "Make good and bad certificates for tests, with the verdict to expect of each",
    operands: [
      Operand(
        name: "DIR", help: "the folder to make; playground unless named", isFile: true,
        isOptional: true)
    ],
    examples: ["mtls playground", "mtls playground /tmp/certificates --json"],
    notes: [
      "Makes an authority, an intermediate, a server, a good client, and clients and servers that are to be "
        + "refused: \(PlaygroundCase.all.filter { $0.refusal != nil }.map(\.name).joined(separator: ", ")). "
        + "DIR/playground.json says which verdict to expect of each; each is checked before the command ends."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let folder = invocation.operands.first ?? "playground"
    guard !Files.exists(folder) else {
      throw Explanation(
        .file, "there is such a folder already", at: folder,
        next: "name another: mtls playground DIR, or remove it first")
    }
    var world = PlaygroundWorld(folder, invocation.console)
    try world.make()
    try world.describe()
    for one in PlaygroundCase.all { try verify(one, folder) }
    let count = PlaygroundCase.all.count
    var text = "\(folder): \(count) certificates with their keys, each judged as it should be"
    for one in PlaygroundCase.all {
      text += "\n  \(one.name).pem: \(one.what)" + (one.refusal.map { " (refused: \($0))" } ?? "")
    }
    let server = try Reading.certificates("\(folder)/server.pem")[0]
    text += "\n\(folder)/server.pem: \(Expiry.text(server, at: .now))"
    text += "\nnext: read \(folder)/README.md, or for programs \(folder)/playground.json"
    invocation.console.result(
      "playground",
      [
        JSONValue.Member("folder", .string(folder)),
        JSONValue.Member("cases", .array(PlaygroundCase.all.map(\.json))),
      ], text: text)
    return .done
  }

  /// What `playground.json` says.
  static let manifest: JSONValue = [
    "schema": "mtls.playground/1", "roots": "root.pem",
    "crls": ["root.crl", "intermediate.crl"], "serverName": .string(PlaygroundCase.serverName),
    "cases": .array(PlaygroundCase.all.map(\.json)),
  ]

  /// Holds the verifier's answer against the manifest's.
  private static func verify(_ one: PlaygroundCase, _ folder: String) throws(Explanation) {
    let roots = TrustRoots(try Reading.certificates("\(folder)/root.pem"))
    var policy = VerificationPolicy(purpose: one.purpose)
    policy.revocation = RevocationPolicy(
      mode: .require,
      lists: try RevocationOptions.lists(in: "\(folder)/root.crl")
        + RevocationOptions.lists(in: "\(folder)/intermediate.crl"))
    var found: String?
    do {
      _ = try PeerVerifier(roots: roots, policy: policy).verify(
        chain: try Reading.certificates("\(folder)/\(one.name).pem"), at: .now,
        identity: one.serverName.flatMap { ReferenceIdentity($0) })
    } catch let failure as VerificationFailure {
      found = failure.cause.caseName
    } catch { throw Explanation(error, at: one.name) }
    guard found == one.refusal else {
      throw Explanation(
        .internal, "it is \(found ?? "accepted"), not \(one.refusal ?? "accepted")",
        at: "\(folder)/\(one.name).pem")
    }
  }
}
