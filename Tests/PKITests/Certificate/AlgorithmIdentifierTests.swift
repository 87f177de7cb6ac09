import Bytes
import Cryptography
import DER
import PKI
import TestSupport
import Testing

/// RSASSA-PSS-params (RFC 4055, Section 3.1): the last octets of the two hashes' identifiers and
/// the salt's length, in hexadecimal.
private func pssParameters(_ hash: String, _ mask: String, salt: String) -> String {
  "3034a00f300d06096086480165030402\(hash)0500a11c301a06092a864886f70d010108"
    + "300d06096086480165030402\(mask)0500a2030201\(salt)"
}

@Suite struct `An algorithm identifier` {
  @Test(
    arguments: [
      (SignatureAlgorithm.ecdsa(.sha256), "1.2.840.10045.4.3.2", nil),
      (.ecdsa(.sha384), "1.2.840.10045.4.3.3", nil), (.ecdsa(.sha512), "1.2.840.10045.4.3.4", nil),
      (.ed25519, "1.3.101.112", nil), (.ed448, "1.3.101.113", nil),
      (.mldsa(.mldsa44), "2.16.840.1.101.3.4.3.17", nil),
      (.mldsa(.mldsa65), "2.16.840.1.101.3.4.3.18", nil),
      (.mldsa(.mldsa87), "2.16.840.1.101.3.4.3.19", nil),
      (.rsaPKCS1v15(.sha256), "1.2.840.113549.1.1.11", "0500"),
      (.rsaPKCS1v15(.sha384), "1.2.840.113549.1.1.12", "0500"),
      (.rsaPKCS1v15(.sha512), "1.2.840.113549.1.1.13", "0500"),
      (
        .rsaPSS(.sha256), "1.2.840.113549.1.1.10",
        pssParameters("01", "01", salt: "20")
      ),
      (
        .rsaPSS(.sha384), "1.2.840.113549.1.1.10",
        pssParameters("02", "02", salt: "30")
      ),
      (
        .rsaPSS(.sha512), "1.2.840.113549.1.1.10",
        pssParameters("03", "03", salt: "40")
      ),
    ] as [(SignatureAlgorithm, String, String?)])
  func `of a signature is the one that RFC 4055 and RFC 5758 have`(
    algorithm: SignatureAlgorithm, identifier: String, parameters: String?
  ) {
    let encoded = AlgorithmIdentifier(algorithm)
    #expect(encoded.algorithm.description == identifier)
    #expect(encoded.parameters.map { Hex.encode($0.span) } == parameters)
    #expect(encoded.signatureAlgorithm == algorithm)
  }

  @Test(arguments: [
    ("ECDSA with NULL", "06082a8648ce3d040302 0500"), ("Ed25519 with NULL", "06032b6570 0500"),
    ("Ed448 with NULL", "06032b6571 0500"),
    ("ML-DSA-65 with NULL", "0609608648016503040312 0500"),
    ("HashML-DSA-65 with SHA-512", "0609608648016503040321"),
    ("SHA-1 with RSA", "06092a864886f70d010105 0500"),
    ("MD5 with RSA", "06092a864886f70d010104 0500"),
    ("RSA with parameters", "06092a864886f70d01010b 3000"),
    ("RSASSA-PSS with SHA-1", "06092a864886f70d01010a 3000"),
    ("RSASSA-PSS without parameters", "06092a864886f70d01010a"),
    (
      "RSASSA-PSS with another salt",
      "06092a864886f70d01010a " + pssParameters("01", "01", salt: "14")
    ),
    (
      "RSASSA-PSS with two hashes",
      "06092a864886f70d01010a " + pssParameters("01", "02", salt: "20")
    ),
  ])
  func `of another signature verifies nothing`(what: String, hexadecimal: String) throws {
    let algorithm = HexBytesOf.sequence([HexBytes(stringLiteral: hexadecimal).bytes])
    var parts = CertificateParts.with([extensionDER(.basicConstraints, "3000")])
    parts.innerAlgorithm = algorithm
    parts.outerAlgorithm = algorithm
    let certificate = try Certificate(der: parts.der)
    #expect(certificate.signatureAlgorithm.signatureAlgorithm == nil, "\(what)")
    let key = try #require(certificate.publicKey)
    #expect(!certificate.isSigned(by: key))
  }
}
