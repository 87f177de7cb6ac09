import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@testable import TLS13

@Suite struct `A session that was kept elsewhere` {
  @Test(arguments: [false, true])
  func `is what it was`(mutual: Bool) throws {
    var world = try EarlyDataWorld.make(mutual: mutual)
    world.client.applicationProtocols = ["http/1.1"]
    let session = try #require(try world.firstSession())
    let bytes = session.serialized() ?? SecretBytes(zeroByteCount: 0)
    let read = try #require(
      try Session.read(bytes.bytes, trusting: world.client.verification))
    #expect(read.cipherSuite == session.cipherSuite)
    #expect(read.server == session.server)
    #expect(read.peer?.path?.certificates == session.peer?.path?.certificates)
    #expect(read.applicationProtocol == "http/1.1")
    #expect(read.received == session.received)
    #expect(read.lifetime == session.lifetime)
    #expect(read.maximumEarlyData == 14_336)
    #expect(read.sentCertificate == mutual)
    let pair = try world.connect(read)
    #expect(pair.clientSummary.preSharedKey == .session)
    #expect(pair.clientSummary.peer?.path?.leaf == session.peer?.path?.leaf)
  }

  @Test func `is nothing under other roots, and malformed where it is cut short`() throws {
    let world = try ResumptionWorld()
    let session = try #require(try world.firstSession())
    let bytes = session.serialized() ?? SecretBytes(zeroByteCount: 0)
    let other = try Identities(.ed25519, name: "Another")
    #expect(try Session.read(bytes.bytes, trusting: other.verification(.server)) == nil)
    #expect(try Session.read(bytes.bytes, trusting: .unverified) == nil)
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: DecodeError.self) {
        try Session.read(
          bytes.bytes.extracting(0..<count), trusting: world.client.verification)
      }
    }
    // The same roots under other rules: the session is there, and is not used.
    var policy = VerificationPolicy(purpose: .server)
    policy.minimumRSABits = 3072
    let strict = PeerVerification.verify(
      PeerVerifier(roots: world.identities.roots, policy: policy))
    let read = try #require(try Session.read(bytes.bytes, trusting: strict))
    var changed = world
    changed.client.verification = strict
    #expect(try changed.connect(read).clientSummary.preSharedKey == nil)
  }
}

/// A world in which early data is allowed.
enum EarlyDataWorld {
  static func make(mutual: Bool) throws -> ResumptionWorld {
    var world = try ResumptionWorld(mutual: mutual)
    let start = Identities.now.adding(seconds: -1000)
    var policy = EarlyDataPolicy(replayGuard: MemoryReplayGuard(startingAt: start))
    policy.allowsAuthenticatedClients = mutual
    world.server.resumption?.earlyData = policy
    world.client.sendsEarlyData = true
    world.server.applicationProtocols = ["http/1.1"]
    return world
  }
}

@Suite struct `The early exporter (RFC 9846, Section 7.5)` {
  @Test func `gives both sides the same before the handshake is complete`() throws {
    let world = try EarlyDataWorld.make(mutual: false)
    let session = try #require(try world.firstSession())
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    let none: [UInt8] = []
    let label = Array("EXPERIMENTAL-early".utf8)
    let own = try pair.client.exportEarly(label: label, context: none.span, byteCount: 32)
    try pair.sendEarlyData("early")
    try pair.runServer()
    let theirs = try pair.server.exportEarly(label: label, context: none.span, byteCount: 32)
    #expect([UInt8](copying: own.bytes) == [UInt8](copying: theirs.bytes))
    try pair.run()
    let late = try pair.server.export(label: label, context: none.span, byteCount: 32)
    #expect([UInt8](copying: own.bytes) != [UInt8](copying: late.bytes))
    let context = Array("x".utf8)
    let other = try pair.server.exportEarly(label: label, context: context.span, byteCount: 32)
    #expect([UInt8](copying: own.bytes) != [UInt8](copying: other.bytes))
  }

  @Test func `gives nothing where there is no early data`() throws {
    var world = try EarlyDataWorld.make(mutual: false)
    let none: [UInt8] = []
    let full = try MemoryPair(world.client, world.server)
    #expect(throws: ConnectionFailure.self) {
      _ = try full.client.exportEarly(label: [1], context: none.span, byteCount: 32)
    }
    let session = try #require(try world.firstSession())
    world.server.resumption?.earlyData = nil
    let pair = try MemoryPair(world.client, world.server, resuming: session)
    try pair.sendEarlyData("early")
    try pair.run()
    #expect(pair.clientSummary.earlyData == .rejected)
    #expect(throws: ConnectionFailure.self) {
      _ = try pair.client.exportEarly(label: [1], context: none.span, byteCount: 32)
    }
    #expect(throws: ConnectionFailure.self) {
      _ = try pair.server.exportEarly(label: [1], context: none.span, byteCount: 32)
    }
  }
}
