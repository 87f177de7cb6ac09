import Foundation
import Testing

@Suite struct `The tool's playground` {
  private struct Manifest: Decodable {
    struct Case: Decodable {
      let name, what, certificate, key, purpose, verdict: String
      let serverName, refusal, alert: String?
      let opensslError: Int?
    }
    let schema, roots, serverName: String
    let crls: [String]
    let cases: [Case]
  }

  private static func run(
    _ words: [String], in folder: URL
  ) throws -> (exit: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = folder
    let file = folder.appendingPathComponent(".said-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    let handle = try FileHandle(forWritingTo: file)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
  }

  @Test func `holds what its manifest says, by our verifier and by OpenSSL's`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mtls-playground-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let mtls = Script.executable.path
    let made = try Self.run([mtls, "playground", "p"], in: folder)
    #expect(made.exit == 0, "\(made.text)")
    let place = folder.appendingPathComponent("p")
    let manifest = try JSONDecoder().decode(
      Manifest.self, from: Data(contentsOf: place.appendingPathComponent("playground.json")))
    #expect(manifest.schema == "mtls.playground/1")
    #expect(manifest.cases.count == 10)
    #expect(manifest.cases.count { $0.verdict == "accepted" } == 2)
    #expect(Set(manifest.cases.compactMap(\.refusal)).count == 7)
    for one in manifest.cases {
      // Ours, as a user would.
      var words = [
        mtls, "cert", "verify", one.certificate, "--cacert", manifest.roots, "--purpose",
        one.purpose, "--key", one.key,
      ]
      for list in manifest.crls { words += ["--crl", list] }
      if let name = one.serverName { words += ["--name", name] }
      let ours = try Self.run(words, in: place)
      #expect(ours.exit == (one.verdict == "accepted" ? 0 : 1), "\(one.name): \(ours.text)")
      // OpenSSL's: the file's other certificates are what the peer would send.
      words = [
        "openssl", "verify", "-auth_level", "2", "-CAfile", manifest.roots, "-crl_check_all",
        "-untrusted", one.certificate, "-purpose", "ssl\(one.purpose)",
      ]
      for list in manifest.crls { words += ["-CRLfile", list] }
      if let name = one.serverName { words += ["-verify_hostname", name] }
      let theirs = try Self.run(words + [one.certificate], in: place)
      if let number = one.opensslError {
        #expect(theirs.text.contains("error \(number) at"), "\(one.name): \(theirs.text)")
      } else {
        #expect(theirs.exit == 0, "\(one.name): \(theirs.text)")
      }
    }
    let again = try Self.run([mtls, "playground", "p"], in: folder)
    #expect(again.exit == 3)
    // The authorities can go on.
    let list = try Self.run([mtls, "ca", "list", "--dir", "p/intermediate"], in: folder)
    #expect(list.text.contains("9 of 9 issued, 1 revoked"), "\(list.text)")
  }
}
