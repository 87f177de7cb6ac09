import Bytes
import JSON
import TLS13

extension PublishedPair {
  /// What stands in a recording's `setup` (docs/trace.md).
  var json: JSONValue {
    [
      "kind": "published", "at": .string("\(now)"),
      "client": [
        "random": hex(client.random), "suites": codes(client.suites),
        "groups": codes(client.groups), "signatures": codes(client.signatures),
        "compatibility": .boolean(client.isCompatible),
        "extensions": .array(client.extensions.map(\.json)),
        "secondExtensions": .array(client.secondExtensions.map(\.json)),
        "identity": client.identity?.json ?? .null,
      ],
      "server": [
        "random": hex(server.random), "group": .number(Int(server.group)),
        "encryptedExtensions": hex(server.encryptedExtensions),
        "cookie": server.cookie.map(hex) ?? .null,
        "requestedSignatures": server.requestedSignatures.map(codes) ?? .null,
        "identity": server.identity?.json ?? .null,
      ],
      "session": session.map { session in
        [
          "ticket": hex(session.ticket), "ageAdd": .number(Int(session.ageAdd)),
          "key": hex(session.key), "maximumEarlyData": .number(Int(session.maximumEarlyData)),
        ]
      } ?? .null,
    ]
  }

  /// Reads it; nil where something is missing in it, or is none.
  init?(_ json: JSONValue) {
    guard let now = json["at"]?.text.flatMap(LaboratoryClock.time), let client = json["client"],
      let server = json["server"], let clientRandom = client["random"]?.octets,
      let serverRandom = server["random"]?.octets, let group = server["group"]?.code,
      let encryptedExtensions = server["encryptedExtensions"]?.octets
    else { return nil }
    func codes(_ value: JSONValue?) -> [UInt16] { value?.values.compactMap(\.code) ?? [] }
    func extensions(_ value: JSONValue?) -> [Extension] {
      value?.values.compactMap { one in
        one["type"]?.code.map { Extension(type: $0, data: one["data"]?.octets) }
      } ?? []
    }
    self.now = now
    self.client = Client(
      random: clientRandom, suites: codes(client["suites"]), groups: codes(client["groups"]),
      signatures: codes(client["signatures"]),
      isCompatible: client["compatibility"] == .boolean(true),
      extensions: extensions(client["extensions"]),
      secondExtensions: extensions(client["secondExtensions"]),
      identity: client["identity"].flatMap(Identity.init))
    var requested: [UInt16]?
    if case .array? = server["requestedSignatures"] {
      requested = codes(server["requestedSignatures"])
    }
    self.server = Server(
      random: serverRandom, group: group, encryptedExtensions: encryptedExtensions,
      cookie: server["cookie"]?.octets, requestedSignatures: requested,
      identity: server["identity"].flatMap(Identity.init))
    session = nil
    guard let ticket = json["session"]?["ticket"]?.octets else { return }
    guard let key = json["session"]?["key"]?.octets,
      case .number(let age)? = json["session"]?["ageAdd"], let ageAdd = UInt32(exactly: age),
      case .number(let room)? = json["session"]?["maximumEarlyData"],
      let maximumEarlyData = UInt32(exactly: room)
    else { return nil }
    session = PublishedSession(
      ticket: ticket, ageAdd: ageAdd, key: key, maximumEarlyData: maximumEarlyData)
  }
}

extension PublishedPair.Extension {
  fileprivate var json: JSONValue {
    ["type": .number(Int(type)), "data": data.map(hex) ?? .null]
  }
}

extension PublishedPair.Identity {
  fileprivate var json: JSONValue {
    [
      "certificate": hex(certificate), "scheme": .number(Int(scheme)), "signature": hex(signature),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let certificate = json["certificate"]?.octets, let scheme = json["scheme"]?.code,
      let signature = json["signature"]?.octets
    else { return nil }
    self.init(certificate: certificate, scheme: scheme, signature: signature)
  }
}

private func hex(_ bytes: [UInt8]) -> JSONValue { .string(Hex.encode(bytes.span)) }
private func codes(_ codes: [UInt16]) -> JSONValue { .array(codes.map { .number(Int($0)) }) }

extension JSONValue {
  /// The octets of a string of hexadecimal digits; nil for anything else.
  fileprivate var octets: [UInt8]? { text.flatMap { Hex.decode($0) } }
}
