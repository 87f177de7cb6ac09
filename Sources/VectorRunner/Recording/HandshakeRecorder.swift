public import Bytes
internal import Cryptography
internal import Curve25519
internal import Hashing
public import JSON
internal import Synchronization
public import TLS13
internal import Weierstrass

/// Draws from another source, and keeps what it drew. For recordings alone: it keeps secrets.
public struct RecordingRandom<Source: RandomSource>: RandomSource {
  private var source: Source
  /// All that was drawn, one piece a call.
  public private(set) var pieces: [[UInt8]] = []

  /// Draws from this source.
  public init(_ source: Source) { self.source = source }

  /// Fills `bytes` and keeps a copy.
  public mutating func fill(_ bytes: inout MutableSpan<UInt8>) {
    source.fill(&bytes)
    pieces.append([UInt8](copying: bytes.span))
  }
}

/// Listens to a client's handshake and makes a trace of it: a file of `mtls.vectors/1` that `mtls vectors` runs.
public final class HandshakeRecorder: Sendable {
  private struct State {
    var records: [ObservedRecord] = []
    var sharedSecret: [UInt8]?
    var isResumption = false
  }

  private let state = Mutex(State())

  /// A recorder of nothing yet.
  public init() {}

  /// Has the recorder listen to connections of this configuration.
  public func listen(_ configuration: inout ClientConfiguration) {
    configuration.laboratory = LaboratoryHooks(observe: { [self] observation in
      state.withLock { state in
        switch observation {
        case .record(let record): state.records.append(record)
        case .sharedSecret(let secret): state.sharedSecret = secret
        case .preSharedKey: state.isResumption = true
        default: break
        }
      }
    })
  }

  /// The trace of what was heard, as a document.
  ///
  /// - Parameters:
  ///   - source: Where it comes from, for people.
  ///   - client: What the client drew of randomness.
  ///   - server: What the server drew; nothing where it is elsewhere.
  /// - Throws: ``VectorError`` where the handshake was not one of those that are recorded.
  public func document(
    source: String, client: [[UInt8]], server: [[UInt8]]
  ) throws(VectorError) -> JSONValue {
    let state = state.withLock { $0 }
    guard !state.isResumption else { throw VectorError("resumed handshakes are not recorded") }
    guard let secret = state.sharedSecret else {
      throw VectorError("the handshake did not come to keys")
    }
    var writer = try TraceWriter(state.records, secret)
    writer.keyPairs(client, server)
    let (steps, records, secrets) = try writer.write()
    var test: [JSONValue.Member] = [
      .init("id", "handshake"), .init("steps", .array(steps)), .init("records", .array(records)),
      .init("secrets", .object(secrets)),
    ]
    var drawn: [JSONValue.Member] = [
      .init("client", .string(TraceWriter.hex(client.flatMap { $0 })))
    ]
    if !server.isEmpty {
      drawn.append(.init("server", .string(TraceWriter.hex(server.flatMap { $0 }))))
    }
    test.append(.init("randomness", .object(drawn)))
    return [
      "schema": "mtls.vectors/1", "source": .string(source), "section": "",
      "note": "Every secret of this handshake is in this file.",
      "groups": [
        [
          "operation": "tls13-trace", "cipherSuite": .string(writer.suiteName),
          "hash": .string(writer.hash == .sha384 ? "SHA-384" : "SHA-256"),
          "tests": [.object(test)],
        ]
      ],
    ]
  }
}

/// Computes a handshake anew from its messages and its shared secret, and writes each step.
private struct TraceWriter {
  let suiteName: String
  let hash: HashAlgorithm
  private let keyByteCount: Int
  private let records: [ObservedRecord]
  private let secret: [UInt8]
  private var messages: [(isClient: Bool, bytes: [UInt8])] = []
  private var transcripts: [[UInt8]] = []
  private var steps: [JSONValue] = []
  private var secrets: [JSONValue.Member] = []
  private var pairs: [(actor: String, group: String, key: [UInt8], publicKey: [UInt8])] = []

