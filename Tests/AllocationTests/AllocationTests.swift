import AllocationCounter
import Bytes
import Cryptography
import Curve25519
import Curve448
import PKI
import TLS13
import TestSupport
import Testing
import Weierstrass

/// Pieces of memory that `body` takes from the heap once it has run before.
private func allocations(_ body: () throws -> Void) rethrows -> Int {
  try body()
  let before = allocation_count()
  try body()
  return allocation_count() - before
}

@Suite struct `Nothing is allocated` {
  static let lengths = [0, 1, 100, 1_350, 16_384]

  @Test func `is what the counter can see`() {
    var kept: [UInt8] = []
    let count = allocations { kept = [UInt8](repeating: 1, count: 1_000) }
    #expect(count == 1)
    #expect(kept.count == 1_000)
  }

  @Test(arguments: AEADAlgorithm.allCases)
  func `by sealing and opening`(algorithm: AEADAlgorithm) throws {
    let key = [UInt8](repeating: 7, count: algorithm.keyByteCount)
    let aead = AEAD(algorithm, key: key.span)
    let nonce = [UInt8](repeating: 1, count: algorithm.nonceByteCount)
    let header: [UInt8] = [23, 3, 3, 0, 0]
    let suffix: [UInt8] = [23]
    for length in Self.lengths {
      let text = [UInt8](repeating: 5, count: length)
      var output = [UInt8](repeating: 0, count: length + 1 + algorithm.tagByteCount)
      let count = try allocations {
        var span = output.mutableSpan
        aead.seal(
          text.span, suffix: suffix.span, nonce: nonce.span, additionalData: header.span,
          into: &span)
        try aead.open(&span, nonce: nonce.span, additionalData: header.span)
      }
      #expect(count == 0, "\(length) bytes")
    }
  }

  @Test(arguments: HashAlgorithm.allCases)
  func `by hashing and by HMAC`(algorithm: HashAlgorithm) {
    let text = [UInt8](repeating: 5, count: 300)
    var output = [UInt8](repeating: 0, count: algorithm.digestByteCount)
    let mac = HMAC(algorithm, key: output.span)
    var hash = Hash(algorithm)
    let count = allocations {
      hash.update(text.span)
      var fork = hash
      fork.update(text.span)
      let digest = fork.digest()
      let code = mac.code(for: digest.bytes)
      var span = output.mutableSpan
      mac.write(codeFor: code.bytes, into: &span)
    }
    #expect(count == 0)
  }

  // What is given out is one piece: a key, a signature, a secret.
  @Test func `within X448 and Ed448`() throws {
    let seed = [UInt8](repeating: 7, count: 57)
    let message = [UInt8](repeating: 5, count: 300)
    let key = Ed448.publicKey(seed: seed.span)
    let signature = Ed448.sign(message.span, seed: seed.span, publicKey: key.span)
    var isValid = false
    let verifying = allocations {
      isValid = Ed448.verify(signature.span, of: message.span, publicKey: key.span)
    }
    #expect(verifying == 0)
    #expect(isValid)
    var kept: [UInt8] = []
    let signing = allocations {
      kept = Ed448.sign(message.span, seed: seed.span, publicKey: key.span)
    }
    #expect(signing == 1)
    #expect(kept == signature)
    let privateKey = [UInt8](repeating: 9, count: 56)
    let generating = allocations { kept = X448.publicKey(privateKey: privateKey.span) }
    #expect(generating == 1)
    let share = kept
    var secret = SecretBytes(zeroByteCount: 0)
    let agreeing = try allocations {
      secret = try X448.sharedSecret(privateKey: privateKey.span, publicKey: share.span)
    }
    #expect(agreeing == 1)
    let count = secret.count
    #expect(count == 56)
  }

  @Test func `within X25519 and Ed25519`() throws {
    let seed = [UInt8](repeating: 7, count: 32)
    let message = [UInt8](repeating: 5, count: 300)
    let key = Ed25519.publicKey(seed: seed.span)
    let signature = Ed25519.sign(message.span, seed: seed.span, publicKey: key.span)
    let tables = PreparedEd25519Key(publicKey: key.span)
    let prepared = try #require(tables)
    var isValid = false
    let verifying = allocations {
      isValid = Ed25519.verify(signature.span, of: message.span, publicKey: key.span)
    }
    #expect(verifying == 0)
    #expect(isValid)
    let verifyingPrepared = allocations {
      isValid = prepared.verify(signature.span, of: message.span)
    }
    #expect(verifyingPrepared == 0)
    #expect(isValid)
    var kept: [UInt8] = []
    let signing = allocations {
      kept = Ed25519.sign(message.span, seed: seed.span, publicKey: key.span)
    }
    #expect(signing == 1)
    #expect(kept == signature)
    let deriving = allocations { kept = Ed25519.publicKey(seed: seed.span) }
    #expect(deriving == 1)
    #expect(kept == key)
    let generating = allocations { kept = X25519.publicKey(privateKey: seed.span) }
    #expect(generating == 1)
    let share = kept
    var secret = SecretBytes(zeroByteCount: 0)
    let agreeing = try allocations {
      secret = try X25519.sharedSecret(privateKey: seed.span, publicKey: share.span)
    }
    #expect(agreeing == 1)
    let count = secret.count
    #expect(count == 32)
  }

