import Bytes
public import Cryptography
import DER

/// A PKCS #12 container (RFC 7292): private keys and certificates under a password.
public struct PKCS12: Sendable {
  /// A certificate in it.
  public struct CertificateEntry: Sendable {
    /// The certificate.
    public let certificate: Certificate
    /// Its name for people; nil where it has none.
    public let friendlyName: String?
    /// What it has in common with its key; nil where there is nothing.
    public let localKeyID: [UInt8]?
    /// Whether Java takes it as trusted.
    public let isTrustedByJava: Bool
    /// How it was encrypted; nil where it was not.
    public let protection: String?
  }

  /// A private key in it.
  public struct KeyEntry: Sendable {
    /// Its name for people; nil where it has none.
    public let friendlyName: String?
    /// What it has in common with its certificate; nil where there is nothing.
    public let localKeyID: [UInt8]?
    /// How it was encrypted; nil where it was not.
    public let protection: String?
    let info: HeldSecret

    /// The key.
    ///
    /// - Throws: ``FileError`` where it is broken, or of a kind that is not supported.
    public func privateKey() throws(FileError) -> PrivateKey {
      try info.withBytes(PrivateKeyReader.read)
    }
  }

  /// The most keys and certificates that a container may hold.
  public static let maximumEntries = 1000

  /// The certificates in their order.
  public internal(set) var certificates: [CertificateEntry] = []
  /// The private keys in their order.
  public internal(set) var keys: [KeyEntry] = []
  /// How the whole is guarded against changes, such as `HMAC-SHA-256, 2048 iterations`; nil where it is not.
  public internal(set) var integrity: String?
  /// Whether old schemes (SHA-1, 3DES, RC2) protect it.
  public internal(set) var isLegacy = false
  /// What was passed over, in words.
  public internal(set) var notes: [String] = []

  init() {}

  /// The container in a file, DER or BER, or PEM with the label PKCS12.
  ///
  /// - Throws: ``FileError`` that names what is there instead, what is broken, or that the password is wrong.
  public init(in bytes: Span<UInt8>, password: borrowing FilePassword) throws(FileError) {
    let contents = FileContents(of: bytes)
    guard contents == .pkcs12 else { throw .wrongContents(found: contents, expected: .pkcs12) }
    do throws(ContainerError) {
      if let block = PEM.firstBlock(in: bytes) {
        let der: SecretBytes
        do { der = try PEM.secret(block, of: bytes) } catch {
          throw .unsupported("\(error)")
        }
        self = try PKCS12Reader.read(der.bytes, password: password)
      } else {
        self = try PKCS12Reader.read(bytes, password: password)
      }
    } catch { throw error.inFile(.pkcs12) }
  }

  /// The certificates that a peer is shown with the first key: its own first, then each one's issuer as far as
  /// they are there. Without a key, all certificates in their order.
  ///
  /// - Throws: ``FileError`` where the key is broken, or none of the certificates is its own.
  public func chain() throws(FileError) -> [Certificate] {
    let all = certificates.map(\.certificate)
    guard let first = keys.first else {
      guard !all.isEmpty else {
        throw .unreadable(.pkcs12, reason: "there is no certificate in it")
      }
      return all
    }
    let publicKey = try first.privateKey().publicKey
    guard let leaf = all.first(where: { $0.publicKey == publicKey }) else {
      throw .unreadable(
        .pkcs12,
        reason: all.isEmpty
          ? "there is no certificate in it" : "none of its certificates belongs to its private key")
    }
    var chain = [leaf]
    while let last = chain.last, !last.isSelfIssued,
      let next = all.first(where: { one in
        one.subject.matches(last.issuer) && !chain.contains(one)
          && one.publicKey.map(last.isSigned(by:)) == true
      })
    {
      chain.append(next)
    }
    return chain
  }
}
