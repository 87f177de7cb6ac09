import Authorities
import Bytes
import Cryptography
import Foundation
import MutualTLS
import PKI
import Testing

/// A folder with a new authority in it, removed at the end.
private final class TemporaryAuthority {
  let path: String
  let authority: Authority

  init() throws {
    path = try Files.makeTemporaryFolder()
    var random = SystemRandom()
    authority = try Authority.makeRoot(
      subject: SubjectFields(commonName: "Test").name, key: .generate(.p256, using: &random),
      days: 30, now: .now, using: &random)
    try write(CertificateFile.pem([authority.certificate]), "ca.pem")
  }

  deinit { Files.removeFolder(path) }

  func write(_ text: String, _ name: String) throws {
    let bytes = Array(text.utf8)
    try Files.write(
      bytes.span, to: "\(path)/\(name)", mode: Files.publicMode, existing: .replace)
  }

  func issue(_ serialNumber: [UInt8]) throws -> Certificate {
    var random = SystemRandom()
    let key = try PrivateKey.generate(.ed25519, using: &random)
    let request = try SigningRequest.make(
      subject: SubjectFields(commonName: "a").name, alternativeNames: [], key: key, using: &random)
    let draft = try authority.issuer.draft(
      request, profile: .client, days: 1, now: .now, serialNumber: serialNumber)
    return try authority.sign(draft.builder, using: &random)
  }
}

@Suite struct `An authority's folder` {
  @Test func `knows what was recorded, in another process too`() throws {
    let temporary = try TemporaryAuthority()
    let certificate = try temporary.issue([0x41, 2, 3])
    do {
      var folder = try AuthorityFolder(temporary.path, deadline: .after(.seconds(1)))
      try folder.record(certificate)
      #expect(throws: AuthorityFolderError.serialNumberUsed("410203")) {
        try folder.record(certificate)
      }
    }
    let index = try AuthorityFolder.mendedIndex(temporary.path)
    #expect(index.entries.count == 1)
    #expect(index[[0x41, 2, 3]]?.fingerprint == certificate.fingerprint)
    #expect(index[[0x41, 2, 3]]?.profile == "client")
  }

  @Test func `finds again what the index has lost, and clears away what was half written`() throws {
    let temporary = try TemporaryAuthority()
    do {
      var folder = try AuthorityFolder(temporary.path, deadline: .after(.seconds(1)))
      try folder.record(temporary.issue([0x41]))
      try temporary.write(
        String(contentsOfFile: "\(temporary.path)/index.json", encoding: .utf8), "old")
      try folder.record(temporary.issue([0x42]))
    }
    // As if the process had been ended between the certificate and the index.
    try temporary.write(
      String(contentsOfFile: "\(temporary.path)/old", encoding: .utf8), "index.json")
    try temporary.write("half", "issued/43.pem.new-abc")
    try temporary.write("half", "index.json.new-abc")
    #expect(try AuthorityFolder.mendedIndex(temporary.path).entries.count == 2)
    do {
      let folder = try AuthorityFolder(temporary.path, deadline: .after(.seconds(1)))
      #expect(folder.index.entries.count == 2)
      #expect(folder.notes.contains { $0.contains("1 added") })
    }
    #expect(!Files.exists("\(temporary.path)/issued/43.pem.new-abc"))
    #expect(!Files.exists("\(temporary.path)/index.json.new-abc"))
    let after = try AuthorityFolder(temporary.path, deadline: .after(.seconds(1)))
    #expect(after.notes.isEmpty)
  }

  @Test func `is held by one at a time`() throws {
    let temporary = try TemporaryAuthority()
    do {
      let held = try AuthorityFolder(temporary.path, deadline: .after(.seconds(1)))
      #expect(throws: AuthorityFolderError.busy(temporary.path)) {
        _ = try AuthorityFolder(temporary.path, deadline: .after(.milliseconds(20)))
      }
      _ = held.path
    }
    _ = try AuthorityFolder(temporary.path, deadline: .after(.milliseconds(20)))
  }

  @Test(arguments: [
    "", "{}", "[1]", #"{"schema": "mtls.ca.index/1", "issued": [{}]}"#, "{\"schema\": ",
  ])
  func `does not guess at an index that is broken`(text: String) throws {
    let temporary = try TemporaryAuthority()
    try temporary.write(text, "index.json")
    #expect(throws: AuthorityFolderError.self) {
      _ = try AuthorityFolder(temporary.path, deadline: .after(.seconds(1)))
    }
  }

  @Test func `keeps a revocation at its first date, before there is a CRL`() throws {
    let temporary = try TemporaryAuthority()
    let first = CertificateRevocationList.Entry(
      date: Time(secondsSince1970: 1_700_000_000), reason: RevocationReason(rawValue: 1))
    do {
      var folder = try AuthorityFolder(temporary.path, deadline: .after(.seconds(1)))
      try folder.record(temporary.issue([0x41]))
      try folder.revoke([0x41], first)
      try folder.revoke([0x41], .init(date: .now, reason: nil))
    }
    let folder = try AuthorityFolder(temporary.path, deadline: .after(.seconds(1)))
    #expect(folder.index[[0x41]]?.revocation == first)
    #expect(folder.index.revoked.count == 1)
  }
}
