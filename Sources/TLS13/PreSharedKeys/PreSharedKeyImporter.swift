public import Bytes
public import Cryptography

extension PreSharedKey {
  /// Imports a key from outside of TLS, so that it is used with one hash and one protocol each (RFC 9258,
  /// Section 5). Both sides have to import it.
  ///
  /// - Parameters:
  ///   - identity: external_identity, 1 to 60,000 bytes.
  ///   - key: The external key, at least 16 bytes; use it for nothing else.
  ///   - context: What the two sides know of each other's role, at most 4,000 bytes.
  ///   - hash: The hash of the external key; SHA-256 where none was agreed on.
  ///   - targets: The hashes of the suites that will be offered: one key is made for each.
  /// - Throws: ``PreSharedKeyError``.
  public static func importing(
    identity: [UInt8], key: borrowing SecretBytes, context: [UInt8] = [],
    hash: HashAlgorithm = .sha256, targets: [HashAlgorithm] = [.sha256, .sha384]
  ) throws(PreSharedKeyError) -> [PreSharedKey] {
    guard key.count >= minimumByteCount else { throw .tooShort }
    guard (1...60_000).contains(identity.count), context.count <= 4_000 else {
      throw .identityLength
    }
    var imported: [PreSharedKey] = []
    for target in targets {
      // HKDF_SHA256 and HKDF_SHA384 (RFC 9258, Section 10); there are no others.
      guard target != .sha512 else { continue }
      var importedIdentity: [UInt8] = []
      importedIdentity.writeVector16 { output in output += identity }
      importedIdentity.writeVector16 { output in output += context }
      importedIdentity.write(ProtocolVersion.tls13.rawValue)
      importedIdentity.write(UInt16(target == .sha256 ? 1 : 2))
      let zeros = SecretBytes(zeroByteCount: hash.digestByteCount)
      let extracted = HKDF.extract(hash, salt: zeros.bytes, inputKeyMaterial: key.bytes)
      let identityHash = Hash.digest(hash, of: importedIdentity.span)
      let derived = HKDFLabel.expand(
        hash, extracted.bytes, "derived psk", context: identityHash.bytes, target.digestByteCount)
      imported.append(PreSharedKey(identity: importedIdentity, derived, target, .imported))
    }
    return imported
  }
}
