public import Bytes
public import Cryptography
import DER

/// The fields of a certificate that is to be signed: always X.509 v3.
public struct CertificateBuilder: Sendable {
  /// Positive, at most 20 octets (RFC 5280, Section 4.1.2.2).
  public var serialNumber: [UInt8]
  /// The issuer's name.
  public var issuer: Name
  /// The first moment of the validity.
  public var notBefore: Time
  /// The last moment of the validity.
  public var notAfter: Time
  /// Whom it is about.
  public var subject: Name
  /// The subject's key.
  public var subjectPublicKeyInfo: SubjectPublicKeyInfo
  /// The extensions, in the order in which they are written.
  public var extensions: [Extension]

  /// A certificate to be signed.
  public init(
    serialNumber: [UInt8], issuer: Name, notBefore: Time, notAfter: Time, subject: Name,
    subjectPublicKeyInfo: SubjectPublicKeyInfo, extensions: [Extension]
  ) {
    self.serialNumber = serialNumber
    self.issuer = issuer
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.subject = subject
    self.subjectPublicKeyInfo = subjectPublicKeyInfo
    self.extensions = extensions
  }

  /// A random serial number of 128 bits, positive and not zero.
  public static func randomSerialNumber(using random: inout some RandomSource) -> [UInt8] {
    var serial = random.bytes(16)
    // The highest bit clear makes it positive, the next one set gives it its full length.
    serial[0] = serial[0] & 0x7F | 0x40
    return serial
  }

  /// Signs with `key`, by `algorithm` or by the one that keys of its type prefer.
  ///
  /// - Throws: ``Cryptography/KeyError`` where signing fails.
  public func sign(
    with key: borrowing PrivateKey, by algorithm: SignatureAlgorithm? = nil,
    using random: inout some RandomSource
  ) throws(KeyError) -> Certificate {
    try unsigned(by: key.publicKey, algorithm).signed(with: key, using: &random)
  }

  /// The certificate without its signature, which `key` will make, by `algorithm` or by the one that keys of
  /// its type prefer.
  public func unsigned(
    by key: PublicKey, _ algorithm: SignatureAlgorithm? = nil
  ) -> Unsigned<Certificate> {
    let algorithm = algorithm ?? .preferred(for: key.type)
    var signed: [UInt8] = []
    signed.writeSequence { output in
      output.writeExplicit(0) { output in output.writeInteger(2) }
      output.writeUnsignedInteger(serialNumber.span)
      AlgorithmIdentifier(algorithm).write(into: &output)
      output += issuer.der
      output.writeSequence { output in
        output.writeTime(notBefore)
        output.writeTime(notAfter)
      }
      output += subject.der
      output += subjectPublicKeyInfo.der
      if !extensions.isEmpty {
        output.writeExplicit(3) { output in
          output.writeSequence { output in
            for one in extensions { one.write(into: &output) }
          }
        }
      }
    }
    return Unsigned(signed, algorithm, key)
  }
}
