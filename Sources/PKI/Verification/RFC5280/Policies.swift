import Bytes
import Cryptography
import DER

/// RFC 5280, Section 6.1.3 (a)(2): both ends of the validity count as valid.
enum ValidityPolicy {
  static func check(_ certificate: Certificate, _ now: Time) throws(VerificationFailure.Cause) {
    guard now >= certificate.notBefore else {
      throw .notYetValid(notBefore: certificate.notBefore, now: now)
    }
    guard now <= certificate.notAfter else {
      throw .expired(notAfter: certificate.notAfter, now: now)
    }
  }
}

/// RFC 5280, Section 4.1.2.2: positive, and at most 20 octets. Roots that break this were made long ago.
enum SerialNumberPolicy {
  static func check(_ certificate: Certificate) throws(VerificationFailure.Cause) {
    let serial = certificate.serialNumberBytes
    guard (1...20).contains(serial.count), serial[0] & 0x80 == 0, serial.count > 1 || serial[0] != 0
    else { throw .serialNumber }
  }
}

/// RFC 5280, Section 6.1.3 (a)(1).
enum SignaturePolicy {
  static func check(
    _ certificate: Certificate, issuer: Certificate, _ policy: VerificationPolicy,
    _ budget: inout WorkBudget
  ) throws(VerificationFailure.Cause) {
    guard let algorithm = certificate.signatureAlgorithm.signatureAlgorithm else {
      throw .unsupportedSignatureAlgorithm(certificate.signatureAlgorithm.algorithm)
    }
    if let allowed = policy.signatureAlgorithms, !allowed.contains(algorithm) {
      throw .disallowedSignatureAlgorithm
    }
    guard try budget.isSigned(certificate, by: issuer) else { throw .badSignature }
  }
}

/// RFC 5280, Section 6.1.4 (k): who issues is v3 and says that it is an authority.
enum BasicConstraintsPolicy {
  static func checkIssuer(_ certificate: Certificate) throws(VerificationFailure.Cause) {
    guard certificate.version == 3, certificate.basicConstraints?.isAuthority == true else {
      throw .notAnAuthority
    }
  }
}

/// RFC 5280, Section 4.2.1.3 and 6.1.4 (n); RFC 9846, Section 4.5.1.2.
enum KeyUsagePolicy {
  static func checkLeaf(_ certificate: Certificate) throws(VerificationFailure.Cause) {
    guard certificate.keyUsage?.contains(.digitalSignature) ?? true else {
      throw .keyUsage(needs: "Digital Signature")
    }
  }

  static func checkIssuer(_ certificate: Certificate) throws(VerificationFailure.Cause) {
    guard certificate.keyUsage?.contains(.keyCertSign) ?? true else {
      throw .keyUsage(needs: "Certificate Sign")
    }
  }
}

/// RFC 5280, Section 4.2.1.12. An intermediate with purposes passes on no others; one for any
/// purpose, like one without the extension, passes on all.
enum ExtendedKeyUsagePolicy {
  static func check(
    _ certificate: Certificate, _ policy: VerificationPolicy
  ) throws(VerificationFailure.Cause) {
    guard policy.basis(of: certificate) == nil else { return }
    throw .wrongPurpose(
      found: certificate.extendedKeyUsage ?? [], needed: policy.purpose.identifier)
  }

  /// Where several purposes do, all certificates below the root have to allow the same one.
  static func checkTogether(
    _ path: [Certificate], _ policy: VerificationPolicy
  ) throws(VerificationFailure.Cause) {
    let acceptable = policy.acceptablePurposes
    guard acceptable.count > 1 else { return }
    let restricted = path.dropLast().compactMap(\.extendedKeyUsage)
      .filter { !$0.contains(.anyExtendedKeyUsage) }
    guard acceptable.contains(where: { one in restricted.allSatisfy { $0.contains(one) } }) else {
      throw .wrongPurpose(
        found: restricted.last ?? [], needed: policy.purpose.identifier)
    }
  }
}

/// RFC 5280, Section 4.2: a critical extension that nobody enforces refuses the certificate.
enum CriticalExtensionsPolicy {
  /// What the policies in this folder enforce.
  static let enforced: Set<ObjectIdentifier> = [
    .basicConstraints, .keyUsage, .extendedKeyUsage, .subjectAlternativeName, .nameConstraints,
    .certificatePolicies, .policyMappings, .policyConstraints, .inhibitAnyPolicy,
  ]

  static func check(
    _ certificate: Certificate, _ policy: VerificationPolicy
  ) throws(VerificationFailure.Cause) {
    for one in certificate.unenforcedCriticalExtensions {
      // Distribution points are kept where CRLs have to be there.
      if one == .crlDistributionPoints, policy.revocation.mode == .require { continue }
      throw .unhandledCriticalExtension(one)
    }
  }
}

/// RFC 9325, Section 4.5: keys that are worth their signatures.
enum KeyStrengthPolicy {
  static func check(
    _ certificate: Certificate, _ policy: VerificationPolicy
  ) throws(VerificationFailure.Cause) {
    switch certificate.publicKey?.type {
    case .rsa(let bits) where bits < policy.minimumRSABits:
      throw .weakKey("an RSA key of \(bits) bits, fewer than \(policy.minimumRSABits)")
    case .rsa, .p256, .p384, .p521, .ed25519, .ed448, .mldsa: break
    case nil: throw .weakKey("\(certificate.subjectPublicKeyInfo.kind), which is not supported")
    }
  }
}
