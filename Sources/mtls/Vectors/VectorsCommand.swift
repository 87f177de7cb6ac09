import JSON
import MutualTLS
import VectorRunner

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `mtls vectors`: runs published test vectors.
enum VectorsCommand {
  static let command = Command(
    path: ["vectors"], summary: "Run published test vectors",
    operands: [
      Operand(
        name: "PATH", help: "files of vectors, or folders of them; ./Vectors unless named",
        isFile: true, isOptional: true, isRepeatable: true)
    ],
    options: [
      Option(
        "filter", nil, .text("TEXT"),
        "only cases with this in their number, comment, flags, operation or algorithm"),
      Option(
        "backend", nil, .choice(["portable", "aesni", "avx2", "avx512"]),
        "leave the processor only what it had by then; as MTLS_CPU does"),
      Option(
        "against", nil, .text("PROGRAM"),
        "ask another implementation the same and show where it differs: openssl, or its path"),
      Option("junit", nil, .file, "write a report for build servers, each case in it"),
      Option("html", nil, .file, "write a report for people"),
    ],
    examples: [
      "mtls vectors", "mtls vectors Vectors/rfc8448-traces.json --verbose",
      "mtls vectors ecdsa_secp256r1_sha256_test.json --backend portable",
      "mtls vectors Vectors --filter x25519 --json", "mtls vectors Vectors --against openssl",
    ],
    notes: [
      "What a file is is found out by looking: this project's schema, Wycheproof's testvectors_v1, NIST's CAVP "
        + "and ACVP, x509-limbo, PKITS. docs/vectors.md describes them.",
      "A case passes where it is valid and accepted with the values in it, or invalid and refused. An acceptable "
        + "one may be refused; where it is accepted, it has to be with the values in it. What is not supported "
        + "is skipped, with the reason.",
      "Exit code 0 says that nothing failed and that every file ran at least one case; 1 that a case failed, or "
        + "that a file is of no known schema, is broken, or ran no case; 3 that a path does not exist.",
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let console = invocation.console
    if let level = invocation.value("backend") {
      // Read once, when the first primitive wants to know: none has been used yet.
      unsafe setenv("MTLS_CPU", level, 1)
    }
    var paths = invocation.operands
    if paths.isEmpty {
      guard Files.isFolder("Vectors") else {
        throw Explanation(
          .usage, "there is no folder Vectors here",
          next: "mtls vectors PATH: name files or folders")
      }
      paths = ["Vectors"]
    }
    var runner = Runner()
    runner.filter = invocation.value("filter")
    runner.keepsSteps = console.verbose
    if let program = invocation.value("against") {
      do { runner.peer = try OpenSSLPeer(program: program) } catch {
        throw Explanation(
          .file, "\(error)", at: program, next: "install OpenSSL, or name its program")
      }
    }
    var reports: [ReportFile] = []
    for (option, kind) in [("junit", ReportFile.Kind.junit), ("html", .html)] {
      guard let path = invocation.value(option) else { continue }
      do { reports.append(try ReportFile(kind, path: path)) } catch {
        throw Explanation(.file, "\(error)", at: path)
      }
    }
    let observer = VectorProgress(console, reports)
    var tallies: [Tally] = []
    var ran = 0
    for path in try VectorFiles.all(paths) {
      observer.begin(path)
      let tally: Tally
      if VectorFiles.isPKITS(path) {
        tally = runner.runPKITS(path, observer)
      } else {
        do { tally = runner.run(try Input(path: path), observer) } catch {
          throw Explanation(.file, "\(error)", at: path)
        }
      }
      observer.end(tally)
      ran += tally.passed + tally.failed
      tallies.append(tally)
    }
    do { for report in reports { try report.finish() } } catch {
      throw Explanation(.file, "the report \(error)")
    }
    if let filter = runner.filter, ran == 0 {
      throw Explanation(.negative, "no case that is run has \(filter) in it", at: "--filter")
    }
    let report = VectorReport(tallies: tallies, peer: runner.peer?.version)
    if console.json {
      console.result("vectors", report.members, text: "")
    } else {
      console.data(report.text)
    }
    return report.isGood ? .done : .negative
  }
}

/// The files that paths name.
enum VectorFiles {
  /// Endings of files of vectors; in folders all others are passed over.
  private static let endings = [".json", ".rsp", ".fax", ".txt", ".input"]

  static func all(_ paths: [String]) throws(Explanation) -> [String] {
    var files: [String] = []
    for path in paths {
      if isPKITS(path) {
        files.append(path)
      } else if Files.isFolder(path) {
        let before = files.count
        try collect(path, depth: 0, &files)
        guard files.count > before else {
          throw Explanation(
            .negative, "there are no files of vectors in it", at: path,
            next: "they end in \(endings.joined(separator: ", "))")
        }
      } else {
        guard Files.exists(path) else { throw Explanation(.file, "does not exist", at: path) }
        files.append(path)
      }
    }
    return files
  }

  /// NIST PKITS is a folder of certificates and one of CRLs.
  static func isPKITS(_ path: String) -> Bool {
    Files.isFolder(path + "/certs") && Files.isFolder(path + "/crls")
  }

  private static func collect(
    _ folder: String, depth: Int, _ files: inout [String]
  ) throws(Explanation) {
    guard depth < 16 else { throw Explanation(.file, "folders nested too deep", at: folder) }
    let names: [String]
    do { names = try Files.names(in: folder) } catch { throw Explanation(error) }
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      if isPKITS(path) {
        files.append(path)
      } else if Files.isFolder(path) {
        try collect(path, depth: depth + 1, &files)
      } else if endings.contains(where: { name.hasSuffix($0) }) {
        files.append(path)
      }
    }
  }
}
