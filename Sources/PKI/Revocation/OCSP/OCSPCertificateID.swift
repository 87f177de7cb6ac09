import Bytes
import Cryptography
import DER
import PasswordEncryption

/// CertID (RFC 6960, Section 4.1.1): which certificate a question or an answer is about.
public struct OCSPCertificateID: Sendable, Hashable {
  /// The function that the two hashes are made with.
  let hash: PasswordHash
  /// The hash of the issuer's name in DER.
  public let issuerNameHash: [UInt8]
  /// The hash of the issuer's public key, without tag, length and unused bits.
  public let issuerKeyHash: [UInt8]
  /// The contents octets of the serial number.
  public let serialNumber: [UInt8]

  /// The identifier of a certificate that `issuer` has issued. SHA-1 is what every responder knows (RFC 5019, Section
  /// 2.1.1); nothing rests on its strength.
  public init(of certificate: Certificate, issuer: Certificate) {
    self.init(
      .sha1, issuerName: certificate.issuer.der, issuer: issuer,
      serialNumber: certificate.serialNumber)
  }

  init(_ hash: PasswordHash, issuerName: [UInt8], issuer: Certificate, serialNumber: [UInt8]) {
    self.hash = hash
    issuerNameHash = hash.digest(of: issuerName)
    issuerKeyHash = hash.digest(of: issuer.subjectPublicKeyInfo.keyBits)
    self.serialNumber = serialNumber
  }

  init(from reader: inout DERReader) throws(DERError) {
    var sequence = try reader.sequence("certID")
    let offset = sequence.offset
    let algorithm = try AlgorithmIdentifier(from: &sequence, "hashAlgorithm")
    guard let hash = PasswordHash.allCases.first(where: { $0.identifier == algorithm.algorithm })
    else {
      throw DERError(
        .contents("is \(algorithm.algorithm), which is not supported"), field: "hashAlgorithm",
        offset: offset)
    }
    self.hash = hash
    issuerNameHash = [UInt8](copying: try sequence.octetString("issuerNameHash"))
    issuerKeyHash = [UInt8](copying: try sequence.octetString("issuerKeyHash"))
    serialNumber = [UInt8](copying: try sequence.integer("serialNumber"))
    try sequence.requireEnd("certID")
  }

  func write(into output: inout [UInt8]) {
    output.writeSequence { output in
      output.writeSequence { output in
        output.writeObjectIdentifier(hash.identifier)
        output.writeNull()
      }
      output.writeOctetString(issuerNameHash.span)
      output.writeOctetString(issuerKeyHash.span)
      output.writeDER(.integer) { output in output += serialNumber }
    }
  }

  /// Whether it is about a certificate of this authority.
  public func isIssued(by issuer: Certificate) -> Bool {
    issuerKeyHash == hash.digest(of: issuer.subjectPublicKeyInfo.keyBits)
      && issuerNameHash == hash.digest(of: issuer.subject.der)
  }

  /// Whether it is about this certificate of this issuer.
  public func matches(_ certificate: Certificate, issuer: Certificate) -> Bool {
    serialNumber == certificate.serialNumber
      && issuerKeyHash == hash.digest(of: issuer.subjectPublicKeyInfo.keyBits)
      // The two names may be spelled differently where they are the same by RFC 5280, Section 7.1.
      && (issuerNameHash == hash.digest(of: certificate.issuer.der)
        || issuerNameHash == hash.digest(of: issuer.subject.der))
  }
}

extension PasswordHash {
  /// The digest of bytes that are public.
  fileprivate func digest(of bytes: [UInt8]) -> [UInt8] {
    let algorithm: HashAlgorithm
    switch self {
    case .sha1: return SHA1.digest(of: bytes.span)
    case .sha256: algorithm = .sha256
    case .sha384: algorithm = .sha384
    case .sha512: algorithm = .sha512
    }
    let digest = Hash.digest(algorithm, of: bytes.span)
    return [UInt8](copying: digest.bytes)
  }
}
