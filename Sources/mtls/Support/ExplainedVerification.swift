import Bytes
import JSON
import MutualTLS
import PKI

/// How a verification came to its verdict, path by path.
enum ExplainedVerification {
  /// For people: each path that was tried, and the rule, certificate and values on which it failed.
  static func text(_ explanation: VerificationExplanation) -> String {
    var lines: [String] = []
    let held: VerifiedPath? = try? explanation.verdict.get()
    let count = explanation.attempts.count + (held == nil ? 0 : 1)
    lines.append(count == 1 ? "1 path was tried:" : "\(count) paths were tried:")
    for (number, attempt) in explanation.attempts.enumerated() {
      lines.append("path \(number + 1) fails:")
      for (index, certificate) in attempt.certificates.enumerated() {
        lines.append("  \(index == attempt.index ? "✗" : " ") \(index): \(line(certificate))")
      }
      let failure = attempt.failure
      lines.append("  because \(failure)")
      lines.append("  rule: \(failure.rule) (\(attempt.cause.name))")
      for (name, value) in attempt.cause.values { lines.append("    \(name): \(value)") }
    }
    if let held {
      lines.append("path \(count) holds:")
      for (index, certificate) in held.certificates.enumerated() {
        lines.append("  ✓ \(index): \(line(certificate))")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// For programs.
  static func json(_ explanation: VerificationExplanation) -> JSONValue {
    var paths = explanation.attempts.map { attempt -> JSONValue in
      [
        "holds": .boolean(false), "certificates": .array(attempt.certificates.map(json)),
        "failure": json(attempt.failure),
      ]
    }
    if case .success(let path) = explanation.verdict {
      paths.append([
        "holds": .boolean(true), "certificates": .array(path.certificates.map(json)),
        "failure": .null,
      ])
    }
    return .array(paths)
  }

  /// A failure for programs.
  static func json(_ failure: VerificationFailure) -> JSONValue {
    [
      "cause": .string(failure.cause.name), "rule": .string(failure.rule),
      "index": .number(failure.index), "subject": .string(failure.subject),
      "issuer": .string(failure.issuer), "text": .string("\(failure)"),
      "hint": .string(failure.hint),
      "values": .object(
        failure.cause.values.map { JSONValue.Member($0.name, .string($0.value)) }),
    ]
  }

  private static func json(_ certificate: Certificate) -> JSONValue {
    [
      "subject": .string(certificate.subject.text), "issuer": .string(certificate.issuer.text),
      "serialNumber": .string(Hex.encode(certificate.serialNumber.span)),
      "notBefore": .string("\(certificate.notBefore)"),
      "notAfter": .string("\(certificate.notAfter)"),
      "fingerprintSHA256": .string(Hex.encode(certificate.fingerprint.span)),
    ]
  }

  private static func line(_ certificate: Certificate) -> String {
    let subject = certificate.subject.text
    return (subject.isEmpty ? "(no subject)" : subject)
      + ", serial \(Hex.encode(certificate.serialNumber.span)), until \(certificate.notAfter)"
  }
}
