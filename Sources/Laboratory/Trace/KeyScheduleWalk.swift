import Bytes
import Cryptography
import TLS13

/// Computes the key schedule a second time, beside the connection, from what the messages say and what key
/// agreement gave, and holds its results against the connection's.
struct KeyScheduleWalk {
  var sharedSecret: [UInt8]?
  var preSharedKey: ([UInt8], HashAlgorithm)?

  private var steps: [KeyStep] = []
  private var told: [KeyLog.Label: [UInt8]] = [:]
  private var values: [String: [UInt8]] = [:]
  /// Messages so far, with a HelloRetryRequest's ClientHello replaced by its hash.
  private var transcript: [UInt8] = []
  private var transcriptName = ""
  private var firstHello = ""
  private var suite: CipherSuite?
  private var message: Int?
  private var hasHandshakeSecrets = false
  private var hasMainSecrets = false
  private var hasResumption = false
  private var generations: [Side: Int] = [.client: 0, .server: 0]
  private var tickets = 0
  /// Messages that wait for the shared secret, which is told after ServerHello was sent.
  private var waitsForSecret = false
  private var lastHello: [UInt8] = []
  /// Messages up to the last ClientHello.
  private var throughHello: [UInt8] = []
  private var hasEarly = false

  private var hash: HashAlgorithm { suite?.parameters?.hash ?? preSharedKey?.1 ?? .sha256 }

  mutating func tell(_ label: KeyLog.Label, _ secret: [UInt8]) {
    if told[label] == nil { told[label] = secret }
    settle()
    if label == .clientEarlyTraffic { early() }
  }

  mutating func takeSteps() -> [KeyStep] {
    let taken = steps
    steps = []
    return taken
  }

  mutating func finish() { settle() }

  /// Whether the connection has the same secret under this name; nil where it did not say.
  func agreement(_ step: KeyStep) -> Bool? {
    let labels: [String: KeyLog.Label] = [
      "client_early_traffic_secret": .clientEarlyTraffic,
      "client_handshake_traffic_secret": .clientHandshakeTraffic,
      "server_handshake_traffic_secret": .serverHandshakeTraffic,
      "client_application_traffic_secret_0": .clientTraffic,
      "server_application_traffic_secret_0": .serverTraffic, "exporter_secret": .exporter,
    ]
    return labels[step.name].flatMap { told[$0] }.map { $0 == step.output } ?? step.agrees
  }

  mutating func take(_ message: Trace.Message) {
    settle()
    self.message = message.index
    switch message.name {
    case "HelloRetryRequest":
      suite = ServerHelloView.suite(message.bytes)
      let digest = hashed(transcript)
      transcript = [254, 0, 0, UInt8(digest.count)] + digest
      transcriptName = "message_hash(ClientHello1)"
      add(message)
    case "ClientHello":
      lastHello = message.bytes
      add(message)
      throughHello = transcript
    case "ServerHello":
      suite = ServerHelloView.suite(message.bytes)
      add(message)
      waitsForSecret = true
      settle()
    case "Finished":
      finished(message)
      add(message)
      if message.sender == .server, !hasMainSecrets { mainSecrets() }
      if message.sender == .client, hasMainSecrets, !hasResumption { resumption() }
    case "KeyUpdate": update(message.sender)
    case "NewSessionTicket": ticket(message)
    default: if !hasResumption { add(message) }
    }
  }

  private mutating func add(_ message: Trace.Message) {
    transcript += message.bytes
    if transcriptName.isEmpty { firstHello = message.name }
    let first = transcriptName.split(separator: "…").first.map(String.init) ?? ""
    transcriptName =
      first.isEmpty
      ? message.name
      : "\(first)…\(message.sender == .client && message.name != "ClientHello" ? "client " : "")\(message.name)"
  }

  // MARK: The stages

  private mutating func early() {
    guard !hasEarly, let key = preSharedKey else { return }
    earlySecret(key.0)
    derive(
      "client_early_traffic_secret", from: "Early Secret", "c e traffic", throughHello,
      "ClientHello",
      "protects early data")
    keys("client_early_traffic_secret", "client early")
  }

  private mutating func earlySecret(_ key: [UInt8]) {
    hasEarly = true
    let zeros = [UInt8](repeating: 0, count: hash.digestByteCount)
    let isZero = preSharedKey == nil
    extract(
      "Early Secret", salt: ("0", zeros, false),
      input: (isZero ? "0: there is no PSK" : "PSK", key, false),
      isZero
        ? "the first stage; without a pre-shared key it is the same for everybody"
        : "the first stage, from the pre-shared key")
    if !isZero { binder() }
  }

