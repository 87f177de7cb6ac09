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
        records = Bender.apply(action, records)
      }
      return records
    }
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
