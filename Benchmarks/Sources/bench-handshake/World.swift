import Bytes
import Cryptography
import Foundation
import PKI
import TLS13

/// Root, intermediate, a server and a client, as values for us and as files for the peers.
struct World {
  let folder: URL
  let roots: TrustRoots
  let server: Credential
  let client: Credential

  static let serverName = "server.bench.test"

  init(_ type: KeyType) throws {
    var random = SystemRandom()
    let now = Time(secondsSince1970: Int64(Date().timeIntervalSince1970))
    let root = try Authority.makeRoot(
      subject: SubjectFields(commonName: "Bench Root").name,
      key: PrivateKey.generate(type, using: &random), days: 3650, now: now, using: &random)
    let intermediate = try root.makeIntermediate(
      subject: SubjectFields(commonName: "Bench Intermediate").name,
      key: PrivateKey.generate(type, using: &random), days: 1000, now: now, using: &random)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("swift-mtls-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    roots = TrustRoots([root.certificate])
    try Data(CertificateFile.pem([root.certificate]).utf8)
      .write(to: folder.appendingPathComponent("root.pem"))
    func party(_ name: String, _ profile: SigningProfile) throws -> Credential {
      let key = try PrivateKey.generate(type, using: &random)
      let request = try SigningRequest.make(
        subject: SubjectFields(commonName: name).name,
        alternativeNames: [try GeneralName(text: name)], key: key, using: &random)
      let issued = try intermediate.issue(
        request, profile: profile, days: 365, now: now, using: &random)
      let leaf = issued.certificate
      let chain = [leaf, intermediate.certificate]
      let role = profile == .server ? "server" : "client"
      try Data(CertificateFile.pem(chain).utf8)
        .write(to: folder.appendingPathComponent("\(role).pem"))
      let pem = KeyFile.pem(key)
      try Data([UInt8](copying: pem.bytes)).write(to: folder.appendingPathComponent("\(role).key"))
      return try Credential(chain: chain, key: key)
    }
    self.folder = folder
    server = try party(Self.serverName, .server)
    client = try party("client.bench.test", .client)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}
