/// What came of the cases of one file.
public struct Tally: Sendable {
  /// The path.
  public let file: String
  /// Where its cases come from; nil where that could not be found out.
  public var source: String?
  /// Passed, those included that are acceptable.
  public var passed = 0
  /// Of the passed: acceptable ones that were accepted.
  public var acceptableAccepted = 0
  /// Of the passed: acceptable ones that were refused.
  public var acceptableRefused = 0
  /// Failed.
  public var failed = 0
  /// Not run.
  public var skipped = 0
  /// The first failures, at most ``keptFailures``: case and reason.
  public var failures: [(title: String, reason: String)] = []
  /// Why cases were skipped, and how many.
  public var skipReasons: [String: Int] = [:]
  /// Why the file could not be run to its end.
  public var problem: String?
  /// How many cases passed a filter, so that none is no fault of the file.
  public var filteredOut = 0

  /// Cases in which another implementation says the same.
  public var agreements = 0
  /// Cases in which it says something else, at most ``keptFailures``: the case, and what both say.
  public var differences: [(title: String, text: String)] = []
  /// Why it could not be asked, and how often.
  public var unasked: [String: Int] = [:]

  /// How many failures are kept for the report; all are counted.
  public static let keptFailures = 1_000

  init(file: String) { self.file = file }

  /// Whether everything was as it should be, and something was.
  public var isGood: Bool { failed == 0 && problem == nil }

  /// Compares what both implementations say of a case.
  mutating func compare(_ ours: Answer, _ theirs: OpenSSLPeer.Answer, _ one: Case) {
    let text: String
    switch (ours, theirs) {
    case (_, .cannot(let reason)):
      unasked[reason, default: 0] += 1
      return
    case (.agrees, .agrees), (.refused, .refused), (.differs, .differs):
      agreements += 1
      return
    // A tag or a signature that is another is refused by one and computed by the other.
    case (.refused, .differs), (.differs, .refused):
      agreements += 1
      return
    case (.agrees, .refused): text = "we accept it, and it is refused there"
    case (.agrees, .differs): text = "we agree with the case, and another value comes out there"
    case (.refused(let reason), .agrees):
      text = "we refuse it (\(reason)), and it is accepted there"
    case (.differs(let reason), .agrees): text = "\(reason), and there it is as in the case"
    }
    if differences.count < Tally.keptFailures {
      differences.append((one.title, "\(text); the case is \(one.expectation.rawValue)"))
    }
  }

  mutating func count(_ verdict: Verdict, _ title: String) {
    switch verdict {
    case .passed: passed += 1
    case .passedAcceptable(let refused):
      passed += 1
      if refused { acceptableRefused += 1 } else { acceptableAccepted += 1 }
    case .failed(let reason):
      failed += 1
      if failures.count < Tally.keptFailures { failures.append((title, reason)) }
    case .skipped(let reason):
      skipped += 1
      // Reasons are few; should they not be, they are not all kept.
      let key = skipReasons.count < 200 || skipReasons[reason] != nil ? reason : "other reasons"
      skipReasons[key, default: 0] += 1
    }
  }
}