  /// The binder of the key that was chosen, or of the first.
  private mutating func binder() {
    guard lastHello.count > 4 else { return }
    let fields = Annotation.message(lastHello)
    guard let binders = fields.first("binders"), let entry = binders.first("PskBinderEntry"),
      let actual = entry.children.last
    else { return }
    for (label, name) in [
      ("res binder", "resumption"), ("ext binder", "external"), ("imp binder", "imported"),
    ] {
      let secret = expand(values["Early Secret"] ?? [], label, hashed([]), hash.digestByteCount)
      let key = expand(secret, "finished", [], hash.digestByteCount)
      let truncated = Array(throughHello.dropLast(lastHello.count - binders.range.lowerBound))
      let mac = mac(key, hashed(truncated))
      guard mac == Array(lastHello[actual.range]) else { continue }
      step(
        "binder_key", .derive,
        [
          ("secret", "Early Secret", values["Early Secret"] ?? [], true),
          ("context", "\"\"", hashed([]), false),
        ],
        label, secret, section("4.3.11.2"), "for the binder of a key that is \(name)")
      step(
        "binder", .mac,
        [
          ("secret", "binder_key", secret, true),
          ("data", "Transcript-Hash up to the binders", hashed(truncated), false),
        ],
        "", mac, section("4.3.11.2"),
        "proves in ClientHello that the client has the key; equals the message's", true)
      return
    }
  }

  private mutating func settle() {
    guard waitsForSecret, !hasHandshakeSecrets, let shared = sharedSecret else { return }
    waitsForSecret = false
    hasHandshakeSecrets = true
    let zeros = [UInt8](repeating: 0, count: hash.digestByteCount)
    if !hasEarly { earlySecret(preSharedKey?.0 ?? zeros) }
    derived("derived (early)", from: "Early Secret")
    extract(
      "Handshake Secret", salt: ("derived (early)", values["derived (early)"] ?? [], true),
      input: shared.isEmpty
        ? ("0: psk_ke", zeros, false) : ("(EC)DHE shared secret", shared, false),
      "the second stage: what both sides agreed on is mixed in")
    derive(
      "client_handshake_traffic_secret", from: "Handshake Secret", "c hs traffic", transcript,
      transcriptName,
      "protects the client's handshake messages")
    keys("client_handshake_traffic_secret", "client handshake")
    derive(
      "server_handshake_traffic_secret", from: "Handshake Secret", "s hs traffic", transcript,
      transcriptName,
      "protects the server's handshake messages")
    keys("server_handshake_traffic_secret", "server handshake")
    derived("derived (handshake)", from: "Handshake Secret")
    extract(
      "Main Secret", salt: ("derived (handshake)", values["derived (handshake)"] ?? [], true),
      input: ("0", zeros, false), "the last stage")
  }

  private mutating func mainSecrets() {
    guard hasHandshakeSecrets else { return }
    hasMainSecrets = true
    derive(
      "client_application_traffic_secret_0", from: "Main Secret", "c ap traffic", transcript,
      transcriptName,
      "protects what the client's application sends")
    keys("client_application_traffic_secret_0", "client application 0")
    derive(
      "server_application_traffic_secret_0", from: "Main Secret", "s ap traffic", transcript,
      transcriptName,
      "protects what the server's application sends")
    keys("server_application_traffic_secret_0", "server application 0")
    derive(
      "exporter_secret", from: "Main Secret", "exp master", transcript, transcriptName,
      "gives keys to other protocols")
  }

  private mutating func resumption() {
    hasResumption = true
    derive(
      "resumption_secret", from: "Main Secret", "res master", transcript, transcriptName,
      "gives tickets their keys")
  }

  private mutating func finished(_ message: Trace.Message) {
    let side = message.sender.rawValue
    // After the handshake a Finished is made under the client's traffic secret of the moment.
    guard let secret = values["\(side)_handshake_traffic_secret"], !hasResumption else { return }
    let key = expand(secret, "finished", [], hash.digestByteCount)
    step(
      "\(side) finished_key", .expand,
      [("secret", "\(side)_handshake_traffic_secret", secret, true)], "finished", key,
      section("4.5.3"), "for the \(side)'s Finished")
    let digest = hashed(transcript)
    let mac = mac(key, digest)
    step(
      "\(side) verify_data", .mac,
      [
        ("secret", "\(side) finished_key", key, true),
        ("data", "Transcript-Hash(\(transcriptName))", digest, false),
      ], "", mac,
      section("4.5.3"), "what the \(side)'s Finished has to say",
      mac == Array(message.bytes.dropFirst(4)))
  }