  static func hex(_ bytes: [UInt8]) -> String { Hex.encode(bytes.span) }

  init(_ records: [ObservedRecord], _ secret: [UInt8]) throws(VectorError) {
    self.records = records
    self.secret = secret
    // Messages in their order; a message may go over records, and a record have several.
    var held: [Bool: [UInt8]] = [:]
    var all: [(Bool, [UInt8])] = []
    for record in records where record.type == .handshake {
      guard let content = record.content else { throw VectorError("a record was refused") }
      var bytes = held[record.isOutgoing, default: []] + content
      while bytes.count >= 4 {
        let count = 4 + Int(bytes[1]) << 16 + Int(bytes[2]) << 8 + Int(bytes[3])
        guard bytes.count >= count else { break }
        all.append((record.isOutgoing, Array(bytes[..<count])))
        bytes.removeFirst(count)
      }
      held[record.isOutgoing] = bytes
    }
    messages = all
    guard let hello = all.last(where: { !$0.0 && $0.1.first == 2 })?.1, hello.count > 44 else {
      throw VectorError("there is no ServerHello")
    }
    let place = 4 + 2 + 32 + 1 + Int(hello[38])
    guard hello.count > place + 2 else { throw VectorError("the ServerHello is cut short") }
    switch (hello[place], hello[place + 1]) {
    case (0x13, 0x01):
      (suiteName, hash, keyByteCount) = ("TLS_AES_128_GCM_SHA256 (0x1301)", .sha256, 16)
    case (0x13, 0x02):
      (suiteName, hash, keyByteCount) = ("TLS_AES_256_GCM_SHA384 (0x1302)", .sha384, 32)
    case (0x13, 0x03):
      (suiteName, hash, keyByteCount) = ("TLS_CHACHA20_POLY1305_SHA256 (0x1303)", .sha256, 32)
    default: throw VectorError("handshakes of this cipher suite are not recorded")
    }
    var transcript: [UInt8] = []
    for (index, message) in all.enumerated() {
      if index == 1, all.count > 2, message.1.first == 2, all[2].1.first == 1 {
        transcript = [0xFE, 0, 0, UInt8(hash.digestByteCount)] + digest(transcript)
      }
      if message.1.first != 4, message.1.first != 24 { transcript += message.1 }
      transcripts.append(digest(transcript))
    }
  }

  // MARK: Arithmetic

