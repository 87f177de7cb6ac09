import Bytes
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import MutualTLS

/// A Redis server of its own, which ends with the test.
private final class RedisServer {
  let place: HostPort
  private let process = Process()

  init(_ arguments: [String] = [], port: UInt16? = nil) throws {
    place = HostPort(host: "127.0.0.1", port: port ?? freePort())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "redis-server", "--port", "\(place.port)", "--bind", "127.0.0.1", "--save", "",
        "--appendonly", "no", "--dir", "/tmp",
      ] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let deadline = Deadline.after(.seconds(10))
    while (try? Socket.connect(to: place, deadline: .after(.seconds(1)))) == nil {
      try #require(
        process.isRunning && !deadline.hasPassed,
        "redis-server does not run: Tests/install-peers.sh installs it")
      usleep(10_000)
    }
  }

  func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  deinit { stop() }
}

@Suite(.serialized) struct `Replays, remembered in Redis` {
  private let now = Time(secondsSince1970: 1_800_000_000)

  private func settings(_ server: RedisServer, quiet: Int64 = 0) -> RedisReplayGuard.Settings {
    var settings = RedisReplayGuard.Settings(server.place)
    settings.quiet = quiet
    settings.patience = .seconds(5)
    return settings
  }

  @Test func `are found by every server that asks there`() throws {
    let server = try RedisServer()
    let first = RedisReplayGuard(settings(server))
    let second = RedisReplayGuard(settings(server))
    let binder = [UInt8](repeating: 7, count: 32)
    #expect(first.admits(binder, at: now, rememberedFor: 21))
    #expect(!first.admits(binder, at: now, rememberedFor: 21))
    #expect(!second.admits(binder, at: now, rememberedFor: 21))
    #expect(second.admits([UInt8](repeating: 13, count: 48), at: now, rememberedFor: 21))
    // Another name is another memory.
    var elsewhere = settings(server)
    elsewhere.prefix = "other:"
    #expect(RedisReplayGuard(elsewhere).admits(binder, at: now, rememberedFor: 21))
    elsewhere.database = 3
    #expect(RedisReplayGuard(elsewhere).admits(binder, at: now, rememberedFor: 21))
  }

  @Test func `are forgotten when their time is over`() throws {
    let server = try RedisServer()
    let one = RedisReplayGuard(settings(server))
    #expect(one.admits([1], at: now, rememberedFor: 1))
    #expect(!one.admits([1], at: now, rememberedFor: 1))
    usleep(1_300_000)
    #expect(one.admits([1], at: now, rememberedFor: 1))
  }

  @Test func `are admitted once by many at the same time`() async throws {
    let server = try RedisServer()
    let guards = (0..<4).map { _ in RedisReplayGuard(settings(server)) }
    let now = now
    let admitted = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<40 {
        group.addTask { guards[index % 4].admits([9, 9], at: now, rememberedFor: 21) }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(admitted == 1)
  }

  @Test func `are taken for replays while Redis is away, and after its start`() throws {
    let failures = Mutex<[String]>([])
    let server = try RedisServer()
    var settings = settings(server)
    settings.patience = .milliseconds(500)
    let one = RedisReplayGuard(settings) { text in failures.withLock { $0.append(text) } }
    #expect(one.admits([1], at: now, rememberedFor: 21))
    server.stop()
    #expect(!one.admits([2], at: now, rememberedFor: 21))
    #expect(!one.admits([3], at: now, rememberedFor: 21))
    #expect(failures.withLock { $0.count } == 1)
    #expect(failures.withLock { $0.first?.contains("no early data is taken") } == true)
    // It comes back and has forgotten: for as long as it might have known, nobody is believed.
    let again = try RedisServer(port: server.place.port)
    usleep(1_100_000)
    #expect(one.admits([4], at: now, rememberedFor: 21))
    let careful = RedisReplayGuard(self.settings(again, quiet: 20))
    #expect(!careful.admits([5], at: now, rememberedFor: 21))
    // What came meanwhile is remembered all the same.
    #expect(!one.admits([5], at: now, rememberedFor: 21))
  }

  @Test func `need a password where Redis wants one`() throws {
    let server = try RedisServer(["--requirepass", "open sesame"])
    let failures = Mutex<[String]>([])
    let secret = Array("open sesame".utf8)
    let right = RedisReplayGuard(
      settings(server), password: SecretBytes(copying: secret.span))
    #expect(right.admits([1], at: now, rememberedFor: 21))
    let wrong = Array("wrong".utf8)
    let other = RedisReplayGuard(
      settings(server), password: SecretBytes(copying: wrong.span)
    ) { text in failures.withLock { $0.append(text) } }
    #expect(!other.admits([2], at: now, rememberedFor: 21))
    #expect(failures.withLock { $0.first?.contains("WRONGPASS") } == true)
    #expect(!RedisReplayGuard(settings(server)).admits([3], at: now, rememberedFor: 21))
  }

  @Test func `are not trusted to a Redis that may evict them`() throws {
    let server = try RedisServer(["--maxmemory", "10mb", "--maxmemory-policy", "allkeys-lru"])
    let failures = Mutex<[String]>([])
    let one = RedisReplayGuard(settings(server)) { text in failures.withLock { $0.append(text) } }
    #expect(!one.admits([1], at: now, rememberedFor: 21))
    #expect(failures.withLock { $0.first?.contains("noeviction") } == true)
  }

  @Test func `are not admitted by one who is no Redis`() throws {
    let listener = try Listener(at: HostPort(host: "127.0.0.1", port: 0))
    var settings = RedisReplayGuard.Settings(listener.place)
    settings.patience = .milliseconds(200)
    // It takes connections and says nothing.
    let started = ContinuousClock.now
    #expect(!RedisReplayGuard(settings).admits([1], at: now, rememberedFor: 21))
    #expect(ContinuousClock.now - started < .seconds(5))
  }

  @Test func `come back over the line that Redis speaks`() throws {
    func read(_ text: String) throws -> RedisReply? {
      try RedisReply.read(Array(text.utf8)[...])?.reply
    }
    #expect(try read("+OK\r\n") == .simple("OK"))
    #expect(try read("-ERR no\r\n") == .error("ERR no"))
    #expect(try read(":42\r\n") == .integer(42))
    #expect(try read("$3\r\na\r\n\r\n") == .bulk(Array("a\r\n".utf8)))
    #expect(try read("$0\r\n\r\n") == .bulk([]))
    #expect(try read("$-1\r\n") == .null)
    for whole in ["+OK\r\n", "$3\r\nabc\r\n", "$-1\r\n"] {
      for count in 0..<whole.utf8.count {
        #expect(try RedisReply.read(Array(whole.utf8)[..<count])?.reply == nil)
      }
    }
    for text in [
      "*1\r\n", "$x\r\n", "$-2\r\n", "$99999999\r\n", ":x\r\n", "$1\r\nabc\r\n", "+a\rb",
    ] {
      #expect(throws: RedisReply.Malformed.self) { try read(text) }
    }
    #expect(
      RedisReply.command([Array("SET".utf8), [13, 10]])
        == Array("*2\r\n$3\r\nSET\r\n$2\r\n\r\n\r\n".utf8))
  }
}
