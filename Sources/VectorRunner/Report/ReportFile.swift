#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A report that is written while the cases run, so that it takes no memory.
public final class ReportFile {
  /// What kind of report.
  public enum Kind: Sendable {
    /// JUnit's XML, which build servers read.
    case junit
    /// A page for people.
    case html
  }

  private let kind: Kind
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isOpen = false
  private var hasFailed = false

  /// Begins a report in the file at this path, which is replaced.
  ///
  /// - Throws: ``VectorError``.
  public init(_ kind: Kind, path: String) throws(VectorError) {
    self.kind = kind
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw VectorError("cannot be written: \(unsafe String(cString: strerror(errno)))")
    }
    switch kind {
    case .junit:
      put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mtls vectors\">\n")
    case .html: put(ReportFile.head)
    }
  }

  deinit { close(descriptor) }

  /// The cases of this file follow.
  public func begin(_ file: String) {
    switch kind {
    case .junit: put("  <testsuite name=\"\(escaped(file))\">\n")
    case .html:
      put("<h2>\(escaped(file))</h2>\n<table><tr><th>case</th><th>result</th></tr>\n")
    }
    isOpen = true
  }

  /// What came of a case. Of what passed the page for people has the number alone.
  public func add(_ file: String, _ one: Case, _ verdict: Verdict) {
    switch kind {
    case .junit:
      let front = "    <testcase classname=\"\(escaped(file))\" name=\"\(escaped(one.title))\""
      switch verdict {
      case .passed, .passedAcceptable: put(front + "/>\n")
      case .failed(let reason):
        put(front + "><failure message=\"\(escaped(reason))\"/></testcase>\n")
      case .skipped(let reason):
        put(front + "><skipped message=\"\(escaped(reason))\"/></testcase>\n")
      }
    case .html:
      switch verdict {
      case .passed, .passedAcceptable: break
      case .failed(let reason):
        put(
          "<tr class=\"failed\"><td>\(escaped(one.title))</td><td>failed: \(escaped(reason))</td></tr>\n"
        )
      case .skipped(let reason):
        put(
          "<tr class=\"skipped\"><td>\(escaped(one.title))</td><td>skipped: \(escaped(reason))</td></tr>\n"
        )
      }
    }
  }

  /// The file's cases have ended; what there were.
  public func end(_ tally: Tally) {
    switch kind {
    case .junit:
      if let problem = tally.problem {
        put(
          "    <testcase classname=\"\(escaped(tally.file))\" name=\"the file\"><error message=\"\(escaped(problem))\"/></testcase>\n"
        )
      }
      put("  </testsuite>\n")
    case .html:
      let problem = tally.problem.map { " — " + escaped($0) } ?? ""
      put(
        "<tr class=\"\(tally.isGood ? "passed" : "failed")\"><td>\(escaped(tally.source ?? ""))</td>"
          + "<td>\(tally.passed) passed, \(tally.failed) failed, \(tally.skipped) skipped\(problem)</td></tr>\n</table>\n"
      )
    }
    isOpen = false
  }

  /// Ends the report.
  ///
  /// - Throws: ``VectorError`` where anything of it could not be written.
  public func finish() throws(VectorError) {
    put(kind == .junit ? "</testsuites>\n" : "</body></html>\n")
    flush()
    if hasFailed { throw VectorError("could not be written whole") }
  }

  private static let head = """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>mtls vectors</title><style>
    body { font-family: sans-serif; margin: 2em; } table { border-collapse: collapse; width: 100%; }
    td, th { border: 1px solid #ccc; padding: 0.3em 0.6em; text-align: left; vertical-align: top; }
    .passed { background: #e7f6e7; } .failed { background: #fbe3e3; } .skipped { color: #777; }
    </style></head><body><h1>mtls vectors</h1>

    """

  private func put(_ text: String) {
    buffer += Array(text.utf8)
    if buffer.count > 1 << 16 { flush() }
  }

  private func flush() {
    var rest = buffer[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        hasFailed = true
        break
      }
      rest = rest.dropFirst(count)
    }
    buffer = []
  }

  /// XML's and HTML's own characters, and none that steers anything.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          result += "?"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}
