internal import Bytes
internal import Ciphers
internal import Cryptography
internal import Curve25519
internal import Hashing
internal import JSON
internal import PKI
internal import RSA
internal import Weierstrass

/// Handshakes of TLS 1.3 step by step, as RFC 8448 prints them and as `mtls vectors record` writes them.
///
/// Every value is computed from what stands before it: public keys, shared secrets, the key schedule of RFC 9846,
/// Section 7.1 with the hashes of the messages, Finished values, signatures, and every record from its payload.
enum TraceSuite {
  static func run(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    var trace = try Trace(fields)
    try trace.collectMessages()
    try trace.checkServerKey(&steps)
    for step in trace.steps { try trace.check(step, &steps) }
    try trace.checkSecrets(&steps)
    return steps.answer
  }
}

/// A step of a trace: who does what, and the values of it.
private struct TraceStep {
  let actor, action: String
  let blocks: [(label: String, bytes: [UInt8])]

  init(_ json: JSONValue) throws(CaseProblem) {
    guard case .string(let actor)? = json["actor"], case .string(let action)? = json["action"],
      case .array(let blocks)? = json["blocks"]
    else { throw .malformed("a step has no actor, action or blocks") }
    self.actor = actor
    self.action = action
    var list: [(String, [UInt8])] = []
    for block in blocks {
      guard case .string(let label)? = block["label"], case .string(let hex)? = block["hex"],
        let bytes = Hex.decode(hex)
      else { throw .malformed("a block of \"\(action)\" has no label or no octets") }
      if case .number(let count)? = block["octets"], count != bytes.count {
        throw .malformed("\(label) of \"\(action)\" has \(bytes.count) octets, not \(count)")
      }
      list.append((label, bytes))
    }
    self.blocks = list
  }

  func first(_ label: String) -> [UInt8]? { blocks.first { $0.label == label }?.bytes }

  /// The label of the key schedule, between quotation marks: `tls13 c hs traffic`.
  var quoted: String? {
    let parts = action.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : nil
  }
}

private struct Trace {
  let steps: [TraceStep]
  let records: [Fields]
  let secrets: [(name: String, bytes: [UInt8])]
  let hash: HashAlgorithm
  let aead: AEADAlgorithm
  let serverKey: JSONValue?
  /// The messages in their order, ClientHello as it was sent.
  private var messages: [[UInt8]] = []
  /// The hashes of the messages up to each; the first of none.
  private var transcripts: [[UInt8]] = []
  private var known: Set<[UInt8]> = []
  private var finished: Set<[UInt8]> = []
  private var privateKeys: [String: [[UInt8]]] = [:]
  private var publicKeys: [String: [[UInt8]]] = [:]
  private var trafficKeys: Set<[UInt8]> = []
  private var usedRecords = 0
  private var certificates: [String: PublicKey] = [:]

