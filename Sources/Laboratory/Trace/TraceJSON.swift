import Bytes
package import JSON

extension Trace {
  /// The trace for programs: schema `mtls.trace/1`, described in docs/trace.md.
  package var json: JSONValue {
    [
      "schema": "mtls.trace/1", "title": .string(header.title), "client": .string(header.client),
      "server": .string(header.server),
      "vantage": header.vantage.map { .string($0.rawValue) } ?? "both",
      "started": .string("\(header.started)"), "laboratory": laboratory,
      "cipherSuite": suite.map { .string("\($0)") } ?? .null,
      "records": .array(records.map(Trace.json)), "messages": .array(messages.map(Trace.json)),
      "keySchedule": .array(steps.map(Trace.json)), "events": .array(events.map(Trace.json)),
      "secrets": .array(
        keyLog.map { entry in
          [
            "label": .string(entry.label), "random": .string(Hex.encode(entry.random.span)),
            "secret": .string(Hex.encode(entry.secret.span)),
          ]
        }),
    ]
  }

  private var laboratory: JSONValue {
    guard header.seed != nil || header.at != nil else { return .null }
    return [
      "seed": header.seed.map { .string($0) } ?? .null,
      "at": header.at.map { .string("\($0)") } ?? .null,
    ]
  }

  private static func json(_ record: Record) -> JSONValue {
    [
      "index": .number(record.index), "sender": .string(record.sender.rawValue),
      "microseconds": .number(record.nanoseconds / 1000), "type": .string("\(record.type)"),
      "protected": .boolean(record.isProtected), "epoch": .string(record.epoch),
      "sequence": .number(Int(truncatingIfNeeded: record.sequence)),
      "raw": .string(Hex.encode(record.raw.span)),
      "content": record.content.map { .string(Hex.encode($0.span)) } ?? .null,
      "padding": .number(record.padding),
      "parts": .array(
        record.parts.map { part in
          [
            "message": .number(part.message), "start": .number(part.range.lowerBound),
            "end": .number(part.range.upperBound),
          ]
        }),
      "fields": json(record.fields), "inner": record.inner.map(json) ?? .null,
    ]
  }

  private static func json(_ message: Message) -> JSONValue {
    [
      "index": .number(message.index), "sender": .string(message.sender.rawValue),
      "name": .string(message.name), "type": .number(Int(message.type)),
      "microseconds": .number(message.nanoseconds / 1000),
      "length": .number(message.bytes.count), "bytes": .string(Hex.encode(message.bytes.span)),
      "records": .array(message.records.map { .number($0) }), "fields": json(message.fields),
    ]
  }

  private static func json(_ step: KeyStep) -> JSONValue {
    [
      "name": .string(step.name), "operation": .string(step.operation.rawValue),
      "label": .string(step.label),
      "inputs": .array(
        step.inputs.map { input in
          [
            "role": .string(input.role), "name": .string(input.name),
            "step": .boolean(input.isStep), "bytes": .string(Hex.encode(input.bytes.span)),
          ]
        }),
      "output": .string(Hex.encode(step.output.span)), "section": .string(step.section),
      "meaning": .string(step.meaning), "after": step.after.map { .number($0) } ?? .null,
      "agrees": step.agrees.map { .boolean($0) } ?? .null,
    ]
  }

  private static func json(_ event: Event) -> JSONValue {
    switch event {
    case .record(let index): ["kind": "record", "index": .number(index)]
    case .message(let index): ["kind": "message", "index": .number(index)]
    case .step(let index): ["kind": "key", "index": .number(index)]
    case .state(let side, let from, let to, let nanoseconds):
      [
        "kind": "state", "side": .string(side.rawValue), "from": .string(from), "to": .string(to),
        "microseconds": .number(nanoseconds / 1000),
      ]
    case .failed(let side, let text, let rule, let alert, let received, let nanoseconds):
      [
        "kind": "failure", "side": .string(side.rawValue), "text": .string(text),
        "rule": rule.map { .string($0) } ?? .null, "alert": alert.map { .string($0) } ?? .null,
        "alertReceived": .boolean(received), "microseconds": .number(nanoseconds / 1000),
      ]
    }
  }

  private static func json(_ field: Field) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("name", .string(field.name)), .init("start", .number(field.range.lowerBound)),
      .init("end", .number(field.range.upperBound)),
    ]
    if !field.value.isEmpty { members.append(.init("value", .string(field.value))) }
    if !field.meaning.isEmpty { members.append(.init("meaning", .string(field.meaning))) }
    if !field.section.isEmpty { members.append(.init("section", .string(field.section))) }
    if field.isUnknown { members.append(.init("unknown", .boolean(true))) }
    if !field.children.isEmpty {
      members.append(.init("children", .array(field.children.map(json))))
    }
    return .object(members)
  }
}

/// JSON on one line, safe inside of an HTML script element.
enum CompactJSON {
  static func text(_ value: JSONValue) -> String {
    var text: [UInt8] = []
    write(value, into: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private static func write(_ value: JSONValue, into text: inout [UInt8]) {
    switch value {
    case .null: text += "null".utf8
    case .boolean(let flag): text += (flag ? "true" : "false").utf8
    case .number(let number): text += "\(number)".utf8
    case .string(let string): quote(string, into: &text)
    case .array(let values):
      text.append(UInt8(ascii: "["))
      for (index, element) in values.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        write(element, into: &text)
      }
      text.append(UInt8(ascii: "]"))
    case .object(let members):
      text.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        quote(member.name, into: &text)
        text.append(UInt8(ascii: ":"))
        write(member.value, into: &text)
      }
      text.append(UInt8(ascii: "}"))
    }
  }

  private static func quote(_ string: String, into text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      // No "</script>" and no "<!--" may stand in a script.
      case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0x7F:
        text += ("\\u00" + Hex.encode([byte].span)).utf8
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }
}
