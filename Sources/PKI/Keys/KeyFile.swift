public import Bytes
public import Cryptography
import DER

/// Private keys in files: PKCS#8 (RFC 5208, RFC 5958), SEC 1 (RFC 5915), PKCS#1 (RFC 8017, Appendix
/// A.1.2), in PEM or DER, found out by looking.
public enum KeyFile {
  /// The key in a file. The bytes remain the caller's to wipe.
  ///
  /// - Throws: ``FileError`` that names what the file holds instead, or what is broken.
  public static func privateKey(in bytes: [UInt8]) throws(FileError) -> PrivateKey {
    try privateKey(in: bytes.span)
  }

  /// The key in a file. The bytes remain the caller's to wipe.
  ///
  /// - Throws: ``FileError`` that names what the file holds instead, or what is broken.
  public static func privateKey(in bytes: Span<UInt8>) throws(FileError) -> PrivateKey {
    guard let first = PEM.firstBlock(in: bytes) else {
      let contents = FileContents(of: bytes)
      guard contents == .privateKey else {
        throw .wrongContents(found: contents, expected: .privateKey)
      }
      return try PrivateKeyReader.read(bytes)
    }
    // A certificate may stand before the key.
    let key: PEM.Block?
    do { key = try PEM.blocks(in: bytes).first { $0.contents == .privateKey } } catch {
      throw .unreadable(first.contents, reason: "\(error)")
    }
    guard let key else { throw .wrongContents(found: first.contents, expected: .privateKey) }
    let der: SecretBytes
    do { der = try PEM.secret(key, of: bytes) } catch {
      throw .unreadable(.privateKey, reason: "\(error)")
    }
    return try PrivateKeyReader.read(der.bytes)
  }

  /// The key as PKCS#8 in PEM: `PRIVATE KEY` (RFC 7468, Section 10).
  public static func pem(_ key: borrowing PrivateKey) -> SecretBytes {
    let der = pkcs8(key)
    return PEM.encode(der.bytes, label: "PRIVATE KEY")
  }

  /// The key as PrivateKeyInfo (RFC 5208, Section 5), elliptic curve keys with their public key
  /// inside (RFC 5915, Section 3).
  public static func pkcs8(_ key: borrowing PrivateKey) -> SecretBytes {
    var der = PrivateKeyWriter.pkcs8(key)
    defer { wipe(&der) }
    return SecretBytes(copying: der.span)
  }

  /// A public key as SubjectPublicKeyInfo in PEM: `PUBLIC KEY` (RFC 7468, Section 13).
  public static func pem(_ key: PublicKey) -> String {
    PEMObject(label: "PUBLIC KEY", der: SubjectPublicKeyInfo(key).der).text
  }
}
