import Bytes
import Cryptography
import DER

/// Writes private keys. Every array here has its capacity from the start, so that growing leaves no
/// copy behind, and whoever gets one wipes it.
enum PrivateKeyWriter {
  /// More than the longest key takes: RSA of 8192 bits has 9 numbers of together 4.6 KB.
  private static let capacity = 8192

  static func pkcs8(_ key: borrowing PrivateKey) -> [UInt8] {
    let publicKey = SubjectPublicKeyInfo(key.publicKey)
    var inner: [UInt8] = []
    inner.reserveCapacity(capacity)
    defer { wipe(&inner) }
    switch key.publicKey {
    case .ecdsa:
      inner.writeSequence { output in
        output.writeInteger(1)
        output.writeOctetString(key.secretBytes)
        output.writeExplicit(1) { output in output.writeBitString(publicKey.keyBits.span) }
      }
    case .ed25519, .ed448:
      // RFC 8410 §7: CurvePrivateKey is an OCTET STRING inside the OCTET STRING.
      inner.writeOctetString(key.secretBytes)
    case .mldsa:
      _ = key.withMLDSA { mldsa in MLDSAKeyFormat.write(mldsa, into: &inner) }
    case .rsa:
      _ = key.withRSA { rsa in writeRSA(rsa, into: &inner) }
    }
    var der: [UInt8] = []
    der.reserveCapacity(capacity)
    der.writeSequence { output in
      output.writeInteger(0)
      publicKey.algorithm.write(into: &output)
      output.writeOctetString(inner.span)
    }
    return der
  }

  /// ECPrivateKey with its curve (RFC 5915, Section 3), or RSAPrivateKey; for those kinds of keys alone.
  static func traditional(_ key: borrowing PrivateKey) -> [UInt8] {
    var der: [UInt8] = []
    der.reserveCapacity(capacity)
    if case .rsa = key.publicKey {
      _ = key.withRSA { rsa in writeRSA(rsa, into: &der) }
      return der
    }
    let publicKey = SubjectPublicKeyInfo(key.publicKey)
    der.writeSequence { output in
      output.writeInteger(1)
      output.writeOctetString(key.secretBytes)
      output.writeExplicit(0) { output in output += publicKey.algorithm.parameters ?? [] }
      output.writeExplicit(1) { output in output.writeBitString(publicKey.keyBits.span) }
    }
    return der
  }

  /// RSAPrivateKey (RFC 8017, Appendix A.1.2).
  private static func writeRSA(_ key: borrowing RSAPrivateKey, into output: inout [UInt8]) {
    output.writeSequence { output in
      output.writeInteger(0)
      output.writeUnsignedInteger(key.publicKey.modulus.span)
      output.writeUnsignedInteger(key.publicKey.exponent.span)
      output.writeUnsignedInteger(key.privateExponent)
      output.writeUnsignedInteger(key.prime1)
      output.writeUnsignedInteger(key.prime2)
      output.writeUnsignedInteger(key.exponent1)
      output.writeUnsignedInteger(key.exponent2)
      output.writeUnsignedInteger(key.coefficient)
    }
  }
}