  private func digest(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](copying: Hash.digest(hash, of: bytes.span).bytes)
  }

  private func extract(_ salt: [UInt8], _ ikm: [UInt8]) -> [UInt8] {
    [UInt8](copying: HKDF.extract(hash, salt: salt.span, inputKeyMaterial: ikm.span).bytes)
  }

  private func label(_ name: String, _ context: [UInt8], _ count: Int) -> [UInt8] {
    [UInt8(count >> 8), UInt8(count & 0xFF), UInt8(name.utf8.count)] + Array(name.utf8)
      + [UInt8(context.count)] + context
  }

  private func expand(_ secret: [UInt8], _ info: [UInt8], _ count: Int) -> [UInt8] {
    [UInt8](
      copying: HKDF.expand(hash, pseudoRandomKey: secret.span, info: info.span, byteCount: count)
        .bytes)
  }

  // MARK: Steps

  private mutating func step(_ actor: String, _ action: String, _ blocks: [(String, [UInt8])]) {
    steps.append([
      "step": .number(steps.count), "actor": .string(actor), "action": .string(action),
      "blocks": .array(
        blocks.map { label, bytes in
          [
            "label": .string(label), "octets": .number(bytes.count),
            "hex": .string(TraceWriter.hex(bytes)),
          ]
        }),
    ])
  }

  /// Finds the keys that both sides drew: those that give the shared secret. Hybrids and others have none.
  mutating func keyPairs(_ client: [[UInt8]], _ server: [[UInt8]]) {
    for theirs in server {
      for ours in client where ours.count == theirs.count {
        switch ours.count {
        case 32:
          let peer = X25519.publicKey(privateKey: theirs.span)
          if let shared = try? X25519.sharedSecret(privateKey: ours.span, publicKey: peer.span),
            [UInt8](copying: shared.bytes) == secret
          {
            let own = X25519.publicKey(privateKey: ours.span)
            pairs = [("client", "x25519", ours, own), ("server", "x25519", theirs, peer)]
            return
          }
          if take(.p256, "P-256", ours, theirs) { return }
        case 48: if take(.p384, "P-384", ours, theirs) { return }
        default: break
        }
      }
    }
  }

  private mutating func take(
    _ curve: Curve, _ name: String, _ ours: [UInt8], _ theirs: [UInt8]
  ) -> Bool {
    guard let peer = try? ECDH.publicKey(curve, privateKey: theirs.span),
      let own = try? ECDH.publicKey(curve, privateKey: ours.span),
      let shared = try? ECDH.sharedSecret(curve, privateKey: ours.span, publicKey: peer.span),
      [UInt8](copying: shared.bytes) == secret
    else { return false }
    pairs = [("client", name, ours, own), ("server", name, theirs, peer)]
    return true
  }

  private mutating func extraction(_ name: String, _ salt: [UInt8], _ ikm: [UInt8]) -> [UInt8] {
    let secret = extract(salt, ikm)
    step(
      "client", "extract secret \"\(name)\"", [("salt", salt), ("IKM", ikm), ("secret", secret)])
    keep(name, secret)
    return secret
  }

  private mutating func keep(_ name: String, _ secret: [UInt8]) {
    secrets.append(.init(name, .string(TraceWriter.hex(secret))))
  }

  private mutating func derivation(
    _ secret: [UInt8], _ name: String, _ hash: [UInt8], isKept: Bool = true
  ) -> [UInt8] {
    let info = label("tls13 \(name)", hash, self.hash.digestByteCount)
    let result = expand(secret, info, self.hash.digestByteCount)
    step(
      "client", "derive secret \"tls13 \(name)\"",
      [("PRK", secret), ("hash", hash), ("info", info), ("expanded", result)])
    if isKept { keep("tls13 \(name)", result) }
    return result
  }

  private mutating func keys(_ actor: String, _ purpose: String, _ secret: [UInt8]) -> Keys {
    let (keyInfo, ivInfo) = (label("tls13 key", [], keyByteCount), label("tls13 iv", [], 12))
    let (key, iv) = (expand(secret, keyInfo, keyByteCount), expand(secret, ivInfo, 12))
    step(
      actor, "derive write traffic keys for \(purpose)",
      [
        ("PRK", secret), ("key info", keyInfo), ("key expanded", key), ("iv info", ivInfo),
        ("iv expanded", iv),
      ])
    return Keys(key: key, iv: iv)
  }

  private struct Keys { let key, iv: [UInt8] }

  private mutating func finished(_ actor: String, _ secret: [UInt8], _ message: [UInt8]) {
    let info = label("tls13 finished", [], hash.digestByteCount)
    step(
      actor, "calculate finished \"tls13 finished\"",
      [
        ("PRK", secret), ("hash", []), ("info", info),
        ("expanded", expand(secret, info, hash.digestByteCount)),
        ("finished", Array(message.dropFirst(4))),
      ])
  }

  private static let names: [UInt8: String] = [
    1: "ClientHello", 2: "ServerHello", 4: "NewSessionTicket", 8: "EncryptedExtensions",
    11: "Certificate", 13: "CertificateRequest", 15: "CertificateVerify", 20: "Finished",
    24: "KeyUpdate",
  ]

  mutating func write() throws(VectorError) -> (
    steps: [JSONValue], records: [JSONValue], secrets: [JSONValue.Member]
  ) {
    let messages = messages
    guard let hello = messages.lastIndex(where: { !$0.isClient && $0.bytes.first == 2 }),
      let serverEnd = messages.firstIndex(where: { !$0.isClient && $0.bytes.first == 20 }),
      let clientEnd = messages.firstIndex(where: { $0.isClient && $0.bytes.first == 20 })
    else { throw VectorError("the handshake did not come to its end") }
    for pair in pairs {
      step(
        pair.actor, "create an ephemeral \(pair.group) key pair",
        [("private key", pair.key), ("public key", pair.publicKey)])
    }
    let zeros = [UInt8](repeating: 0, count: hash.digestByteCount)
    let early = extraction("early", [], zeros)
    var derived = derivation(early, "derived", digest([]), isKept: false)
    let handshake = extraction("handshake", derived, secret)
    let clientHandshake = derivation(handshake, "c hs traffic", transcripts[hello])
    let serverHandshake = derivation(handshake, "s hs traffic", transcripts[hello])
    derived = derivation(handshake, "derived", digest([]), isKept: false)
    let main = extraction("master", derived, zeros)
    let clientTraffic = derivation(main, "c ap traffic", transcripts[serverEnd])
    let serverTraffic = derivation(main, "s ap traffic", transcripts[serverEnd])
    _ = derivation(main, "exp master", transcripts[serverEnd])
    _ = derivation(main, "res master", transcripts[clientEnd])
    finished("server", serverHandshake, messages[serverEnd].bytes)
    finished("client", clientHandshake, messages[clientEnd].bytes)
    let keys = [
      "client handshake": keys("client", "handshake data", clientHandshake),
      "server handshake": keys("server", "handshake data", serverHandshake),
      "client application": keys("client", "application data", clientTraffic),
      "server application": keys("server", "application data", serverTraffic),
    ]
    for message in messages {
      let name = TraceWriter.names[message.bytes[0]] ?? "unknown"
      step(
        message.isClient ? "client" : "server", "construct a \(name) handshake message",
        [(name, message.bytes)])
    }
    // It adds a step for each.
    let records = sent(keys)
    return (steps, records, secrets)
  }

  /// The records, and a step for each.
  private mutating func sent(_ keys: [String: Keys]) -> [JSONValue] {
    var list: [JSONValue] = []
    var hasFinished: [Bool: Bool] = [:]
    for record in records {
      guard let content = record.content, !content.isEmpty else { continue }
      let actor = record.isOutgoing ? "client" : "server"
      let kind: String
      switch record.type {
      case .handshake: kind = "handshake"
      case .alert: kind = "alert"
      case .changeCipherSpec: kind = "change_cipher_spec"
      default: kind = "application_data"
      }
      let protection =
        !record.isProtected
        ? "none" : hasFinished[record.isOutgoing] == true ? "application" : "handshake"
      var members: [JSONValue.Member] = [
        .init("step", .number(steps.count)), .init("sender", .string(actor)),
        .init("content_type", .number(Int(record.type.rawValue))),
        .init("content_type_name", .string(kind)), .init("protection", .string(protection)),
      ]
      if let pair = keys["\(actor) \(protection)"] {
        members += [
          .init("key", .string(TraceWriter.hex(pair.key))),
          .init("iv", .string(TraceWriter.hex(pair.iv))),
          .init("sequence", .number(Int(record.sequence))),
        ]
      }
      members += [
        .init("plaintext", .string(TraceWriter.hex(content))),
        .init("record", .string(TraceWriter.hex(record.raw))),
      ]
      list.append(.object(members))
      step(
        actor, "send \(kind) record", [("payload", content), ("complete record", record.raw)])
      // Finished is the last message under a side's handshake keys.
      if record.type == .handshake, record.isProtected, hasFinished[record.isOutgoing] != true,
        messages.contains(where: {
          $0.isClient == record.isOutgoing && $0.bytes[0] == 20
            && content.suffix($0.bytes.count) == $0.bytes[...]
        })
      {
        hasFinished[record.isOutgoing] = true
      }
    }
    return list
  }
}