  private mutating func update(_ side: Side) {
    let generation = generations[side] ?? 0
    let name = "\(side.rawValue)_application_traffic_secret_"
    guard let secret = values[name + "\(generation)"] else { return }
    generations[side] = generation + 1
    let next = expand(secret, "traffic upd", [], hash.digestByteCount)
    step(
      name + "\(generation + 1)", .expand, [("secret", name + "\(generation)", secret, true)],
      "traffic upd", next,
      section("7.2"), "the next generation")
    keys(name + "\(generation + 1)", "\(side.rawValue) application \(generation + 1)")
  }

  private mutating func ticket(_ message: Trace.Message) {
    guard let secret = values["resumption_secret"],
      let nonce = message.fields.first("ticket_nonce")?.children.last
    else { return }
    tickets += 1
    let bytes = Array(message.bytes[nonce.range])
    step(
      "PSK of ticket \(tickets)", .expand,
      [("secret", "resumption_secret", secret, true), ("context", "ticket_nonce", bytes, false)],
      "resumption",
      expand(secret, "resumption", bytes, hash.digestByteCount), section("4.7.1"),
      "the pre-shared key under which this session can be resumed")
  }

  // MARK: The steps

  private mutating func keys(_ secret: String, _ name: String) {
    guard let parameters = suite?.parameters, let bytes = values[secret] else { return }
    for (label, count) in [
      ("key", parameters.aead.keyByteCount), ("iv", parameters.aead.nonceByteCount),
    ] {
      step(
        "\(name) \(label)", .expand, [("secret", secret, bytes, true)], label,
        expand(bytes, label, [], count),
        section("7.3"),
        label == "key" ? "the AEAD's key" : "XORed with the record's number it is the nonce")
    }
  }

  private mutating func derived(_ name: String, from secret: String) {
    let bytes = values[secret] ?? []
    step(
      name, .derive, [("secret", secret, bytes, true), ("context", "\"\"", hashed([]), false)],
      "derived",
      expand(bytes, "derived", hashed([]), hash.digestByteCount), section("7.1"),
      "the salt of the next stage")
  }

  private mutating func derive(
    _ name: String, from secret: String, _ label: String, _ messages: [UInt8], _ context: String,
    _ meaning: String
  ) {
    let bytes = values[secret] ?? []
    let digest = hashed(messages)
    let output = expand(bytes, label, digest, hash.digestByteCount)
    step(
      name, .derive,
      [("secret", secret, bytes, true), ("context", "Transcript-Hash(\(context))", digest, false)],
      label, output,
      section("7.1"), meaning)
  }

  private mutating func extract(
    _ name: String, salt: (String, [UInt8], Bool), input: (String, [UInt8], Bool), _ meaning: String
  ) {
    let output = [UInt8](
      copying: HKDF.extract(hash, salt: salt.1.span, inputKeyMaterial: input.1.span).bytes)
    step(
      name, .extract, [("salt", salt.0, salt.1, salt.2), ("IKM", input.0, input.1, input.2)], "",
      output,
      section("7.1"), meaning)
  }

  private mutating func step(
    _ name: String, _ operation: KeyStep.Operation, _ inputs: [(String, String, [UInt8], Bool)],
    _ label: String, _ output: [UInt8], _ place: String, _ meaning: String, _ agrees: Bool? = nil
  ) {
    values[name] = output
    steps.append(
      KeyStep(
        name: name, operation: operation,
        inputs: inputs.map { .init(role: $0.0, name: $0.1, bytes: $0.2, isStep: $0.3) },
        label: label,
        output: output, section: place, meaning: meaning, after: message, agrees: agrees))
  }

  private func hashed(_ bytes: [UInt8]) -> [UInt8] {
    let digest = Hash.digest(hash, of: bytes.span)
    return [UInt8](copying: digest.bytes)
  }

  private func mac(_ key: [UInt8], _ data: [UInt8]) -> [UInt8] {
    let code = HMAC(hash, key: key.span).code(for: data.span)
    return [UInt8](copying: code.bytes)
  }

  /// HKDF-Expand-Label (RFC 9846, Section 7.1).
  private func expand(_ secret: [UInt8], _ label: String, _ context: [UInt8], _ count: Int)
    -> [UInt8]
  {
    guard !secret.isEmpty else { return [] }
    var info: [UInt8] = [UInt8(count >> 8), UInt8(count & 0xFF)]
    info.append(UInt8(6 + label.utf8.count))
    info += "tls13 ".utf8
    info += label.utf8
    info.append(UInt8(context.count))
    info += context
    let output = HKDF.expand(hash, pseudoRandomKey: secret.span, info: info.span, byteCount: count)
    return [UInt8](copying: output.bytes)
  }
}
