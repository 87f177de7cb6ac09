package import JSON

/// A misbehaviour: who does what otherwise than it should, and what the other side has to do about it (docs/lab.md).
package struct Script: Sendable, Equatable {
  package var name: String
  /// Who misbehaves.
  package var role: Side
  /// What is done, in a sentence.
  package var summary: String
  /// The rule that is broken, and where it stands.
  package var rule: String
  /// Alerts by which the other side does as the rule says; none where it has to go on as if nothing was.
  package var alerts: [String]
  /// Whether going on is right, too.
  package var mayAccept: Bool
  /// The handshake in which it is done.
  package var needsRetry = false
  package var needsClientAuthentication = false
  package var needsResumption = false
  package var needsKeyUpdate = false
  package var actions: [Action]

  /// One change to what is sent.
  package struct Action: Sendable, Equatable {
    /// What it is done to.
    package enum Target: Sendable, Equatable {
      /// The n-th handshake message of a name, from 0, before it is hashed into the transcript.
      case message(String, Int)
      /// The n-th record sent of a type, from 0.
      case record(String, Int)
    }

    package var target: Target
    /// "drop", "repeat", "replace", "insert", "append", "flip", "truncate", "extend", "hold", "before", "after",
    /// "split", "pad", "type", "plain", "corrupt", "fill", "delay".
    package var verb: String
    /// The way to a field, names with slashes between them; empty for the whole.
    package var field = ""
    package var bytes: [UInt8] = []
    /// A number that the verb wants: bytes to cut off, a place, a count, milliseconds.
    package var number = 0
    /// Whether the lengths around a changed field stay as they were.
    package var keepsLengths = false
    /// For "hold": the message behind which the held one is sent.
    package var until = ""
  }
}

/// Why a file is no script.
package struct ScriptError: Error, CustomStringConvertible {
  package let description: String
}

extension Script {
  /// The script in a JSON value.
  package init(_ json: JSONValue) throws(ScriptError) {
    guard let name = json["name"]?.text else {
      throw ScriptError(description: "a script has a name")
    }
    func fail(_ text: String) -> ScriptError { ScriptError(description: "script \(name): \(text)") }
    guard let role = json["role"]?.text.flatMap(Side.init) else {
      throw fail("role is client or server: who misbehaves")
    }
    self.name = name
    self.role = role
    summary = json["summary"]?.text ?? ""
    rule = json["rule"]?.text ?? ""
    let demanded = json["alerts"]?.values.compactMap(\.text) ?? []
    alerts = demanded
    mayAccept = json["accept"] == .boolean(true)
    guard !demanded.isEmpty || mayAccept else {
      throw fail("alerts or accept says what the other side has to do")
    }
    let setup = json["setup"]?.values.compactMap(\.text) ?? []
    needsRetry = setup.contains("retry")
    needsClientAuthentication = setup.contains("client-auth")
    needsResumption = setup.contains("psk")
    needsKeyUpdate = setup.contains("key-update")
    for word in setup where !["retry", "client-auth", "psk", "key-update"].contains(word) {
      throw fail("setup has no \(word); it has retry, client-auth, psk and key-update")
    }
    actions = []
    for value in json["actions"]?.values ?? [] {
      do { actions.append(try Action(value)) } catch { throw fail(error.description) }
    }
    guard !actions.isEmpty else { throw fail("actions is empty") }
  }
}

extension Script.Action {
  static let verbs = [
    "drop", "repeat", "replace", "insert", "append", "flip", "truncate", "extend", "hold", "before",
    "after", "split", "pad", "type", "plain", "corrupt", "fill", "delay",
  ]

  /// The longest delay, in milliseconds.
  static let maximumDelay = 60_000

  fileprivate init(_ json: JSONValue) throws(ScriptError) {
    guard let verb = json["do"]?.text, Self.verbs.contains(verb) else {
      throw ScriptError(description: "do is one of \(Self.verbs.joined(separator: ", "))")
    }
    self.verb = verb
    if let message = json["message"]?.text {
      target = .message(message, json["which"]?.code.map { Int($0) } ?? 0)
    } else if let type = json["record"]?.text {
      target = .record(type, json["which"]?.code.map { Int($0) } ?? 0)
    } else {
      throw ScriptError(description: "an action names a message or a record")
    }
    field = json["field"]?.text ?? ""
    number = json["number"]?.code.map { Int($0) } ?? 0
    keepsLengths = json["lengths"] == .string("keep")
    until = json["until"]?.text ?? ""
    if let text = json["bytes"]?.text {
      guard let decoded = LaboratoryHex.decode(text) else {
        throw ScriptError(description: "bytes are hexadecimal digits")
      }
      bytes = decoded
    }
    if verb == "delay", !field.isEmpty || !(1...Self.maximumDelay).contains(number) {
      throw ScriptError(
        description: "delay is for whole messages and records, and needs number: 1 to "
          + "\(Self.maximumDelay) milliseconds")
    }
    if verb == "hold", until.isEmpty {
      throw ScriptError(description: "hold needs until: the message behind which it is sent")
    }
  }
}
