public import Bytes
public import Cryptography
import DER

/// The fields of a CRL that is to be signed (RFC 5280, Section 5.1): always v2, complete, for all certificates
/// of its issuer.
public struct RevocationListBuilder: Sendable {
  /// Whose certificates it is about; their key signs.
  public var issuer: Certificate
  /// Larger in every list than in the one before (Section 5.2.3); at most 20 octets.
  public var number: [UInt8]
  /// When it is issued.
  public var thisUpdate: Time
  /// When the next one comes at the latest.
  public var nextUpdate: Time
  /// The revoked certificates by the contents octets of their serial numbers.
  public var revoked: [(serialNumber: [UInt8], entry: CertificateRevocationList.Entry)]

  /// A list to be signed.
  public init(
    issuer: Certificate, number: [UInt8], thisUpdate: Time, nextUpdate: Time,
    revoked: [(serialNumber: [UInt8], entry: CertificateRevocationList.Entry)]
  ) {
    self.issuer = issuer
    self.number = number
    self.thisUpdate = thisUpdate
    self.nextUpdate = nextUpdate
    self.revoked = revoked
  }

  /// Signs with the issuer's `key`.
  ///
  /// - Throws: ``Cryptography/KeyError`` where signing fails.
  public func sign(
    with key: borrowing PrivateKey, using random: inout some RandomSource
  ) throws(KeyError) -> CertificateRevocationList {
    try unsigned(by: key.publicKey).signed(with: key, using: &random)
  }

  /// The list without its signature, which the issuer's `key` will make.
  public func unsigned(by key: PublicKey) -> Unsigned<CertificateRevocationList> {
    let algorithm = SignatureAlgorithm.preferred(for: key.type)
    let identifier = AlgorithmIdentifier(algorithm)
    var signed: [UInt8] = []
    signed.writeSequence { output in
      output.writeInteger(1)
      identifier.write(into: &output)
      output += issuer.subject.der
      output.writeTime(thisUpdate)
      output.writeTime(nextUpdate)
      if !revoked.isEmpty {
        output.writeSequence { output in
          for (serial, entry) in revoked { entry.write(serial, into: &output) }
        }
      }
      output.writeExplicit(0) { output in
        output.writeSequence { output in
          let keyIdentifier =
            issuer.subjectKeyIdentifier ?? issuer.subjectPublicKeyInfo.keyIdentifier
          AuthorityKeyIdentifier(keyIdentifier: keyIdentifier).asExtension.write(into: &output)
          var value: [UInt8] = []
          value.writeUnsignedInteger(number.span)
          Extension(.crlNumber, value: value).write(into: &output)
        }
      }
    }
    return Unsigned(signed, algorithm, key)
  }
}

extension CertificateRevocationList.Entry {
  fileprivate func write(_ serialNumber: [UInt8], into output: inout [UInt8]) {
    output.writeSequence { output in
      output.writeDER(.integer) { output in output += serialNumber }
      output.writeTime(date)
      // RFC 5280 §5.3.1 SHOULD: an unspecified reason is left out.
      guard let reason, reason.rawValue != 0 else { return }
      output.writeSequence { output in
        var value: [UInt8] = []
        value.writeDER(.enumerated) { output in output.append(reason.rawValue) }
        Extension(.crlReason, value: value).write(into: &output)
      }
    }
  }
}
