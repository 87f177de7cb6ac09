import Bytes
import DER

/// What a file turned out to hold, found out by looking at it.
public enum FileContents: Sendable, Hashable {
  /// A certificate.
  case certificate
  /// A certificate signing request.
  case certificateRequest
  /// A private key.
  case privateKey
  /// A private key under a password.
  case encryptedPrivateKey
  /// A public key.
  case publicKey
  /// A list of revoked certificates.
  case revocationList
  /// PKCS#12: keys and certificates under a password.
  case pkcs12
  /// Nothing at all.
  case empty
  /// Something else, with its PEM label if it has one.
  case unknown(label: String?)

  /// What an object with this label is.
  init(label: String, isEncrypted: Bool) {
    self =
      switch label {
      case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE": .certificate
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST": .certificateRequest
      case "ENCRYPTED PRIVATE KEY": .encryptedPrivateKey
      case "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY":
        isEncrypted ? .encryptedPrivateKey : .privateKey
      case "PUBLIC KEY", "RSA PUBLIC KEY": .publicKey
      case "X509 CRL": .revocationList
      default: .unknown(label: label)
      }
  }

  /// What a file holds, told from the label of its first object or from the shape of its DER.
  public init(of bytes: [UInt8]) {
    guard bytes.contains(where: { $0 > 0x20 }) else {
      self = .empty
      return
    }
    if let objects = try? PEM.objects(in: bytes),
      let first = objects.first(where: { $0.label != "EC PARAMETERS" })
    {
      self.init(
        label: first.label, isEncrypted: first.headers.contains { $0.contains("ENCRYPTED") })
      return
    }
    self = FileContents.ofDER(bytes)
  }

  /// Told from the first fields inside the outer SEQUENCE.
  private static func ofDER(_ bytes: [UInt8]) -> FileContents {
    if (try? Certificate(der: bytes)) != nil { return .certificate }
    if (try? SigningRequest(der: bytes)) != nil { return .certificateRequest }
    if (try? SubjectPublicKeyInfo(der: bytes.span)) != nil { return .publicKey }
    var reader = DERReader(bytes.span)
    guard var sequence = try? reader.sequence("file") else { return .unknown(label: nil) }
    guard sequence.nextTag == .integer, let version = try? sequence.smallInteger("version") else {
      return sequence.nextTag == .sequence ? .encryptedOrUnknown(&sequence) : .unknown(label: nil)
    }
    switch (version, sequence.nextTag) {
    case (3, Tag.sequence): return .pkcs12
    case (0, Tag.sequence), (1, Tag.sequence), (0, Tag.integer), (1, Tag.octetString): return .privateKey
    default: return .unknown(label: nil)
    }
  }

  /// EncryptedPrivateKeyInfo is an AlgorithmIdentifier and an OCTET STRING.
  private static func encryptedOrUnknown(_ sequence: inout DERReader) -> FileContents {
    guard (try? AlgorithmIdentifier(from: &sequence, "encryptionAlgorithm")) != nil,
      sequence.nextTag == .octetString
    else { return .unknown(label: nil) }
    return .encryptedPrivateKey
  }
}

extension FileContents: CustomStringConvertible {
  /// With its article, to follow "this is".
  public var description: String {
    switch self {
    case .certificate: "a certificate"
    case .certificateRequest: "a certificate signing request"
    case .privateKey: "a private key"
    case .encryptedPrivateKey: "a private key encrypted under a password"
    case .publicKey: "a public key"
    case .revocationList: "a certificate revocation list"
    case .pkcs12: "a PKCS#12 container"
    case .empty: "an empty file"
    case .unknown(let label?): "a PEM file with \(label)"
    case .unknown(nil): "neither PEM nor DER of any kind known here"
    }
  }
}
