import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

/// A PEM object that an RFC prints.
struct PublishedPEM: Decodable, Sendable, CustomTestStringConvertible {
  let section: String
  let label: String
  let pem: String
  let loads: String?
  let derLength: Int?
  let publicKey: HexBytes?

  var testDescription: String { "\(label), section \(section)" }
  var bytes: [UInt8] { Array(pem.utf8) }

  enum CodingKeys: String, CodingKey {
    case section, label, pem, derLength, publicKey
    case loads = "holds"
  }

  static func rfc7468() throws -> [PublishedPEM] { try VectorFile.cases("rfc7468-pem") }
  static func rfc8410() throws -> [PublishedPEM] { try VectorFile.cases("rfc8410-pem") }
}

/// A private key of RFC 9500, Section 2.
struct PublishedKey: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let pem: String
  let spkiSHA256: HexBytes

  var testDescription: String { name }
  var bytes: [UInt8] { Array(pem.utf8) }

  enum CodingKeys: String, CodingKey {
    case pem
    case name = "id"
    case spkiSHA256 = "publicKeySHA256"
  }

  static func all() throws -> [PublishedKey] { try VectorFile.cases("rfc9500-test-keys") }

  static func named(_ name: String) throws -> PublishedKey {
    try #require(all().first { $0.name == name })
  }
}

/// The private key of this name of RFC 9500, or the one of RFC 8410, Section 7, or the first for Ed448 of RFC 8032.
func publishedKey(_ name: String) throws -> PrivateKey {
  if name == "Ed25519" {
    let cases = try PublishedPEM.rfc8410()
    return try KeyFile.privateKey(in: #require(cases.first { $0.label == "PRIVATE KEY" }).bytes)
  }
  if name == "Ed448" {
    let cases: [EdDSACase] = try VectorFile.cases(
      "rfc8032-eddsa", renaming: ["id": "name", "private": "secret_key", "public": "public_key"])
    let seed = try #require(cases.first { $0.algorithm == name }).secret_key.bytes
    return try PrivateKey(ed448: SecretBytes(copying: seed.span))
  }
  return try KeyFile.privateKey(in: PublishedKey.named(name).bytes)
}

/// One key of each type that signs.
let everyKey = ["testECCP256", "testECCP384", "testRSA2048", "Ed25519", "Ed448"]

private struct EdDSACase: Decodable {
  let algorithm: String
  let secret_key: HexBytes
}
