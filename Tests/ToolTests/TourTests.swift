import Foundation
import Testing

/// `docs/tour`: every command in it is run.
@Suite struct `The tour` {
  @Test func `every command of it works, one after the other`() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/tour/README.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    var commands: [String] = []
    var isCommand = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isCommand = line == "```sh"
      } else if isCommand {
        commands.append("$ \(line)")
        // That two handshakes differ is its answer.
        if line.hasPrefix("mtls trace diff") { commands.append("exit 1") }
      }
    }
    #expect(commands.count > 14)
    try Script.play(commands.joined(separator: "\n"))
    // Files that it names are there.
    for part in text.split(separator: "](").dropFirst() {
      let path = part.prefix { $0 != ")" }
      let file = page.deletingLastPathComponent().appendingPathComponent(String(path))
      #expect(FileManager.default.fileExists(atPath: file.path), "\(path)")
    }
  }
}

@Suite struct `The laboratory's commands` {
  @Test func `traces, recordings and tables`() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    try Script.play(
      """
      $ mtls trace --self --json --seed a --at 2026-11-28T12:00:00Z
      json mtls.trace/1
      stdout "seed": "a"
      stderr laboratory: randomness or clock is fixed
      $ mtls trace --self --quiet
      stdout ClientHello
      stdout goes from WAIT_SH to WAIT_EE
      !stdout laboratory:
      $ mtls trace --self --html page.html --pcapng page.pcapng --record page.json --out-json page.trace
      mode page.html 600
      mode page.json 600
      $ mtls trace replay page.json --quiet
      $ mtls trace replay \(package)/docs/recordings/rfc8448-section-3.json
      stderr bit for bit as recorded
      $ mtls trace replay \(package)/docs/recordings/rfc8448-section-4.json --json
      json mtls.trace/1
      stdout "EndOfEarlyData"
      $ mtls trace diff \(package)/docs/recordings/rfc8448-section-3.json \(package)/docs/recordings/rfc8448-section-7.json
      exit 1
      stdout legacy_session_id
      $ mtls trace replay page.trace
      exit 3
      stderr no recording of schema
      $ mtls trace
      exit 2
      stderr HOST:PORT is missing
      $ mtls trace --psk 127.0.0.1:1
      exit 2
      stderr mtls trace --self --psk
      $ mtls trace --self --at yesterday
      exit 2
      stderr 2026-11-28T12:00:00Z
      $ mtls ca init --dir ca --cn Root -q
      $ mtls key new --type p256 --out s.key -q
      $ mtls csr new --key s.key --cn localhost --san localhost --san 127.0.0.1 --out s.csr -q
      $ mtls ca sign --dir ca --csr s.csr --profile server --out s.pem -q
      & mtls serve --cert s.pem --key s.key --client-auth none --trace
      $ mtls call https://$SERVER/ --cacert ca/ca.pem
      server the secrets of all connections are shown
      $ cat .server-out
      stdout A connection from
      stdout ClientHello
      stdout Main Secret = HKDF-Extract
      $ mtls lab list --json
      json mtls.lab-list/1
      $ mtls lab run finished-wrong --in-memory --json
      json mtls.lab/1
      stdout alert decrypt_error
      $ mtls lab run finished-wrong --against 192.0.2.1:443
      exit 2
      stderr --i-own-this-server
      $ mtls lab run finished-worng --in-memory
      exit 2
      stderr did you mean: finished-wrong
      $ mtls lab run finished-wrong
      exit 2
      stderr against whom
      """)
  }
}
