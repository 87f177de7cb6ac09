import Foundation
import Measuring

/// Asks every peer in turn, round by round; the one that begins changes from round to round.
struct Rounds {
  let options: Options
  let implementations: [Implementation]
  private(set) var versions: [(name: String, version: String)] = []

  init(_ options: Options, _ implementations: [Implementation]) {
    self.options = options
    self.implementations = implementations
  }

  /// Rates, times of both sides, bytes on the wire.
  mutating func handshakes(_ workload: Workload) throws -> [Measurement] {
    let world = try World(workload.key)
    defer { world.remove() }
    let peers = try start(workload, world)
    defer { peers.forEach { $0.close() } }
    var rate = Measurement(workload.name, .rate)
    var client = Measurement(workload.name, .client)
    var server = Measurement(workload.name, .server)
    // A first measurement warms up and tells how many handshakes fill the time.
    let counts = try peers.map { peer in
      let seconds = try peer.ask("handshakes 20")?.first ?? 1
      return max(5, Int(20 * options.seconds / seconds))
    }
    for round in 0..<options.rounds {
      for index in Rounds.order(peers.count, round) {
        let peer = peers[index]
        let name = peer.implementation.name
        guard let seconds = try peer.ask("handshakes \(counts[index])")?.first else { continue }
        rate.add(Double(counts[index]) / seconds, of: name)
        let count = max(5, counts[index] / 4)
        if let sides = try peer.ask("sides \(count)"), sides.count == 2 {
          client.add(sides[0] / Double(count) * 1e6, of: name)
          server.add(sides[1] / Double(count) * 1e6, of: name)
        }
      }
    }
    var toServer = Measurement(workload.name, .bytesToServer)
    var toClient = Measurement(workload.name, .bytesToClient)
    for peer in peers {
      guard let bytes = try peer.ask("wire"), bytes.count == 2 else { continue }
      toServer.add(bytes[0], of: peer.implementation.name)
      toClient.add(bytes[1], of: peer.implementation.name)
    }
    return [rate, client, server, toServer, toClient]
  }

  /// Sealing, opening and both, in GB/s of plaintext.
  mutating func records(_ workload: Workload) throws -> [Measurement] {
    let world = try World(workload.key)
    defer { world.remove() }
    let peers = try start(workload, world)
    defer { peers.forEach { $0.close() } }
    var all: [Measurement] = []
    for size in Workload.recordSizes {
      let name = "\(workload.name)-\(size)"
      var seal = Measurement(name, .seal)
      var open = Measurement(name, .open)
      var both = Measurement(name, .both)
      let count = Int(2e9 * options.seconds / 4) / size
      for round in 0..<options.rounds {
        for index in Rounds.order(peers.count, round) {
          guard let answer = try peers[index].ask("records \(size) \(count)"), answer.count == 3
          else { continue }
          let gigabytes = answer[2] * Double(size) / 1e9
          let name = peers[index].implementation.name
          seal.add(gigabytes / answer[0], of: name)
          open.add(gigabytes / answer[1], of: name)
          both.add(gigabytes / (answer[0] + answer[1]), of: name)
        }
      }
      all += [seal, open, both]
    }
    return all
  }

  /// Resident memory of idle pairs, each time in a fresh process.
  func memory(_ workload: Workload) throws -> Measurement {
    let world = try World(workload.key)
    defer { world.remove() }
    var resident = Measurement(workload.name, .residentBytes)
    for _ in 0..<3 {
      for implementation in implementations {
        guard let peer = try Peer(implementation, workload, world) else { continue }
        defer { peer.close() }
        if let bytes = try peer.ask("memory 2000")?.first {
          resident.add(bytes, of: implementation.name)
        }
      }
    }
    return resident
  }

  /// Pieces of memory taken from the heap, by a library that counts them in front of all others. Go and
  /// what does not use the C library's heap are left out.
  func allocations(_ workload: Workload, counter: String) throws -> [Measurement] {
    let world = try World(workload.key)
    defer { world.remove() }
    var measurements = [Metric.clientAllocations, .serverAllocations, .recordAllocations].map {
      Measurement(workload.name, $0)
    }
    for implementation in implementations where implementation.name != "go" {
      guard let peer = try Peer(implementation.preloading(counter), workload, world) else {
        continue
      }
      defer { peer.close() }
      guard let counts = try peer.ask("allocations 100"), counts.count == 3 else { continue }
      for index in 0..<3 { measurements[index].add(counts[index], of: implementation.name) }
    }
    return measurements
  }

  private mutating func start(_ workload: Workload, _ world: World) throws -> [Peer] {
    let peers = try implementations.compactMap { try Peer($0, workload, world) }
    for peer in peers where !versions.contains(where: { $0.name == peer.implementation.name }) {
      versions.append((peer.implementation.name, peer.version))
    }
    return peers
  }

  private static func order(_ count: Int, _ round: Int) -> [Int] {
    (0..<count).map { ($0 + round) % max(1, count) }
  }
}