  @Test(arguments: Curve.allCases)
  func `within the NIST curves`(curve: Curve) throws {
    var random = SystemRandom()
    let privateKey = ECDH.generatePrivateKey(curve, using: &random)
    let publicKey = try ECDH.publicKey(curve, privateKey: privateKey.bytes)
    let digest = [UInt8](repeating: 5, count: 32)
    let fresh = [UInt8](repeating: 6, count: 32)
    let signature = try ECDSA.sign(
      curve, digest: digest.span, hash: .sha256, privateKey: privateKey.bytes,
      randomness: fresh.span)
    var isValid = false
    let verifying = allocations {
      isValid = ECDSA.verify(
        curve, signature: signature.span, digest: digest.span, publicKey: publicKey.span)
    }
    #expect(verifying == 0)
    #expect(isValid)
    var output = [UInt8](repeating: 0, count: signature.count)
    let signing = try allocations {
      var span = output.mutableSpan
      try ECDSA.sign(
        curve, digest: digest.span, hash: .sha256, privateKey: privateKey.bytes,
        randomness: fresh.span, into: &span)
    }
    #expect(signing == 0)
    #expect(output == signature)
    let checking = try allocations { try curve.validate(publicKey: publicKey.span) }
    #expect(checking == 0)
    var kept: [UInt8] = []
    let generating = try allocations {
      kept = try ECDH.publicKey(curve, privateKey: privateKey.bytes)
    }
    #expect(generating == 1)
    #expect(kept == publicKey)
    var secret = SecretBytes(zeroByteCount: 0)
    let agreeing = try allocations {
      secret = try ECDH.sharedSecret(
        curve, privateKey: privateKey.bytes, publicKey: publicKey.span)
    }
    #expect(agreeing == 1)
    let count = secret.count
    #expect(count == curve.scalarByteCount)
  }

  @Test(arguments: CipherSuite.all)
  func `by sending and receiving records`(suite: CipherSuite) throws {
    let pair = try Pair(suite)
    for length in Self.lengths.dropFirst() {
      let content = [UInt8](repeating: 5, count: length)
      pair.output.reserveCapacity(20_000)
      let sending = try allocations {
        pair.output.removeAll(keepingCapacity: true)
        try pair.client.send(content.span, into: &pair.output)
      }
      #expect(sending == 0, "\(length) bytes")
      // The record of the first round is gone: its sequence number was used.
      var received = 0
      let fresh = try Pair(suite)
      var records: [[UInt8]] = []
      for _ in 0..<2 {
        var record: [UInt8] = []
        try fresh.client.send(content.span, into: &record)
        records.append(record)
      }
      var next = 0
      var answer: [UInt8] = []
      let receiving = try allocations {
        var input = records[next].mutableSpan
        let progress = try fresh.server.receive(
          &input, now: fresh.now, random: &fresh.random, output: &answer)
        received += progress.applicationData.count
        next += 1
      }
      #expect(receiving == 0, "\(length) bytes")
      #expect(received == 2 * length)
    }
  }
}

/// A client and a server with a completed handshake.
private final class Pair {
  var client: ClientConnection
  var server: ServerConnection
  var output: [UInt8] = []
  var random = SystemRandom()
  let now = Time(secondsSince1970: 1_800_000_000)

  init(_ suite: CipherSuite) throws {
    let key = try PrivateKey.generate(.p256, using: &random)
    let name = SubjectFields(commonName: "a.test").name
    let authority = try Authority.makeRoot(
      subject: name, key: try PrivateKey.generate(.p256, using: &random), days: 10, now: now,
      using: &random)
    let request = try SigningRequest.make(
      subject: name, alternativeNames: [try GeneralName(text: "a.test")], key: key, using: &random)
    let leaf = try authority.issue(
      request, profile: .both, days: 5, now: now, using: &random
    ).certificate
    let credential = try Credential(chain: [leaf], key: key)
    let roots = TrustRoots([authority.certificate])
    func verify(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
      .verify(PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: purpose)))
    }
    var clientConfiguration = ClientConfiguration(verification: verify(.server))
    clientConfiguration.credential = credential
    clientConfiguration.cipherSuites = [suite]
    let serverConfiguration = ServerConfiguration(
      credentials: [credential], clientAuthentication: .required(verify(.client)))
    var toServer: [UInt8] = []
    client = try ClientConnection(
      clientConfiguration, server: ReferenceIdentity("a.test"), random: &random, output: &toServer)
    server = ServerConnection(serverConfiguration)
    var toClient: [UInt8] = []
    while !toServer.isEmpty || !toClient.isEmpty {
      var start = 0
      var input = toServer
      toServer = []
      while start < input.count {
        var whole = input.mutableSpan
        var rest = whole._mutatingExtracting(start...)
        start += try server.receive(&rest, now: now, random: &random, output: &toClient).consumed
      }
      start = 0
      input = toClient
      toClient = []
      while start < input.count {
        var whole = input.mutableSpan
        var rest = whole._mutatingExtracting(start...)
        start += try client.receive(&rest, now: now, random: &random, output: &toServer).consumed
      }
    }
  }
}
