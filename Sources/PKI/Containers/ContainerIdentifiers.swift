import DER

/// The object identifiers of encrypted keys and containers.
extension ObjectIdentifier {
  // PKCS #5 (RFC 8018, Appendix A and B; RFC 7914, Section 7).
  static let pbkdf2 = ObjectIdentifier(1, 2, 840, 113_549, 1, 5, 12)
  static let pbes2 = ObjectIdentifier(1, 2, 840, 113_549, 1, 5, 13)
  static let pbmac1 = ObjectIdentifier(1, 2, 840, 113_549, 1, 5, 14)
  static let scrypt = ObjectIdentifier(1, 3, 6, 1, 4, 1, 11_591, 4, 11)
  static let hmacWithSHA1 = ObjectIdentifier(1, 2, 840, 113_549, 2, 7)
  static let hmacWithSHA256 = ObjectIdentifier(1, 2, 840, 113_549, 2, 9)
  static let hmacWithSHA384 = ObjectIdentifier(1, 2, 840, 113_549, 2, 10)
  static let hmacWithSHA512 = ObjectIdentifier(1, 2, 840, 113_549, 2, 11)
  static let tripleDESCBC = ObjectIdentifier(1, 2, 840, 113_549, 3, 7)
  static let aes128CBC = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 1, 2)
  static let aes192CBC = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 1, 22)
  static let aes256CBC = ObjectIdentifier(2, 16, 840, 1, 101, 3, 4, 1, 42)
  static let sha1 = ObjectIdentifier(1, 3, 14, 3, 2, 26)

  // PKCS #12 (RFC 7292, Appendix C and D).
  static let pbeSHA1TripleDES = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 1, 3)
  static let pbeSHA1RC2With128Bits = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 1, 5)
  static let pbeSHA1RC2With40Bits = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 1, 6)
  static let keyBag = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 10, 1, 1)
  static let shroudedKeyBag = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 10, 1, 2)
  static let certificateBag = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 10, 1, 3)
  static let revocationListBag = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 10, 1, 4)
  static let secretBag = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 10, 1, 5)
  static let safeContentsBag = ObjectIdentifier(1, 2, 840, 113_549, 1, 12, 10, 1, 6)
  static let x509Certificate = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 22, 1)
  static let x509RevocationList = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 23, 1)
  static let friendlyName = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 20)
  static let localKeyID = ObjectIdentifier(1, 2, 840, 113_549, 1, 9, 21)
  /// By which Java tells the certificates that are trusted from others.
  static let javaTrustedKeyUsage = ObjectIdentifier(2, 16, 840, 1, 113_894, 746_875, 1, 1)

  // PKCS #7 (RFC 2315, Section 14; RFC 5652, Section 4 and 5.1).
  static let pkcs7Data = ObjectIdentifier(1, 2, 840, 113_549, 1, 7, 1)
  static let pkcs7SignedData = ObjectIdentifier(1, 2, 840, 113_549, 1, 7, 2)
  static let pkcs7EnvelopedData = ObjectIdentifier(1, 2, 840, 113_549, 1, 7, 3)
  static let pkcs7EncryptedData = ObjectIdentifier(1, 2, 840, 113_549, 1, 7, 6)
}
