import Bytes
import Cryptography
import Foundation
import Measuring
import PKI
import TLS13

/// Ours, over two arrays.
final class SwiftMTLS: Implementation {
  let name = "swift-mtls"
  private let client: ClientConfiguration
  private let server: ServerConfiguration
  private var random = SystemRandom()
  private let now = Time(secondsSince1970: Int64(Date().timeIntervalSince1970))

  init(_ workload: Workload, _ world: World) {
    func verify(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
      .verify(PeerVerifier(roots: world.roots, policy: VerificationPolicy(purpose: purpose)))
    }
    var client = ClientConfiguration(verification: verify(.server))
    client.cipherSuites = [workload.suite]
    client.groups = [workload.group]
    if workload.isMutual { client.credential = world.client }
    self.client = client
    var server = ServerConfiguration(
      credentials: [world.server],
      clientAuthentication: workload.isMutual ? .required(verify(.client)) : .none)
    server.cipherSuites = [workload.suite]
    server.groups = [workload.group]
    // The peers send no tickets here either.
    server.confirmsAcceptance = false
    self.server = server
  }

  func handshake(_ times: inout SideTimes) throws {
    var mark = times.start()
    var toServer: [UInt8] = []
    var toClient: [UInt8] = []
    var clientEnd = try ClientConnection(
      client, server: ReferenceIdentity(World.serverName), random: &random, output: &toServer)
    times.client(&mark)
    var serverEnd = ServerConnection(server)
    while !toServer.isEmpty || !toClient.isEmpty {
      var start = 0
      while start < toServer.count {
        var whole = toServer.mutableSpan
        var rest = whole._mutatingExtracting(start...)
        start += try serverEnd.receive(&rest, now: now, random: &random, output: &toClient).consumed
      }
      toServer.removeAll(keepingCapacity: true)
      times.server(&mark)
      start = 0
      while start < toClient.count {
        var whole = toClient.mutableSpan
        var rest = whole._mutatingExtracting(start...)
        start += try clientEnd.receive(&rest, now: now, random: &random, output: &toServer).consumed
      }
      toClient.removeAll(keepingCapacity: true)
      times.client(&mark)
    }
    guard clientEnd.isConnected, serverEnd.isConnected else { throw BenchFailure("no handshake") }
  }
}
