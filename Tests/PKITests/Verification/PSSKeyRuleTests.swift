import Bytes
import Cryptography
import DER
import Testing

@testable import PKI

/// Keys of the algorithm id-RSASSA-PSS (RFC 4055, Sections 1.2 and 3.3).
@Suite struct `A path below a key that is for PSS alone` {
  /// A root whose key names this hash, or none.
  private func root(_ hash: HashAlgorithm?) throws -> Entity {
    var random = SystemRandom()
    let key = try PrivateKey.generate(.rsa(bitCount: 2048), using: &random)
    let identifier = AlgorithmIdentifier(
      .rsassaPSS, parameters: hash.map { PSSParameters.encoded($0) })
    let bits = SubjectPublicKeyInfo(key.publicKey).keyBits
    var info: [UInt8] = []
    info.writeSequence { output in
      identifier.write(into: &output)
      output.writeBitString(bits.span)
    }
    let name = Entity.name("PSS Root")
    let usage: KeyUsage = [.keyCertSign, .crlSign]
    let builder = CertificateBuilder(
      serialNumber: [1], issuer: name, notBefore: Entity.now.adding(days: -1),
      notAfter: Entity.now.adding(days: 10), subject: name,
      subjectPublicKeyInfo: try SubjectPublicKeyInfo(der: info.span),
      extensions: [BasicConstraints(isAuthority: true).asExtension, usage.asExtension])
    let certificate = try builder.sign(with: key, by: .rsaPSS(hash ?? .sha256), using: &random)
    return Entity(certificate, key)
  }

  @Test(arguments: [nil, HashAlgorithm.sha256, .sha384, .sha512])
  func `has signatures with the parameters of the key`(_ hash: HashAlgorithm?) throws {
    let root = try root(hash)
    #expect(root.certificate.subjectPublicKeyInfo.pss?.hash == hash)
    for other in HashAlgorithm.allCases {
      let leaf = try root.issue(.leaf().with { $0.algorithm = .rsaPSS(other) })
      let failure = judge([leaf], roots: [root])
      // RFC 9846 §4.3.3 MUST: the parameters of the signature are those of the key, where it has any.
      #expect(failure?.cause == (hash == nil || hash == other ? nil : .badSignature), "\(other)")
    }
    let old = try root.issue(.leaf().with { $0.algorithm = .rsaPKCS1v15(.sha256) })
    #expect(judge([old], roots: [root])?.cause == .badSignature)
  }
}
