/// What a case computes. The names are those of the project's schema (docs/vectors.md).
enum Operation: String, Sendable, CaseIterable {
  case hash
  case mac
  case hkdf
  case aes
  case aead
  case chaCha20 = "chacha20"
  case poly1305
  case xdh
  case ecdh
  case ecPublicKey = "ec-public-key"
  case ecdsaVerify = "ecdsa-verify"
  case ecdsaSign = "ecdsa-sign"
  case eddsaVerify = "eddsa-verify"
  case eddsaSign = "eddsa-sign"
  case rsaPSSVerify = "rsa-pss-verify"
  case rsaPKCS1Verify = "rsa-pkcs1-verify"
  case rsaPKCS1Sign = "rsa-pkcs1-sign"
  case mlkemKeyGen = "mlkem-keygen"
  case mlkemEncaps = "mlkem-encaps"
  case mlkemDecaps = "mlkem-decaps"
  case mlkemAccumulated = "mlkem-accumulated"
  case mldsaKeyGen = "mldsa-keygen"
  case mldsaSign = "mldsa-sign"
  case mldsaVerify = "mldsa-verify"
  case mldsaAccumulated = "mldsa-accumulated"
  case pbkdf2
  case scrypt
  case pem
  case path
  case tls13Trace = "tls13-trace"

  /// Computes a case.
  func run(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    switch self {
    case .hash: try HashSuite.hash(fields, &steps)
    case .mac: try HashSuite.mac(fields, &steps)
    case .hkdf: try HashSuite.hkdf(fields, &steps)
    case .aes: try CipherSuiteParts.aes(fields, &steps)
    case .aead: try AEADSuite.run(fields, &steps)
    case .chaCha20: try CipherSuiteParts.chaCha20(fields, &steps)
    case .poly1305: try CipherSuiteParts.poly1305(fields, &steps)
    case .xdh: try KeyAgreementSuite.xdh(fields, &steps)
    case .ecdh: try KeyAgreementSuite.ecdh(fields, &steps)
    case .ecPublicKey: try KeyAgreementSuite.publicKey(fields, &steps)
    case .ecdsaVerify: try ECDSASuite.verify(fields, &steps)
    case .ecdsaSign: try ECDSASuite.sign(fields, &steps)
    case .eddsaVerify: try EdDSASuite.verify(fields, &steps)
    case .eddsaSign: try EdDSASuite.sign(fields, &steps)
    case .rsaPSSVerify: try RSASuite.verifyPSS(fields, &steps)
    case .rsaPKCS1Verify: try RSASuite.verifyPKCS1(fields, &steps)
    case .rsaPKCS1Sign: try RSASuite.signPKCS1(fields, &steps)
    case .mlkemKeyGen: try MLKEMSuite.keyGen(fields, &steps)
    case .mlkemEncaps: try MLKEMSuite.encaps(fields, &steps)
    case .mlkemDecaps: try MLKEMSuite.decaps(fields, &steps)
    case .mlkemAccumulated: try MLKEMSuite.accumulated(fields, &steps)
    case .mldsaKeyGen: try MLDSASuite.keyGen(fields, &steps)
    case .mldsaSign: try MLDSASuite.sign(fields, &steps)
    case .mldsaVerify: try MLDSASuite.verify(fields, &steps)
    case .mldsaAccumulated: try MLDSASuite.accumulated(fields, &steps)
    case .pbkdf2: try PasswordSuite.pbkdf2(fields, &steps)
    case .scrypt: try PasswordSuite.scrypt(fields, &steps)
    case .path: try PathSuite.run(fields, &steps)
    case .pem: try PEMSuite.run(fields, &steps)
    case .tls13Trace: try TraceSuite.run(fields, &steps)
    }
  }
}
