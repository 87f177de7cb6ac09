import Bytes
import TLS13

/// A trace as lines for a terminal.
package struct TraceText {
  /// Whether escape sequences for colours may be written.
  package var colour = false
  /// Whether the meaning of each field is told, too.
  package var explains = false

  package init(colour: Bool, explains: Bool) {
    self.colour = colour
    self.explains = explains
  }

  private enum Paint: String {
    case client = "36"
    case server = "35"
    case dim = "2"
    case bold = "1"
    case key = "33"
    case good = "32"
    case bad = "31"
  }

  private func paint(_ text: String, _ paint: Paint) -> String {
    colour && !text.isEmpty ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The whole trace.
  package func text(_ trace: Trace) -> String {
    var lines: [String] = [paint(trace.header.title, .bold)]
    lines.append(
      "client: \(trace.header.client)   server: \(trace.header.server)   seen from: "
        + (trace.header.vantage?.rawValue ?? "both sides"))
    if trace.header.seed != nil || trace.header.at != nil {
      lines.append(
        paint("laboratory: ", .bad)
          + [
            trace.header.seed.map { "randomness fixed by --seed \($0)" },
            trace.header.at.map { "clock fixed at \($0)" },
          ].compactMap { $0 }.joined(separator: "; "))
    }
    for event in trace.events { add(event, of: trace, to: &lines) }
    return lines.joined(separator: "\n")
  }

  /// One event of a trace.
  package func text(_ event: Trace.Event, of trace: Trace) -> String {
    var lines: [String] = []
    add(event, of: trace, to: &lines)
    return lines.joined(separator: "\n")
  }

  private func add(_ event: Trace.Event, of trace: Trace, to lines: inout [String]) {
    switch event {
    case .record(let index): add(trace.records[index], to: &lines)
    case .message(let index): add(trace.messages[index], to: &lines)
    case .step(let index): add(trace.steps[index], to: &lines)
    case .state(let side, let from, let to, let nanoseconds):
      lines.append(
        time(nanoseconds) + paint("\(side.rawValue)", side == .client ? .client : .server)
          + " goes from \(from) to " + paint(to, .bold))
    case .failed(let side, let text, let rule, let alert, let received, let nanoseconds):
      let what = alert.map { received ? ", alert \($0) received" : ", alert \($0) sent" } ?? ""
      lines.append(
        time(nanoseconds) + paint("\(side.rawValue) failed: ", .bad) + text + what
          + (rule.map { " (\($0))" } ?? ""))
    }
  }

  private func time(_ nanoseconds: Int) -> String {
    let micro = nanoseconds / 1000
    let text = "\(micro / 1000).\(String(String(micro % 1000 + 1000).dropFirst()))"
    return paint(String(repeating: " ", count: max(0, 9 - text.utf8.count)) + text + " ms  ", .dim)
  }

  private func arrow(_ side: Side) -> String {
    side == .client ? paint("client ──▶", .client) : paint("◀── server", .server)
  }

  private func add(_ record: Trace.Record, to lines: inout [String]) {
    lines.append("")
    var what = "\(record.type), \(record.raw.count) bytes"
    what +=
      record.isProtected ? ", \(record.epoch) keys, number \(record.sequence)" : ", not protected"
    if record.padding > 0 { what += ", \(record.padding) bytes of padding" }
    if record.content == nil { what += ", not opened" }
    lines.append(
      time(record.nanoseconds) + arrow(record.sender) + paint(" record \(record.index): ", .bold)
        + what)
    // Messages are told where they are complete; what else a record holds is told here.
    guard record.parts.isEmpty else {
      let fields = record.fields.children.prefix(3)
      for field in fields { add(field, record.raw, level: 3, to: &lines) }
      return
    }
    if let inner = record.inner, let content = record.content {
      let bytes = content + [record.type.rawValue] + [UInt8](repeating: 0, count: record.padding)
      for field in record.fields.children { add(field, record.raw, level: 3, to: &lines) }
      for field in inner.children { add(field, bytes, level: 3, to: &lines) }
    } else {
      for field in record.fields.children { add(field, record.raw, level: 3, to: &lines) }
    }
  }

  private func add(_ message: Trace.Message, to lines: inout [String]) {
    lines.append(
      time(message.nanoseconds) + arrow(message.sender) + " " + paint(message.name, .bold)
        + ", \(message.bytes.count) bytes" + paint("  \(message.fields.section)", .dim))
    if explains, !message.fields.meaning.isEmpty {
      lines.append("      " + paint(message.fields.meaning, .dim))
    }
    for field in message.fields.children { add(field, message.bytes, level: 3, to: &lines) }
  }

  private func add(_ field: Field, _ bytes: [UInt8], level: Int, to lines: inout [String]) {
    let indent = String(repeating: "  ", count: level)
    var line = indent + (field.isUnknown ? paint(field.name, .bad) : field.name)
    if !field.value.isEmpty { line += ": " + paint(field.value, .good) }
    if field.children.isEmpty {
      let hex = Annotator.hex(Array(bytes[field.range]))
      if !field.value.hasPrefix(hex.prefix(40)) { line += paint("  [\(hex)]", .dim) }
    }
    if !field.section.isEmpty, level <= 5 { line += paint("  \(field.section)", .dim) }
    lines.append(line)
    if explains || field.isUnknown, !field.meaning.isEmpty {
      lines.append(indent + "    " + paint(field.meaning, .dim))
    }
    for child in field.children { add(child, bytes, level: level + 1, to: &lines) }
  }

  private func add(_ step: KeyStep, to lines: inout [String]) {
    let inputs = step.inputs.map { "\($0.role) \($0.name)" }.joined(separator: ", ")
    let label = step.label.isEmpty ? "" : ", label \"\(step.label)\""
    let verdict =
      step.agrees.map { $0 ? paint(" ✓", .good) : paint(" ✗ the connection has another", .bad) }
      ?? ""
    lines.append(
      "      " + paint("key ", .key) + step.name
        + " = \(step.operation.rawValue)(\(inputs)\(label))"
        + paint("  \(step.section)", .dim))
    lines.append("          " + paint(Hex.encode(step.output.span), .key) + verdict)
  }
}
