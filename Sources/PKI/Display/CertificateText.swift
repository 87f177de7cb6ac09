import Bytes
import Cryptography
import DER

/// Certificates and requests as text: the fields of `openssl x509 -text` and `openssl req -text`,
/// in their order and in their terms. Text from a certificate is escaped, so that it cannot steer a
/// terminal.
public enum CertificateText {
  /// All of a certificate, with a line break at the end.
  public static func text(of certificate: Certificate) -> String {
    var lines = TextLines()
    lines.add(0, "Certificate:")
    lines.add(1, "Data:")
    lines.add(2, "Version: \(certificate.version) (0x\(certificate.version - 1))")
    addSerialNumber(certificate.serialNumber, &lines)
    addAlgorithm(2, certificate.signatureAlgorithm, &lines)
    lines.add(2, "Issuer: \(DisplayText.name(certificate.issuer))")
    lines.add(2, "Validity")
    lines.add(3, "Not Before: \(DisplayText.time(certificate.notBefore))")
    lines.add(3, "Not After : \(DisplayText.time(certificate.notAfter))")
    lines.add(2, "Subject: \(DisplayText.name(certificate.subject))")
    addKey(certificate.subjectPublicKeyInfo, &lines)
    if !certificate.extensions.isEmpty {
      lines.add(2, "X509v3 extensions:")
      ExtensionText.add(3, certificate.extensions, certificate.parsed, &lines)
    }
    addSignature(certificate.signatureAlgorithm, certificate.signature, &lines)
    return lines.text
  }

  private static func addSerialNumber(_ contents: [UInt8], _ lines: inout TextLines) {
    let (isNegative, magnitude) = DisplayText.serialNumber(contents)
    if magnitude.count < 8 || (magnitude.count == 8 && magnitude[0] < 0x80) {
      let value = magnitude.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let sign = isNegative ? "-" : ""
      lines.add(2, "Serial Number: \(sign)\(value) (\(sign)0x\(String(value, radix: 16)))")
    } else {
      lines.add(2, "Serial Number:")
      let sign = isNegative ? " (Negative)" : ""
      lines.add(3, sign + Hex.encode(magnitude.span, separator: ":"))
    }
  }

  /// A signature's algorithm, with the parameters of RSASSA-PSS.
  static func addAlgorithm(
    _ level: Int, _ algorithm: AlgorithmIdentifier, _ lines: inout TextLines
  ) {
    lines.add(level, "Signature Algorithm: \(DisplayNames.algorithm(algorithm.algorithm))")
    guard case .rsaPSS(let hash)? = algorithm.signatureAlgorithm else { return }
    let name =
      switch hash {
      case .sha256: "sha256"
      case .sha384: "sha384"
      case .sha512: "sha512"
      }
    lines.add(level, "Hash Algorithm: \(name)")
    lines.add(level, "Mask Algorithm: mgf1 with \(name)")
    lines.add(level, "Salt Length: 0x\(String(hash.digestByteCount, radix: 16).uppercased())")
    lines.add(level, "Trailer Field: 0x01 (default)")
  }

  static func addKey(_ info: SubjectPublicKeyInfo, _ lines: inout TextLines) {
    lines.add(2, "Subject Public Key Info:")
    let name = DisplayNames.algorithm(info.algorithm.algorithm)
    lines.add(3, "Public Key Algorithm: \(name)")
    switch info.publicKey {
    case .ecdsa(let curve, let point):
      let (bits, name) =
        switch curve {
        case .p256: (256, "prime256v1")
        case .p384: (384, "secp384r1")
        case .p521: (521, "secp521r1")
        }
      lines.add(4, "Public-Key: (\(bits) bit)")
      lines.add(4, "pub:")
      lines.addOctets(5, point, inLine: 15)
      lines.add(4, "ASN1 OID: \(name)")
      lines.add(4, "NIST CURVE: P-\(bits)")
    case .rsa(let key):
      lines.add(4, "\(info.pss == nil ? "" : "RSA-PSS ")Public-Key: (\(key.bitCount) bit)")
      lines.add(4, "Modulus:")
      let sign: [UInt8] = (key.modulus.first ?? 0) >= 0x80 ? [0] : []
      lines.addOctets(5, sign + key.modulus, inLine: 15)
      let digits = Hex.encode(key.exponent.span)
      let exponent = UInt64(digits, radix: 16).map { "\($0) (0x\(String($0, radix: 16)))" }
      lines.add(4, "Exponent: \(exponent ?? "0x" + digits)")
    case .ed25519(let bytes), .ed448(let bytes), .mldsa(_, let bytes):
      lines.add(4, "\(name) Public-Key:")
      lines.add(4, "pub:")
      lines.addOctets(5, bytes, inLine: 15)
    case nil:
      lines.add(4, "\(name) Public-Key:")
      lines.add(4, "pub:")
      lines.addOctets(5, info.keyBits, inLine: 15)
    }
  }

  static func addSignature(
    _ algorithm: AlgorithmIdentifier, _ signature: [UInt8], _ lines: inout TextLines
  ) {
    addAlgorithm(1, algorithm, &lines)
    lines.add(1, "Signature Value:")
    lines.addOctets(2, signature, inLine: 18)
  }
}
