/// What a case says that has to come of it.
public enum Expectation: String, Sendable {
  /// It has to be accepted, with the values that it names.
  case valid
  /// It has to be refused.
  case invalid
  /// It may be refused; where it is accepted, it has to be with the values that it names.
  case acceptable
}

/// One case of any source, in this module's own terms.
public struct Case: Sendable {
  /// Which of its file's cases this is, as its source counts: `tcId 12`.
  public let id: String
  /// What the source says of it.
  public var comment = ""
  /// What is computed; nil where ``obstacle`` says why nothing is.
  let operation: Operation?
  /// The values.
  var fields: Fields
  /// What has to come of it.
  public var expectation = Expectation.valid
  /// What the source marks it with.
  public var flags: [String] = []
  /// Why it cannot be run: its algorithm is not known here.
  var obstacle: String?

  init(
    _ id: String, _ operation: Operation?, _ fields: Fields, _ expectation: Expectation = .valid,
    comment: String = "", flags: [String] = [], obstacle: String? = nil
  ) {
    self.id = id
    self.operation = operation
    self.fields = fields
    self.expectation = expectation
    self.comment = comment
    self.flags = flags
    self.obstacle = obstacle
  }

  /// Identifier and comment, as far as there are.
  public var title: String { comment.isEmpty ? id : "\(id): \(comment)" }
}

/// What came of the computation of a case.
enum Answer: Equatable {
  /// Everything is as the case says; what was to be verified is verified.
  case agrees
  /// Something in it is refused, or does not verify.
  case refused(String)
  /// It was accepted, and something else was computed than the case says.
  case differs(String)
}

/// What came of a case.
public enum Verdict: Sendable, Equatable {
  /// As it should be.
  case passed
  /// It may be refused or accepted: which of both it was.
  case passedAcceptable(refused: Bool)
  /// Not as it should be; why.
  case failed(String)
  /// Not run; why.
  case skipped(String)

  /// Judges an answer.
  init(_ answer: Answer, _ expectation: Expectation) {
    switch (answer, expectation) {
    case (.agrees, .valid), (.refused, .invalid): self = .passed
    case (.agrees, .acceptable): self = .passedAcceptable(refused: false)
    case (.refused, .acceptable): self = .passedAcceptable(refused: true)
    case (.refused(let reason), .valid): self = .failed("is refused: \(reason)")
    case (.differs(let reason), .valid), (.differs(let reason), .acceptable): self = .failed(reason)
    case (.agrees, .invalid): self = .failed("is accepted and must not be")
    case (.differs(let reason), .invalid):
      self = .failed("is not refused and must be; \(reason)")
    }
  }
}

/// A value of a computation: ours, beside the published one where there is one.
public struct Step: Sendable {
  /// What it is.
  public let name: String
  /// What was computed, or taken from the case.
  public let ours: [UInt8]
  /// What the case says.
  public let published: [UInt8]?

  /// Whether both are the same.
  public var agrees: Bool { published.map { $0 == ours } ?? true }
}

/// The steps of a computation, kept where somebody wants to see them.
struct Steps {
  let areKept: Bool
  private(set) var list: [Step] = []
  private(set) var difference: String?

  init(kept: Bool) { areKept = kept }

  /// Notes a value that has no published one beside it.
  mutating func note(_ name: String, _ ours: [UInt8]) {
    if areKept { list.append(Step(name: name, ours: ours, published: nil)) }
  }

  /// Compares a computed value with the published one.
  @discardableResult
  mutating func compare(_ name: String, _ ours: [UInt8], _ published: [UInt8]) -> Bool {
    if areKept { list.append(Step(name: name, ours: ours, published: published)) }
    if ours != published, difference == nil { difference = "\(name) is another" }
    return ours == published
  }

  /// What the comparisons come to.
  var answer: Answer { difference.map { .differs($0) } ?? .agrees }
}
