public import Bytes
public import Cryptography
import DER

/// Private keys under a password: EncryptedPrivateKeyInfo (RFC 5958, Section 3).
extension KeyFile {
  /// Whether a file's private key can be read with a password alone: an encrypted key, with no other beside it,
  /// or a PKCS #12 container.
  public static func needsPassword(_ bytes: Span<UInt8>) -> Bool {
    guard PEM.firstBlock(in: bytes) != nil, let blocks = try? PEM.blocks(in: bytes) else {
      let contents = FileContents(of: bytes)
      return contents == .encryptedPrivateKey || contents == .pkcs12
    }
    let kinds = blocks.map(\.contents)
    return !kinds.contains(.privateKey)
      && (kinds.contains(.encryptedPrivateKey) || kinds.contains(.pkcs12))
  }

  /// The key in a file: as it is, under a password, or in a PKCS #12 container. The bytes remain the caller's to
  /// wipe.
  ///
  /// - Throws: ``FileError`` that names what the file holds instead, what is broken, or that the password is wrong.
  public static func privateKey(
    in bytes: Span<UInt8>, password: borrowing FilePassword
  ) throws(FileError) -> PrivateKey {
    guard needsPassword(bytes) else { return try privateKey(in: bytes) }
    if FileContents(of: bytes) == .pkcs12 {
      let container = try PKCS12(in: bytes, password: password)
      guard let key = container.keys.first else {
        throw .unreadable(.pkcs12, reason: "there is no private key in it")
      }
      return try key.privateKey()
    }
    let der = try encryptedInfo(bytes)
    let plain = try decryptedInfo(der.bytes, password: password)
    return try PrivateKeyReader.read(plain.bytes)
  }

  /// How a file's private key is encrypted, in words; nil where it is not, or not in a form that is read here.
  public static func protection(of bytes: Span<UInt8>) -> String? {
    guard let der = try? encryptedInfo(bytes) else { return nil }
    return try? scheme(der.bytes).0.description
  }

  /// The key as PKCS #8 under a password, in DER.
  public static func encryptedPKCS8(
    _ key: borrowing PrivateKey, password: borrowing FilePassword,
    protection: PasswordProtection = .modern, using random: inout some RandomSource
  ) -> [UInt8] {
    encryptedInfo(
      of: key, PasswordBasedEncryption(protection, using: &random), password: password)
  }

  /// The key as PKCS #8 under a password, in PEM: `ENCRYPTED PRIVATE KEY` (RFC 7468, Section 11).
  public static func encryptedPEM(
    _ key: borrowing PrivateKey, password: borrowing FilePassword,
    protection: PasswordProtection = .modern, using random: inout some RandomSource
  ) -> String {
    PEMObject(
      label: "ENCRYPTED PRIVATE KEY",
      der: encryptedPKCS8(key, password: password, protection: protection, using: &random)
    ).text
  }

  static func encryptedInfo(
    of key: borrowing PrivateKey, _ scheme: PasswordBasedEncryption,
    password: borrowing FilePassword
  ) -> [UInt8] {
    let plain = pkcs8(key)
    let ciphertext = scheme.encrypt(plain.bytes, password: password)
    var der: [UInt8] = []
    der.writeSequence { output in
      scheme.write(into: &output)
      output.writeOctetString(ciphertext.span)
    }
    return der
  }

  /// The PrivateKeyInfo in an EncryptedPrivateKeyInfo.
  static func decryptedInfo(
    _ der: Span<UInt8>, password: borrowing FilePassword
  ) throws(FileError) -> SecretBytes {
    do throws(ContainerError) {
      let (scheme, ciphertext) = try scheme(der)
      // One wrong password in 256 leaves padding that looks right.
      return try scheme.decrypt(ciphertext.span, password: password, isRight: isPrivateKeyInfo)
    } catch { throw error.inFile(.encryptedPrivateKey) }
  }

  /// Whether these bytes begin as a PrivateKeyInfo does.
  static func isPrivateKeyInfo(_ der: Span<UInt8>) -> Bool {
    var reader = DERReader(der)
    guard var sequence = try? reader.sequence("privateKey"), reader.isAtEnd else { return false }
    return sequence.nextTag == .integer && (try? sequence.integer("version")) != nil
      && sequence.nextTag == .sequence
  }

  private static func scheme(
    _ der: Span<UInt8>
  ) throws(ContainerError) -> (PasswordBasedEncryption, [UInt8]) {
    var reader = DERReader(der)
    var sequence: DERReader
    do { sequence = try reader.sequence("EncryptedPrivateKeyInfo") } catch {
      throw .malformed(error)
    }
    let scheme = try PasswordBasedEncryption(from: &sequence)
    do throws(DERError) {
      try reader.requireEnd("EncryptedPrivateKeyInfo")
      let ciphertext = [UInt8](copying: try sequence.octetString("encryptedData"))
      try sequence.requireEnd("EncryptedPrivateKeyInfo")
      return (scheme, ciphertext)
    } catch { throw .malformed(error) }
  }

  /// The DER of the first encrypted key in a file.
  private static func encryptedInfo(_ bytes: Span<UInt8>) throws(FileError) -> SecretBytes {
    guard PEM.firstBlock(in: bytes) != nil else {
      guard FileContents(of: bytes) == .encryptedPrivateKey else {
        throw .wrongContents(found: FileContents(of: bytes), expected: .encryptedPrivateKey)
      }
      return SecretBytes(copying: bytes)
    }
    do {
      guard
        let block = try PEM.blocks(in: bytes).first(where: { $0.contents == .encryptedPrivateKey })
      else {
        throw FileError.wrongContents(
          found: FileContents(of: bytes), expected: .encryptedPrivateKey)
      }
      guard !block.isEncrypted else {
        throw FileError.unreadable(
          .encryptedPrivateKey,
          reason:
            "it is in OpenSSL's form of old, with DEK-Info, which rests on MD5 and is not read; "
            + "openssl pkcs8 -topk8 -in OLD -out NEW mends it")
      }
      return try PEM.secret(block, of: bytes)
    } catch let error as FileError { throw error } catch {
      throw .unreadable(.encryptedPrivateKey, reason: "\(error)")
    }
  }
}
