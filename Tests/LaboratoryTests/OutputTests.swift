import Bytes
import Foundation
import TestSupport
import Testing

@testable import Laboratory

/// Runs a program and gives what it prints.
private func run(_ program: String, _ arguments: [String]) throws -> (
  output: String, errors: String
) {
  let path = ["/usr/bin/", "/usr/local/bin/"].map { $0 + program }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  let process = Process()
  process.executableURL = URL(
    fileURLWithPath: try #require(path, "\(program) is missing: run Tests/install-peers.sh"))
  process.arguments = arguments
  let folder = FileManager.default.temporaryDirectory
  let files = ["out", "err"].map {
    folder.appendingPathComponent("laboratory-\(UUID().uuidString).\($0)")
  }
  for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
  defer { for file in files { try? FileManager.default.removeItem(at: file) } }
  process.standardOutput = try FileHandle(forWritingTo: files[0])
  process.standardError = try FileHandle(forWritingTo: files[1])
  process.standardInput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
  return (texts[0], texts[1])
}

/// `Tests/.work`, which git does not see: screenshots stay there.
private func workFolder() throws -> URL {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent(".work/laboratory")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  return folder
}

@Suite(.serialized) struct `Output` {
  static let all: [PairOptions] = {
    var plain = PairOptions(seed: "output", now: LaboratoryClock.now)
    plain.keyUpdate = true
    var mutual = plain
    mutual.clientAuthentication = true
    mutual.retry = true
    var early = plain
    early.earlyData = true
    return [plain, mutual, early]
  }()

  @Test(arguments: all)
  func `tshark decrypts the capture and sees the same messages`(_ options: PairOptions) throws {
    let trace = try LaboratoryTrace.pair(options)
    let file = try workFolder().appendingPathComponent("capture-\(UUID().uuidString).pcapng")
    try Data(CaptureFile.bytes(trace)).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let (output, errors) = try run(
      "tshark",
      [
        "-r", file.path, "-Y", "tls.handshake", "-T", "fields", "-e", "tls.handshake.type", "-e",
        "tls.handshake.length",
      ])
    var seen: [[Int]] = []
    for line in output.split(separator: "\n") {
      let columns = line.split(separator: "\t").map {
        $0.split(separator: ",").compactMap { Int($0) }
      }
      guard columns.count == 2 else { continue }
      for (type, length) in zip(columns[0], columns[1]) { seen.append([type, length]) }
    }
    let ours = trace.messages.map { [Int($0.type), $0.bytes.count - 4] }
    #expect(seen == ours, "\(errors)")
    // Application data, decrypted, too.
    let data = try run(
      "tshark",
      [
        "-r", file.path, "-Y", "data.data || tls.app_data", "-T", "fields", "-e", "data.data", "-e",
        "tls.app_data",
      ])
    #expect(!data.output.isEmpty)
  }

  @Test(arguments: ["light", "dark"], [1280, 400])
  func `the page covers every byte, contrasts, and has no errors`(
    theme: String, width: Int
  ) throws {
    let trace = try LaboratoryTrace.pair(Self.all[1])
    let folder = try workFolder()
    let check = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("page-check.js"), encoding: .utf8)
    let html = TracePage.html(trace)
    let page = folder.appendingPathComponent("check-\(theme)-\(width).html")
    try html.replacingOccurrences(
      of: "</body>",
      with:
        "<script>document.documentElement.dataset.theme = \"\(theme)\";\n\(check)</script></body>"
    ).write(to: page, atomically: true, encoding: .utf8)
    let browser = [
      "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
      "--user-data-dir=\(folder.appendingPathComponent("profile").path)",
      "--virtual-time-budget=20000", "--window-size=\(width),2400",
    ]
    let (dom, errors) = try run("chromium", browser + ["--dump-dom", page.absoluteString])
    let console = errors.split(separator: "\n").filter { $0.contains("CONSOLE") }
    #expect(console.isEmpty, "\(console.joined(separator: "\n"))")
    let result = try #require(
      dom.range(of: #"data-check="[^"]*""#, options: .regularExpression).map { String(dom[$0]) },
      "the page did not come to its end")
    #expect(result == "data-check=\"passed\"", "\(result.prefix(1500))")
    let bytes = trace.records.reduce(0) { $0 + $1.raw.count }
    #expect(dom.contains("data-wire=\"\(bytes)\""), "every byte of every record is there")
    let screenshot = folder.appendingPathComponent("trace-\(theme)-\(width).png")
    try? FileManager.default.removeItem(at: screenshot)
    _ = try run(
      "chromium", browser + ["--screenshot=\(screenshot.path)", page.absoluteString])
    #expect(FileManager.default.fileExists(atPath: screenshot.path))
  }

  @Test func `the page needs nothing from elsewhere`() throws {
    let html = TracePage.html(try LaboratoryTrace.pair(Self.all[0]))
    for word in ["http://", "https://", "src=", "@import", "url(", "<link"] {
      #expect(!html.contains(word), "\(word)")
    }
  }

  @Test func `text tells of records, messages, states and keys`() throws {
    let trace = try LaboratoryTrace.pair(Self.all[1])
    let text = TraceText(colour: false, explains: true).text(trace)
    for word in [
      "ClientHello", "HelloRetryRequest", "CertificateRequest", "goes from WAIT_SH to WAIT_EE",
      "Main Secret = HKDF-Extract", "server_name", "✓",
    ] { #expect(text.contains(word), "\(word)") }
    #expect(!text.contains("✗"))
    #expect(!text.contains("\u{1B}"))
  }
}
