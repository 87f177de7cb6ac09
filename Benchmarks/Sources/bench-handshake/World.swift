import Bytes
import Cryptography
import Foundation
import PKI

/// Root, intermediate, a server and a client, as files for every peer.
struct World {
  let folder: URL

  init(_ type: KeyType) throws {
    var random = SystemRandom()
    let now = Time(secondsSince1970: Int64(Date().timeIntervalSince1970))
    func name(_ text: String) throws -> Name { SubjectFields(commonName: text).name }
    let root = try Authority.makeRoot(
      subject: name("Bench Root"), key: PrivateKey.generate(type, using: &random), days: 3650,
      now: now, using: &random)
    let intermediate = try root.makeIntermediate(
      subject: name("Bench Intermediate"), key: PrivateKey.generate(type, using: &random),
      days: 1000, now: now, using: &random)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("swift-mtls-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    func write(_ name: String, _ bytes: [UInt8]) throws {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    try write("root.pem", Array(CertificateFile.pem([root.certificate]).utf8))
    func party(_ role: String, _ profile: SigningProfile) throws {
      let host = "\(role).bench.test"
      let key = try PrivateKey.generate(type, using: &random)
      let request = try SigningRequest.make(
        subject: name(host), alternativeNames: [try GeneralName(text: host)], key: key,
        using: &random)
      let leaf = try intermediate.issue(
        request, profile: profile, days: 365, now: now, using: &random
      ).certificate
      try write(
        "\(role).pem", Array(CertificateFile.pem([leaf, intermediate.certificate]).utf8))
      let pem = KeyFile.pem(key)
      try write("\(role).key", [UInt8](copying: pem.bytes))
    }
    self.folder = folder
    try party("server", .server)
    try party("client", .client)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}
