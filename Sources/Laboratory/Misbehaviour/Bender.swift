import Bytes
import Synchronization
package import TLS13

/// Carries a script out, on one connection.
package final class Bender: Sendable {
  private struct State: Sendable {
    /// Messages held back, with the name of the one behind which they go.
    var held: [(bytes: [UInt8], until: String)] = []
    /// Messages sent of each name.
    var messages: [String: Int] = [:]
    /// Records sent of each type.
    var counts: [UInt8: Int] = [:]
    /// Messages that are to come late, and by how many milliseconds.
    var late: [(message: [UInt8], milliseconds: Int)] = []
    /// Records that are to come late, as they go over the wire, and by how many milliseconds.
    var lateRecords: [(raw: [UInt8], milliseconds: Int)] = []
    /// Actions that were done.
    var done: Set<Int> = []
  }

  private let script: Script
  private let state = Mutex(State())

  package init(_ script: Script) { self.script = script }

  /// Whether every action has been done.
  package var isDone: Bool {
    state.withLock { state in state.done.count == script.actions.count }
  }

  /// The hooks of the connection that is to misbehave.
  package var hooks: LaboratoryHooks {
    LaboratoryHooks(
      bendMessage: { [self] message in bend(&message) },
      bendRecord: { [self] record in bend(record) })
  }

  /// The hooks with a recorder beside.
  package func hooks(_ recorder: Recorder, _ side: Side) -> LaboratoryHooks {
    recorder.hooks(
      side, bendMessage: { [self] message in bend(&message) },
      bendRecord: { [self] record in bend(record) })
  }

  // MARK: Messages

  private func bend(_ message: inout [UInt8]) {
    let name = Annotation.messageName(message)
    var result = message
    var before: [UInt8] = []
    var after: [UInt8] = []
    state.withLock { state in
      let number = state.messages[name, default: 0]
      state.messages[name] = number + 1
      for (index, action) in script.actions.enumerated() {
        guard action.target == .message(name, number), !state.done.contains(index) else { continue }
        state.done.insert(index)
        switch (action.verb, action.field.isEmpty) {
        case ("drop", true): result = []
        case ("repeat", true): after += result
        case ("replace", true): result = action.bytes
        case ("before", _): before += action.bytes
        case ("after", _): after += action.bytes
        case ("delay", _): state.late.append((result, action.number))
        case ("hold", _):
          state.held.append((result, action.until))
          result = []
        default:
          if let changed = MessageEdit.apply(action, to: result) {
            result = changed
          } else {
            state.done.remove(index)
          }
        }
      }
      for held in state.held where held.until == name { after += held.bytes }
      state.held.removeAll { $0.until == name }
    }
    message = before + result + after
  }

  // MARK: Records

  private func bend(_ record: OutgoingRecord) -> [OutgoingRecord] {
    state.withLock { state in
      let number = state.counts[record.type, default: 0]
      state.counts[record.type] = number + 1
      var records = [record]
      for (index, action) in script.actions.enumerated() {
        guard case .record(let type, let which) = action.target, which == number,
          Bender.code(type) == record.type, !state.done.contains(index)
        else { continue }
        state.done.insert(index)
        if action.verb == "delay" {
          if let first = records.first { records[0] = delayed(first, action.number) }
        } else {
          records = Bender.apply(action, records)
        }
      }
      return records.flatMap { cut($0, &state) }
    }
  }

  // MARK: Delays

  /// The record, whose bytes are noted once it is sealed.
  private func delayed(_ record: OutgoingRecord, _ milliseconds: Int) -> OutgoingRecord {
    var record = record
    let before = record.alter
    record.alter = { [self] raw in
      before?(&raw)
      let whole = raw
      state.withLock { $0.lateRecords.append((whole, milliseconds)) }
    }
    return record
  }

  /// Cuts a record in front of a message that is to come late.
  private func cut(_ record: OutgoingRecord, _ state: inout State) -> [OutgoingRecord] {
    guard record.type == 22, !record.isRaw else { return [record] }
    for (index, late) in state.late.enumerated() {
      guard let place = Bender.place(of: late.message, in: record.content) else { continue }
      state.late.remove(at: index)
      var (front, rest) = (record, record)
      front.content = Array(record.content[..<place])
      rest.content = Array(record.content[place...])
      rest = delayed(rest, late.milliseconds)
      return place == 0 ? [rest] : cut(front, &state) + [rest]
    }
    return [record]
  }

  /// Where a message begins in a record, whose rest may be in the next.
  private static func place(of message: [UInt8], in content: [UInt8]) -> Int? {
    guard !message.isEmpty else { return nil }
    return content.indices.first { start in
      let rest = content[start...]
      return rest.count >= message.count
        ? rest.starts(with: message) : rest.count >= 4 && message.starts(with: rest)
    }
  }

  /// Cuts what is to be sent in front of each record that is to come late.
  ///
  /// - Returns: The pieces, and how many milliseconds to wait in front of each.
  func pieces(_ output: [UInt8]) -> [(milliseconds: Int, bytes: [UInt8])] {
    let late = state.withLock { state in
      defer { state.lateRecords = [] }
      return state.lateRecords
    }
    var pieces: [(milliseconds: Int, bytes: [UInt8])] = [(0, [])]
    var rest = output[...]
    for one in late {
      guard let place = rest.indices.first(where: { rest[$0...].starts(with: one.raw) }) else {
        continue
      }
      pieces[pieces.count - 1].bytes += rest[..<place]
      pieces.append((one.milliseconds, one.raw))
      rest = rest[(place + one.raw.count)...]
    }
    pieces[pieces.count - 1].bytes += rest
    return pieces.filter { !$0.bytes.isEmpty }
  }

  static func code(_ type: String) -> UInt8 {
    switch type {
    case "change_cipher_spec": 20
    case "alert": 21
    case "handshake": 22
    default: 23
    }
  }

  private static func apply(_ action: Script.Action, _ records: [OutgoingRecord])
    -> [OutgoingRecord]
  {
    guard let record = records.first else { return records }
    var changed = record
    switch action.verb {
    case "drop": return Array(records.dropFirst())
    case "repeat": return [record] + records
    case "replace":
      changed.content = action.bytes
    case "fill":
      changed.content = [UInt8](repeating: action.bytes.first ?? 0, count: action.number)
    case "append", "extend": changed.content += action.bytes
    case "truncate": changed.content.removeLast(min(action.number, changed.content.count))
    case "flip":
      if !changed.content.isEmpty {
        changed.content[min(action.number, changed.content.count - 1)] ^= 1
      }
    case "corrupt":
      let number = action.number
      changed.alter = { raw in raw[number < raw.count ? raw.count - 1 - number : 0] ^= 1 }
    case "pad": changed.padding = action.number
    case "type": changed.type = UInt8(truncatingIfNeeded: action.number)
    case "plain": changed.isProtected = false
    case "split":
      let place = min(max(action.number, 0), record.content.count)
      var first = record
      first.content = Array(record.content[..<place])
      changed.content = Array(record.content[place...])
      return [first, changed] + records.dropFirst()
    case "before", "after", "insert":
      var raw = record
      raw.content = action.bytes
      // A number is the type of a record of its own; without one the bytes go out as they are.
      if action.number > 0 {
        raw.type = UInt8(truncatingIfNeeded: action.number)
      } else {
        raw.isRaw = true
      }
      return action.verb == "after" ? records + [raw] : [raw] + records
    default: break
    }
    return [changed] + records.dropFirst()
  }
}
