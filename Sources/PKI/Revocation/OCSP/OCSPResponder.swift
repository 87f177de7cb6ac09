public import Bytes
public import Cryptography
import DER
import PasswordEncryption

/// Answers OCSP requests about one authority's certificates (RFC 6960, Section 4.2).
public struct OCSPResponder: Sendable {
  /// The authority.
  public let issuer: Certificate
  /// Whose key signs: the authority itself, or whom it has authorized.
  public let signer: Certificate
  /// How many seconds an answer is good.
  public var validity: Int64 = 3600

  /// What is known of a certificate.
  public enum Knowledge: Sendable {
    case good
    case revoked(CertificateRevocationList.Entry)
    case unknown
  }

  /// Answers for `issuer` with `signer`'s key.
  public init(issuer: Certificate, signer: Certificate) {
    self.issuer = issuer
    self.signer = signer
  }

  /// The answer to a request in DER. What is no request, or about other authorities alone, gets an answer without a
  /// signature.
  ///
  /// - Parameter knowledge: What is known of the certificate with this serial number.
  /// - Throws: ``Cryptography/KeyError`` where signing fails.
  public func answer(
    to der: [UInt8], at now: Time, key: borrowing PrivateKey, using random: inout some RandomSource,
    knowledge: (_ serialNumber: [UInt8]) -> Knowledge
  ) throws(KeyError) -> [UInt8] {
    guard let request = try? OCSPRequest(der: der) else {
      return OCSPResponder.failure(.malformedRequest)
    }
    guard request.certificates.contains(where: { $0.isIssued(by: issuer) }) else {
      return OCSPResponder.failure(.unauthorized)
    }
    let answers = request.certificates.map { one in
      (one, one.isIssued(by: issuer) ? knowledge(one.serialNumber) : .unknown)
    }
    return try response(answers, nonce: request.nonce, at: now, key: key, using: &random)
  }

  /// A response that was made before anybody asked, such as one to be stapled.
  ///
  /// - Throws: ``Cryptography/KeyError`` where signing fails.
  public func response(
    about certificate: Certificate, _ knowledge: Knowledge, at now: Time,
    key: borrowing PrivateKey, using random: inout some RandomSource
  ) throws(KeyError) -> [UInt8] {
    let identifier = OCSPCertificateID(of: certificate, issuer: issuer)
    return try response([(identifier, knowledge)], nonce: nil, at: now, key: key, using: &random)
  }

  /// A response without an answer.
  public static func failure(_ status: OCSPResponse.Status) -> [UInt8] {
    var der: [UInt8] = []
    der.writeSequence { output in
      output.writeDER(.enumerated) { output in output.append(status.rawValue) }
    }
    return der
  }

  private func response(
    _ answers: [(OCSPCertificateID, Knowledge)], nonce: [UInt8]?, at now: Time,
    key: borrowing PrivateKey, using random: inout some RandomSource
  ) throws(KeyError) -> [UInt8] {
    var data: [UInt8] = []
    data.writeSequence { output in
      output.writeExplicit(2) { output in
        output.writeOctetString(SHA1.digest(of: signer.subjectPublicKeyInfo.keyBits.span).span)
      }
      output.writeGeneralizedTime(now)
      output.writeSequence { output in
        for (identifier, knowledge) in answers {
          write(identifier, knowledge, at: now, into: &output)
        }
      }
      guard let nonce else { return }
      output.writeExplicit(1) { output in
        output.writeSequence { output in output.writeNonce(nonce) }
      }
    }
    let algorithm = SignatureAlgorithm.preferred(for: key.type)
    let signature = try key.sign(data.span, by: algorithm, using: &random)
    var basic: [UInt8] = []
    basic.writeSequence { output in
      output += data
      AlgorithmIdentifier(algorithm).write(into: &output)
      output.writeBitString(signature.span)
      guard signer != issuer else { return }
      output.writeExplicit(0) { output in
        output.writeSequence { output in output += signer.der }
      }
    }
    var der: [UInt8] = []
    der.writeSequence { output in
      output.writeDER(.enumerated) { output in output.append(0) }
      output.writeExplicit(0) { output in
        output.writeSequence { output in
          output.writeObjectIdentifier(.ocspBasic)
          output.writeOctetString(basic.span)
        }
      }
    }
    return der
  }

  private func write(
    _ identifier: OCSPCertificateID, _ knowledge: Knowledge, at now: Time,
    into output: inout [UInt8]
  ) {
    output.writeSequence { output in
      identifier.write(into: &output)
      switch knowledge {
      case .good: output.writeDER(.context(0)) { _ in }
      case .unknown: output.writeDER(.context(2)) { _ in }
      case .revoked(let entry):
        output.writeDER(.constructedContext(1)) { output in
          output.writeGeneralizedTime(entry.date)
          guard let reason = entry.reason, reason.rawValue != 0 else { return }
          output.writeExplicit(0) { output in
            output.writeDER(.enumerated) { output in output.append(reason.rawValue) }
          }
        }
      }
      output.writeGeneralizedTime(now)
      output.writeExplicit(0) { output in
        output.writeGeneralizedTime(now.adding(seconds: validity))
      }
    }
  }
}
