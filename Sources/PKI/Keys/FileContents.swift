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
  /// PKCS#7: a bundle of certificates.
  case pkcs7
  /// Nothing at all.
  case empty
  /// Something else, with its PEM label if it has one.
  case unknown(label: String?)

  /// What a PEM object with this label is.
  init(label: String, isEncrypted: Bool = false) {
    self =
      switch label {
      case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "X.509 CERTIFICATE":
        .certificate
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST": .certificateRequest
      case "ENCRYPTED PRIVATE KEY": .encryptedPrivateKey
      case "PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY":
        isEncrypted ? .encryptedPrivateKey : .privateKey
      case "PUBLIC KEY", "RSA PUBLIC KEY": .publicKey
      case "X509 CRL": .revocationList
      case "PKCS12": .pkcs12
      case "PKCS7", "CMS": .pkcs7
      default: .unknown(label: label)
      }
  }

  /// What a file holds, told from the label of its first PEM object or from the shape of its DER.
  public init(of bytes: [UInt8]) { self.init(of: bytes.span) }

  /// What a file holds, told from the label of its first PEM object or from the shape of its DER.
  public init(of bytes: Span<UInt8>) {
    if let block = PEM.firstBlock(in: bytes) {
      self = block.contents
    } else if bytes.indices.allSatisfy({ bytes[$0] <= 0x20 }) {
      self = .empty
    } else {
      self = (try? FileContents.shape(of: bytes)) ?? .unknown(label: nil)
    }
  }

  /// Told from the types of the first fields alone: the rest may be broken.
  private static func shape(of der: Span<UInt8>) throws(DERError) -> FileContents {
    if let container = containerInBER(der) { return container }
    var reader = DERReader(der)
    var outer = try reader.sequence("file")
    let first = try outer.value("file")
    switch (first.tag, outer.nextTag) {
    case (.objectIdentifier, .constructedContext(0)?):
      return ObjectIdentifier(contents: first.contents) == .pkcs7SignedData
        ? .pkcs7 : .unknown(label: nil)
    // EncryptedPrivateKeyInfo and SubjectPublicKeyInfo begin with an AlgorithmIdentifier.
    case (.sequence, .octetString?): return .encryptedPrivateKey
    case (.sequence, .bitString?): return .publicKey
    case (.sequence, .sequence?):
      var signed = try DERReader(inside: first, "file")
      return try signedShape(&signed)
    case (.integer, .octetString?): return .privateKey
    case (.integer, .sequence?):
      return first.contents.count == 1 && first.contents[0] == 3 ? .pkcs12 : .privateKey
    // RSAPrivateKey begins with its version, RSAPublicKey with its modulus.
    case (.integer, .integer?): return first.contents.count == 1 ? .privateKey : .publicKey
    default: return .unknown(label: nil)
    }
  }

  /// Containers of other programs may have indefinite lengths, or lengths in more octets than needed.
  private static func containerInBER(_ bytes: Span<UInt8>) -> FileContents? {
    var position = 0
    /// Goes on behind a tag and its length (X.690, Section 8.1.3); the length itself is judged later.
    func enters(_ tag: UInt8) -> Bool {
      guard bytes.count - position >= 2, bytes[position] == tag else { return false }
      let first = bytes[position + 1]
      position += 2 + (first > 0x80 ? Int(first & 0x7F) : 0)
      return position < bytes.count
    }
    func goesOn(_ next: [UInt8]) -> Bool {
      guard bytes.count - position > next.count,
        next.indices.allSatisfy({ bytes[position + $0] == next[$0] })
      else { return false }
      position += next.count
      return true
    }
    guard enters(0x30), position < bytes.count else { return nil }
    if bytes[position] == 0x02 {
      return enters(0x02) && goesOn([0x03]) && bytes[position] == 0x30 ? .pkcs12 : nil
    }
    return enters(0x06) && goesOn(ObjectIdentifier.pkcs7SignedData.contents) ? .pkcs7 : nil
  }

  /// Certificates, requests and lists of revoked certificates are signed alike.
  private static func signedShape(_ signed: inout DERReader) throws(DERError) -> FileContents {
    switch signed.nextTag {
    case Tag.constructedContext(0): return .certificate
    case Tag.sequence: return .revocationList
    case Tag.integer:
      _ = try signed.value("file")
      var second = try signed.sequence("file")
      // A request goes on with a name; the others with an AlgorithmIdentifier and then a name.
      guard second.nextTag == .objectIdentifier else { return .certificateRequest }
      _ = try second.value("file")
      _ = try signed.value("file")
      return signed.nextTag == .sequence ? .certificate : .revocationList
    default: return .unknown(label: nil)
    }
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
    case .pkcs7: "a PKCS#7 bundle of certificates"
    case .empty: "an empty file"
    case .unknown(let label?): "a PEM file with \(label)"
    case .unknown(nil): "a file of an unknown kind"
    }
  }
}
