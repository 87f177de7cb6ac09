import Bytes
import Synchronization
import ZlibCompression

@testable import PKI
@testable import TLS13

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Inputs to begin with: what an undisturbed handshake sends.
enum Seeds {
  static func write() {
    guard let folder = unsafe getenv("FUZZ_SEEDS").map({ unsafe String(cString: $0) }) else {
      return
    }
    let world = FuzzedWorld.shared
    let messages = Mutex<[[UInt8]]>([])
    let hooks = LaboratoryHooks(bendMessage: { message in
      let copy = message
      messages.withLock { $0.append(copy) }
    })
    for (session, isCompressed) in [(nil, false), (nil, true), (world.session, false)] {
      var (client, server) = (world.client, world.server)
      client.laboratory = hooks
      server.laboratory = hooks
      if session == nil { server.groups = [.secp256r1] }
      client.certificateCompression = isCompressed ? [.zlib] : []
      server.certificateCompression = client.certificateCompression
      var connection = FuzzedConnection(client, server, session, seed: 5)
      connection.exchange()
      connection.sendAfterwards()
    }
    for (index, message) in messages.withLock({ $0 }).enumerated() {
      save("\(folder)/messages/message-\(index)", message)
      save("\(folder)/records/record-\(index)", [0x39] + record(message))
      save("\(folder)/records/sealed-\(index)", [0x3B, 22] + length(message) + message)
    }
    for choices in [UInt8(0), 1, 3, 5, 8, 16, 64, 80] {
      for number in UInt8(0)..<8 {
        let bend: [UInt8] = [choices, number, 3, 0, 40, 2, 1, 1]
        save("\(folder)/client/bend-\(choices)-\(number)", bend)
        save("\(folder)/server/bend-\(choices)-\(number)", bend)
      }
    }
    if let bytes = world.session?.serialized() {
      save("\(folder)/messages/session", [99, 0, 0, 0] + [UInt8](copying: bytes.bytes))
    }
    let chain = (world.client.credential?.chain ?? []) + world.roots.certificates
    for (index, certificate) in chain.enumerated() {
      save("\(folder)/certificates/certificate-\(index)", [0] + certificate.der)
      let pem = PEMObject(label: "CERTIFICATE", der: certificate.der).bytes
      save("\(folder)/certificates/pem-\(index)", [3] + pem)
    }
    save("\(folder)/certificates/chain", [0] + chain.flatMap(\.der))
  }

  private static func length(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8(bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)]
  }

  private static func record(_ bytes: [UInt8]) -> [UInt8] { [22, 3, 3] + length(bytes) + bytes }

  private static func save(_ path: String, _ bytes: [UInt8]) {
    guard let file = unsafe fopen(path, "w") else { return }
    _ = unsafe fwrite(bytes, 1, bytes.count, file)
    _ = unsafe fclose(file)
  }
}
