public import DER

/// The object identifiers that certificates, keys and requests use.
extension ObjectIdentifier {
  // Attributes of names (RFC 5280, Appendix A.1; RFC 4519).
  /// commonName.
  public static let commonName = ObjectIdentifier(2, 5, 4, 3)
  /// surname.
  public static let surname = ObjectIdentifier(2, 5, 4, 4)
  /// serialNumber, of a device or person.
  public static let nameSerialNumber = ObjectIdentifier(2, 5, 4, 5)
  /// countryName.
  public static let countryName = ObjectIdentifier(2, 5, 4, 6)
  /// localityName.
  public static let localityName = ObjectIdentifier(2, 5, 4, 7)
  /// stateOrProvinceName.
  public static let stateOrProvinceName = ObjectIdentifier(2, 5, 4, 8)
  /// streetAddress.
  public static let streetAddress = ObjectIdentifier(2, 5, 4, 9)
  /// organizationName.
  public static let organizationName = ObjectIdentifier(2, 5, 4, 10)
  /// organizationalUnitName.
  public static let organizationalUnitName = ObjectIdentifier(2, 5, 4, 11)
  /// title.
  public static let title = ObjectIdentifier(2, 5, 4, 12)
  /// givenName.
  public static let givenName = ObjectIdentifier(2, 5, 4, 42)
  /// initials.
  public static let initials = ObjectIdentifier(2, 5, 4, 43)
  /// generationQualifier.
  public static let generationQualifier = ObjectIdentifier(2, 5, 4, 44)
  /// dnQualifier.
  public static let dnQualifier = ObjectIdentifier(2, 5, 4, 46)
  /// pseudonym.
  public static let pseudonym = ObjectIdentifier(2, 5, 4, 65)
  /// organizationIdentifier.
  public static let organizationIdentifier = ObjectIdentifier(2, 5, 4, 97)
  /// domainComponent.
  public static let domainComponent = ObjectIdentifier(0, 9, 2342, 19_200_300, 100, 1, 25)
  /// userId.
  public static let userID = ObjectIdentifier(0, 9, 2342, 19_200_300, 100, 1, 1)
  /// emailAddress (RFC 2985).
  public static let emailAddress = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 1)

  // Keys (RFC 3279, RFC 5480, RFC 8410).
  /// rsaEncryption.
  public static let rsaEncryption = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 1)
  /// id-RSASSA-PSS.
  public static let rsassaPSS = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 10)
  /// id-mgf1.
  public static let mgf1 = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 8)
  /// id-ecPublicKey.
  public static let ecPublicKey = ObjectIdentifier(1, 2, 840, 10_045, 2, 1)
  /// secp256r1.
  public static let secp256r1 = ObjectIdentifier(1, 2, 840, 10_045, 3, 1, 7)
  /// secp384r1.
  public static let secp384r1 = ObjectIdentifier(1, 3, 132, 0, 34)
  /// secp521r1.
  public static let secp521r1 = ObjectIdentifier(1, 3, 132, 0, 35)
  /// id-X25519.
  public static let x25519 = ObjectIdentifier(1, 3, 101, 110)
  /// id-X448.
  public static let x448 = ObjectIdentifier(1, 3, 101, 111)
  /// id-Ed25519.
  public static let ed25519 = ObjectIdentifier(1, 3, 101, 112)
  /// id-Ed448.
  public static let ed448 = ObjectIdentifier(1, 3, 101, 113)
  /// id-ml-dsa-44 (RFC 9881, Section 2).
  public static let mldsa44 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 3, 17)
  /// id-ml-dsa-65.
  public static let mldsa65 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 3, 18)
  /// id-ml-dsa-87.
  public static let mldsa87 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 3, 19)

  // Signatures (RFC 4055, RFC 5758) and hashes.
  /// sha1WithRSAEncryption.
  public static let sha1WithRSA = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 5)
  /// md5WithRSAEncryption.
  public static let md5WithRSA = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 4)
  /// sha256WithRSAEncryption.
  public static let sha256WithRSA = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 11)
  /// sha384WithRSAEncryption.
  public static let sha384WithRSA = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 12)
  /// sha512WithRSAEncryption.
  public static let sha512WithRSA = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 13)
  /// ecdsa-with-SHA1.
  public static let ecdsaWithSHA1 = ObjectIdentifier(1, 2, 840, 10_045, 4, 1)
  /// ecdsa-with-SHA256.
  public static let ecdsaWithSHA256 = ObjectIdentifier(1, 2, 840, 10_045, 4, 3, 2)
  /// ecdsa-with-SHA384.
  public static let ecdsaWithSHA384 = ObjectIdentifier(1, 2, 840, 10_045, 4, 3, 3)
  /// ecdsa-with-SHA512.
  public static let ecdsaWithSHA512 = ObjectIdentifier(1, 2, 840, 10_045, 4, 3, 4)
  /// id-sha256.
  public static let sha256 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 1)
  /// id-sha384.
  public static let sha384 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 2)
  /// id-sha512.
  public static let sha512 = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 2, 3)

  // Extensions (RFC 5280, Section 4.2).
  /// subjectKeyIdentifier.
  public static let subjectKeyIdentifier = ObjectIdentifier(2, 5, 29, 14)
  /// keyUsage.
  public static let keyUsage = ObjectIdentifier(2, 5, 29, 15)
  /// subjectAltName.
  public static let subjectAlternativeName = ObjectIdentifier(2, 5, 29, 17)
  /// issuerAltName.
  public static let issuerAlternativeName = ObjectIdentifier(2, 5, 29, 18)
  /// basicConstraints.
  public static let basicConstraints = ObjectIdentifier(2, 5, 29, 19)
  /// nameConstraints.
  public static let nameConstraints = ObjectIdentifier(2, 5, 29, 30)
  /// cRLDistributionPoints.
  public static let crlDistributionPoints = ObjectIdentifier(2, 5, 29, 31)
  /// certificatePolicies.
  public static let certificatePolicies = ObjectIdentifier(2, 5, 29, 32)
  /// anyPolicy (RFC 5280, Section 4.2.1.4).
  public static let anyPolicy = ObjectIdentifier(2, 5, 29, 32, 0)
  /// policyMappings.
  public static let policyMappings = ObjectIdentifier(2, 5, 29, 33)
  /// authorityKeyIdentifier.
  public static let authorityKeyIdentifier = ObjectIdentifier(2, 5, 29, 35)
  /// policyConstraints.
  public static let policyConstraints = ObjectIdentifier(2, 5, 29, 36)
  /// extKeyUsage.
  public static let extendedKeyUsage = ObjectIdentifier(2, 5, 29, 37)
  /// cRLNumber.
  public static let crlNumber = ObjectIdentifier(2, 5, 29, 20)
  /// cRLReason.
  public static let crlReason = ObjectIdentifier(2, 5, 29, 21)
  /// invalidityDate.
  public static let invalidityDate = ObjectIdentifier(2, 5, 29, 24)
  /// deltaCRLIndicator.
  public static let deltaCRLIndicator = ObjectIdentifier(2, 5, 29, 27)
  /// issuingDistributionPoint.
  public static let issuingDistributionPoint = ObjectIdentifier(2, 5, 29, 28)
  /// freshestCRL.
  public static let freshestCRL = ObjectIdentifier(2, 5, 29, 46)
  /// inhibitAnyPolicy.
  public static let inhibitAnyPolicy = ObjectIdentifier(2, 5, 29, 54)
  /// authorityInfoAccess.
  public static let authorityInformationAccess = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 1, 1)
  /// subjectInfoAccess.
  public static let subjectInformationAccess = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 1, 11)
  /// id-pe-tlsfeature (RFC 7633).
  public static let tlsFeature = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 1, 24)
  /// The list of SCTs (RFC 6962).
  public static let signedCertificateTimestamps = ObjectIdentifier(
    1, 3, 6, 1, 4, 1, 11_129, 2, 4, 2)
  /// extensionRequest of a CSR (RFC 2985, Section 5.4.2).
  public static let extensionRequest = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 14)

  // Purposes (RFC 5280, Section 4.2.1.12).
  /// anyExtendedKeyUsage.
  public static let anyExtendedKeyUsage = ObjectIdentifier(2, 5, 29, 37, 0)
  /// id-kp-serverAuth.
  public static let serverAuth = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 1)
  /// id-kp-clientAuth.
  public static let clientAuth = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 2)
  /// id-kp-codeSigning.
  public static let codeSigning = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 3)
  /// id-kp-emailProtection.
  public static let emailProtection = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 4)
  /// id-kp-timeStamping.
  public static let timeStamping = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 8)
  /// id-kp-OCSPSigning.
  public static let ocspSigning = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 9)
}