  init(_ fields: Fields) throws(CaseProblem) {
    guard case .array(let steps)? = fields["steps"] else { throw .malformed("there are no steps") }
    var list: [TraceStep] = []
    for step in steps { list.append(try TraceStep(step)) }
    self.steps = list
    hash = try Names.hash(try fields.text("hash"))
    let suite = try fields.text("cipherSuite")
    if suite.contains("AES_128_GCM") {
      aead = .aes128GCM
    } else if suite.contains("AES_256_GCM") {
      aead = .aes256GCM
    } else if suite.contains("CHACHA20_POLY1305") {
      aead = .chaCha20Poly1305
    } else {
      throw .skip("the cipher suite \(suite) is not supported in traces")
    }
    var records: [Fields] = []
    if case .array(let values)? = fields["records"] {
      for value in values {
        guard case .object(let members) = value else { throw .malformed("a record is no object") }
        records.append(
          Fields(own: Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }))
      }
    }
    self.records = records
    var secrets: [(String, [UInt8])] = []
    if case .object(let members)? = fields["secrets"] {
      for member in members {
        guard case .string(let hex) = member.value, let bytes = Hex.decode(hex) else {
          throw .malformed("the secret \(member.name) is not hexadecimal")
        }
        secrets.append((member.name, bytes))
      }
    }
    self.secrets = secrets
    serverKey = fields["serverRSAKey"]
  }

  private func digest(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](copying: Hash.digest(hash, of: bytes.span).bytes)
  }

  private func expand(_ secret: [UInt8], _ info: [UInt8], _ count: Int) -> [UInt8] {
    [UInt8](
      copying: HKDF.expand(hash, pseudoRandomKey: secret.span, info: info.span, byteCount: count)
        .bytes)
  }

  private func code(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    [UInt8](copying: HMAC(hash, key: key.span).code(for: message.span).bytes)
  }

  /// HkdfLabel (RFC 9846, Section 7.1).
  private func label(_ name: String, _ context: [UInt8], _ count: Int) -> [UInt8] {
    [UInt8(count >> 8), UInt8(count & 0xFF), UInt8(name.utf8.count)] + Array(name.utf8)
      + [UInt8(context.count)] + context
  }

  /// The messages as they were sent, and their hashes.
  mutating func collectMessages() throws(CaseProblem) {
    for step in steps where step.action.hasPrefix("construct") {
      // What comes after the handshake is not in its transcript (RFC 9846, Section 4.4.1).
      for block in step.blocks where !["NewSessionTicket", "KeyUpdate"].contains(block.label) {
        messages.append(block.bytes)
      }
    }
    // A ClientHello with pre-shared keys is constructed without its binders; what is sent has them.
    let payloads = steps.filter { $0.action.hasPrefix("send handshake") }
      .compactMap { $0.first("payload") }
    for index in messages.indices where messages[index].first == 1 {
      if let sent = payloads.first(where: {
        $0.count > messages[index].count && $0.starts(with: messages[index])
      }) {
        messages[index] = sent
      }
    }
    // RFC 9846 §4.4.1: in place of the first ClientHello stands its hash, where a HelloRetryRequest follows.
    var all: [UInt8] = []
    transcripts = [digest([])]
    for (index, message) in messages.enumerated() {
      if index > 0, message.first == 2, messages[index - 1].first == 1,
        messages.count > index + 1, messages[index + 1].first == 1
      {
        all = [0xFE, 0, 0, UInt8(hash.digestByteCount)] + digest(all)
      }
      all += message
      transcripts.append(digest(all))
    }
  }

  /// The server's key is one, and the one in its certificate.
  mutating func checkServerKey(_ steps: inout Steps) throws(CaseProblem) {
    for step in self.steps where step.action.contains("Certificate handshake") {
      guard let message = step.first("Certificate") else { continue }
      do {
        var reader = ByteReader(message.span)
        _ = try reader.read(4, "header")
        _ = try reader.vector8("certificate_request_context")
        var list = try reader.vector24("certificate_list")
        let der = [UInt8](copying: try list.vector24("cert_data").rest())
        certificates[step.actor] = try Certificate(der: der).publicKey
      } catch { throw .malformed("the \(step.actor)'s Certificate cannot be read: \(error)") }
    }
    guard let serverKey else { return }
    func part(_ name: String) throws(CaseProblem) -> [UInt8] {
      guard case .string(let hex)? = serverKey[name], let bytes = Hex.decode(hex) else {
        throw .malformed("\(name) of the server's key is missing")
      }
      return bytes
    }
    let (n, e, d) = (
      try part("modulus"), try part("public exponent"), try part("private exponent")
    )
    let (p, q) = (try part("prime1"), try part("prime2"))
    let (dp, dq, qi) = (try part("exponent1"), try part("exponent2"), try part("coefficient"))
    do {
      _ = try RSAPrivateKey(
        modulus: n.span, publicExponent: e.span, privateExponent: d.span, prime1: p.span,
        prime2: q.span, exponent1: dp.span, exponent2: dq.span, coefficient: qi.span)
    } catch {
      steps.compare("the server's RSA key, which is refused: \(error)", [0], [1])
    }
    if case .rsa(let key)? = certificates["server"] {
      steps.compare("modulus of the server's key", key.modulus, Array(n.drop { $0 == 0 }))
      steps.compare("exponent of the server's key", key.exponent, Array(e.drop { $0 == 0 }))
    }
  }

  mutating func check(_ step: TraceStep, _ steps: inout Steps) throws(CaseProblem) {
    guard !step.blocks.isEmpty else { return }
    let name = "\(step.actor): \(step.action)"
    if step.action.hasPrefix("create an ephemeral") {
      try keyPair(step, name, &steps)
    } else if step.action.hasPrefix("construct") {
      message(step, name, &steps)
    } else if step.action.hasPrefix("extract secret") {
      try extraction(step, name, &steps)
    } else if step.action.contains("binder") {
      try binder(step, name, &steps)
    } else if step.action.hasPrefix("calculate finished") {
      try finishedValue(step, name, &steps)
    } else if step.action.contains("traffic keys") {
      try keys(step, name, &steps)
    } else if step.action.hasPrefix("derive secret")
      || step.action.hasPrefix("generate resumption")
    {
      try derivation(step, name, &steps)
    } else if step.action.hasPrefix("send") {
      try record(step, name, &steps)
    } else {
      throw .malformed("the step \"\(step.action)\" is not known here")
    }
  }

  private func required(_ step: TraceStep, _ label: String) throws(CaseProblem) -> [UInt8] {
    guard let bytes = step.first(label) else {
      throw .malformed("\"\(step.action)\" has no \(label)")
    }
    return bytes
  }

  /// Whether what a step starts from came out of an earlier one.
  private func requireKnown(_ secret: [UInt8], _ name: String, _ steps: inout Steps) {
    if !known.contains(secret) { steps.compare("\(name), which nothing before gives", [], secret) }
  }

  private func requireTranscript(_ hash: [UInt8], _ name: String, _ steps: inout Steps) {
    let own = transcripts.first { $0 == hash } ?? transcripts.last ?? []
    steps.compare("\(name): hash of the messages", own, hash)
  }

  private mutating func keyPair(
    _ step: TraceStep, _ name: String, _ steps: inout Steps
  ) throws(CaseProblem) {
    let (key, published) = (try required(step, "private key"), try required(step, "public key"))
    let own: [UInt8]
    switch Names.normal(step.action) {
    case let text where text.contains("x25519"):
      guard key.count == 32 else { throw .malformed("a private key of another length") }
      own = X25519.publicKey(privateKey: key.span)
    case let text where text.contains("p256"):
      own = (try? ECDH.publicKey(.p256, privateKey: key.span)) ?? []
    case let text where text.contains("p384"):
      own = (try? ECDH.publicKey(.p384, privateKey: key.span)) ?? []
    default: throw .skip("\"\(step.action)\" is not supported in traces")
    }
    steps.compare("\(name): public key", own, published)
    privateKeys[step.actor, default: []].append(key)
    publicKeys[step.actor, default: []].append(own)
    // It stands in the side's hello.
    if !messages.contains(where: { $0.contains(own) }) {
      steps.compare("\(name): public key, which no hello has", [], own)
    }
  }

  private mutating func message(_ step: TraceStep, _ name: String, _ steps: inout Steps) {
    // A message may go over several records.
    let sent = self.steps.filter { $0.actor == step.actor && $0.action.hasPrefix("send handshake") }
      .flatMap { $0.first("payload") ?? [] }
    for block in step.blocks {
      if !sent.contains(block.bytes) {
        steps.compare("\(name): \(block.label), which is never sent", [], block.bytes)
      }
      if block.label == "Finished" {
        let value = Array(block.bytes.dropFirst(4))
        let own = finished.contains(value) ? value : finished.first ?? []
        steps.compare("\(name): verify_data", own, value)
      }
      if block.label == "CertificateVerify" { verify(step.actor, block.bytes, name, &steps) }
    }
  }

  /// RFC 9846, Section 4.5.3.
  private func verify(
    _ actor: String, _ message: [UInt8], _ name: String, _ steps: inout Steps
  ) {
    guard message.count > 8, let key = certificates[actor] else { return }
    let scheme = UInt16(message[4]) << 8 | UInt16(message[5])
    let signature = Array(message[8...])
    let algorithm: SignatureAlgorithm
    switch scheme {
    case 0x0804: algorithm = .rsaPSS(.sha256)
    case 0x0805: algorithm = .rsaPSS(.sha384)
    case 0x0806: algorithm = .rsaPSS(.sha512)
    case 0x0403: algorithm = .ecdsa(.sha256)
    case 0x0503: algorithm = .ecdsa(.sha384)
    case 0x0603: algorithm = .ecdsa(.sha512)
    case 0x0807: algorithm = .ed25519
    case 0x0808: algorithm = .ed448
    default:
      steps.compare("\(name): a scheme that is not known here", [], Array(message[4..<6]))
      return
    }
    let front =
      [UInt8](repeating: 0x20, count: 64)
      + Array("TLS 1.3, \(actor) CertificateVerify".utf8) + [0]
    let isValid = transcripts.contains { hash in
      let content = front + hash
      return key.verify(signature.span, of: content.span, by: algorithm)
    }
    steps.compare("\(name): the signature verifies", [isValid ? 1 : 0], [1])
  }

  private mutating func extraction(
    _ step: TraceStep, _ name: String, _ steps: inout Steps
  ) throws(CaseProblem) {
    let (salt, ikm) = (try required(step, "salt"), try required(step, "IKM"))
    if !salt.allSatisfy({ $0 == 0 }) { requireKnown(salt, "\(name): salt", &steps) }
    if step.quoted == "handshake" { agreement(step, ikm, name, &steps) }
    if step.quoted == "master" {
      steps.compare("\(name): IKM", [UInt8](repeating: 0, count: hash.digestByteCount), ikm)
    }
    let own = [UInt8](
      copying: HKDF.extract(hash, salt: salt.span, inputKeyMaterial: ikm.span).bytes)
    steps.compare("\(name): secret", own, try required(step, "secret"))
    known.insert(own)
  }

  /// The shared secret is what the last pair of keys on both sides gives.
  private func agreement(
    _ step: TraceStep, _ ikm: [UInt8], _ name: String, _ steps: inout Steps
  ) {
    let other = step.actor == "client" ? "server" : "client"
    guard let key = privateKeys[step.actor]?.last, let peer = publicKeys[other]?.last else {
      // A group whose keys do not stand in the trace.
      steps.note("\(name): IKM, taken from the trace", ikm)
      return
    }
    let own: [UInt8]
    do {
      let secret =
        peer.count == 32
        ? try X25519.sharedSecret(privateKey: key.span, publicKey: peer.span)
        : try ECDH.sharedSecret(
          peer.count == 65 ? .p256 : .p384, privateKey: key.span, publicKey: peer.span)
      own = [UInt8](copying: secret.bytes)
    } catch { own = [] }
    steps.compare("\(name): IKM, the shared secret", own, ikm)
  }

  private mutating func derivation(
    _ step: TraceStep, _ name: String, _ steps: inout Steps
  ) throws(CaseProblem) {
    let (prk, context) = (try required(step, "PRK"), try required(step, "hash"))
    let published = try required(step, "expanded")
    guard let quoted = step.quoted else { throw .malformed("\"\(step.action)\" has no label") }
    requireKnown(prk, "\(name): PRK", &steps)
    // What makes a resumption secret is a nonce; all else is a hash of messages.
    if quoted != "tls13 resumption" { requireTranscript(context, name, &steps) }
    let info = label(quoted, context, published.count)
    steps.compare("\(name): info", info, try required(step, "info"))
    let own = expand(prk, info, published.count)
    steps.compare("\(name): expanded", own, published)
    known.insert(own)
  }

  private mutating func keys(
    _ step: TraceStep, _ name: String, _ steps: inout Steps
  ) throws(CaseProblem) {
    let prk = try required(step, "PRK")
    requireKnown(prk, "\(name): PRK", &steps)
    for (kind, count) in [("key", aead.keyByteCount), ("iv", aead.nonceByteCount)] {
      let info = label("tls13 \(kind)", [], count)
      steps.compare("\(name): \(kind) info", info, try required(step, "\(kind) info"))
      let own = expand(prk, info, count)
      steps.compare("\(name): \(kind)", own, try required(step, "\(kind) expanded"))
      trafficKeys.insert(own)
    }
  }

  private mutating func finishedValue(
    _ step: TraceStep, _ name: String, _ steps: inout Steps
  ) throws(CaseProblem) {
    let prk = try required(step, "PRK")
    requireKnown(prk, "\(name): PRK", &steps)
    let key = try finishedKey(step, prk, name, &steps)
    let published = try required(step, "finished")
    let own =
      transcripts.map { code(key, $0) }.first { $0 == published }
      ?? code(key, transcripts.last ?? [])
    steps.compare("\(name): finished", own, published)
    finished.insert(own)
  }

  private func finishedKey(
    _ step: TraceStep, _ prk: [UInt8], _ name: String, _ steps: inout Steps
  ) throws(CaseProblem) -> [UInt8] {
    let info = label("tls13 finished", [], hash.digestByteCount)
    steps.compare("\(name): info", info, try required(step, "info"))
    steps.compare("\(name): hash", [], try required(step, "hash"))
    let key = expand(prk, info, hash.digestByteCount)
    steps.compare("\(name): finished_key", key, try required(step, "expanded"))
    return key
  }

  /// RFC 9846, Section 4.3.11.2.
  private mutating func binder(
    _ step: TraceStep, _ name: String, _ steps: inout Steps
  ) throws(CaseProblem) {
    let prefix = try required(step, "ClientHello prefix")
    let bound = digest(prefix)
    steps.compare("\(name): binder hash", bound, try required(step, "binder hash"))
    let prk = try required(step, "PRK")
    let keys = known.map {
      expand($0, label("tls13 res binder", digest([]), hash.digestByteCount), hash.digestByteCount)
    }
    steps.compare("\(name): binder_key", keys.contains(prk) ? prk : keys.first ?? [], prk)
    let key = try finishedKey(step, prk, name, &steps)
    let own = code(key, bound)
    steps.compare("\(name): binder", own, try required(step, "finished"))
    if !messages.contains(where: { $0.starts(with: prefix) && $0.contains(own) }) {
      steps.compare("\(name): binder, which no ClientHello has", [], own)
    }
  }

  private mutating func record(
    _ step: TraceStep, _ name: String, _ steps: inout Steps
  ) throws(CaseProblem) {
    let (payload, whole) = (try required(step, "payload"), try required(step, "complete record"))
    guard usedRecords < records.count else { throw .malformed("there are fewer records than sent") }
    let record = records[usedRecords]
    usedRecords += 1
    steps.compare("\(name): the record in the list", whole, try record.bytes("record"))
    steps.compare("\(name): its plaintext in the list", payload, try record.bytes("plaintext"))
    let type = UInt8(truncatingIfNeeded: try record.number("content_type"))
    if let after = try record.optionalBytes("transcript_hash_after") {
      requireTranscript(after, name, &steps)
    }
    guard whole.count > 5 else { throw .malformed("a record is too short") }
    let header = Array(whole[..<5])
    if record.optionalText("protection") == "none" {
      // The first ClientHello may have the version 1.0 (RFC 9846, Section 5.1).
      let version: UInt8 = whole[2] == 1 ? 1 : 3
      let own =
        [type, 3, version, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)] + payload
      steps.compare("\(name): record", own, whole)
      return
    }
    let (key, iv) = (try record.bytes("key"), try record.bytes("iv"))
    guard key.count == aead.keyByteCount, iv.count == aead.nonceByteCount else {
      throw .malformed("a key or an iv of another length")
    }
    for value in [key, iv] where !trafficKeys.contains(value) && !derives(value) {
      steps.compare("\(name): key or iv, which nothing gives", [], value)
    }
    // RFC 9846 §5.3.
    var nonce = iv
    let sequence = UInt64(truncatingIfNeeded: try record.number("sequence"))
    for index in 0..<8 {
      nonce[4 + index] ^= UInt8(truncatingIfNeeded: sequence >> UInt64(56 - 8 * index))
    }
    if let published = try record.optionalBytes("nonce") {
      steps.compare("\(name): nonce", nonce, published)
    }
    if let published = try record.optionalBytes("additional_data") {
      steps.compare("\(name): additional data", header, published)
    }
    let sealer = AEAD(aead, key: key.span)
    // Zeros behind the type are padding (RFC 9846, Section 5.4).
    let padding = max(0, whole.count - 5 - payload.count - 1 - aead.tagByteCount)
    let suffix = [type] + [UInt8](repeating: 0, count: padding)
    var sealed = [UInt8](repeating: 0, count: payload.count + suffix.count + aead.tagByteCount)
    let length = sealed.count
    var span = sealed.mutableSpan
    let front: [UInt8] = [0x17, 3, 3, UInt8(length >> 8), UInt8(length & 0xFF)]
    sealer.seal(
      payload.span, suffix: suffix.span, nonce: nonce.span, additionalData: front.span,
      into: &span)
    steps.compare("\(name): record", front + sealed, whole)
  }

  /// Whether some secret gives this key or iv, where the trace has no step for it.
  private func derives(_ value: [UInt8]) -> Bool {
    let kind = value.count == aead.nonceByteCount ? "iv" : "key"
    return known.contains {
      expand($0, label("tls13 \(kind)", [], value.count), value.count) == value
    }
  }

  func checkSecrets(_ steps: inout Steps) throws(CaseProblem) {
    guard usedRecords == records.count else { throw .malformed("there are more records than sent") }
    for (name, secret) in secrets {
      steps.compare("secret \"\(name)\"", known.contains(secret) ? secret : [], secret)
    }
  }
}
