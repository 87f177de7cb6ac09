import DER

/// keyUsage (RFC 5280, Section 4.2.1.3): what the key may be used for.
public struct KeyUsage: OptionSet, Sendable, Hashable {
  /// Bit 0 of the BIT STRING is the lowest.
  public let rawValue: UInt32

  /// The uses of these bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Signatures other than on certificates and CRLs; what TLS 1.3 needs.
  public static let digitalSignature = KeyUsage(rawValue: 1 << 0)
  /// Signatures that cannot be denied later (contentCommitment).
  public static let nonRepudiation = KeyUsage(rawValue: 1 << 1)
  /// Encrypting keys, as RSA key exchange did.
  public static let keyEncipherment = KeyUsage(rawValue: 1 << 2)
  /// Encrypting data directly.
  public static let dataEncipherment = KeyUsage(rawValue: 1 << 3)
  /// Agreeing on keys.
  public static let keyAgreement = KeyUsage(rawValue: 1 << 4)
  /// Signing certificates.
  public static let keyCertSign = KeyUsage(rawValue: 1 << 5)
  /// Signing CRLs.
  public static let crlSign = KeyUsage(rawValue: 1 << 6)
  /// With keyAgreement: for encrypting alone.
  public static let encipherOnly = KeyUsage(rawValue: 1 << 7)
  /// With keyAgreement: for decrypting alone.
  public static let decipherOnly = KeyUsage(rawValue: 1 << 8)

  init(der: Span<UInt8>) throws(DERError) {
    var reader = DERReader(der)
    // GnuTLS before 3.6 wrote nine bits always, as the certificate of RFC 7468, Section 5.1 shows.
    rawValue = try reader.namedBits("keyUsage", allowsTrailingZeros: true)
    try reader.finish("keyUsage")
    // RFC 5280 §4.2.1.3 MUST: at least one bit.
    guard rawValue != 0 else {
      throw DERError(.contents("allows nothing"), field: "keyUsage", offset: 0)
    }
  }

  /// The extension, critical.
  public var asExtension: Extension {
    var value: [UInt8] = []
    value.writeNamedBits(rawValue)
    return Extension(.keyUsage, isCritical: true, value: value)
  }

  /// The names of the bits as people know them.
  public var names: [String] {
    let all = [
      "Digital Signature", "Non Repudiation", "Key Encipherment", "Data Encipherment",
      "Key Agreement", "Certificate Sign", "CRL Sign", "Encipher Only", "Decipher Only",
    ]
    return all.enumerated().filter { rawValue >> UInt32($0.offset) & 1 == 1 }.map(\.element)
  }
}
