import Bytes
import Cryptography
import DER
import PasswordEncryption

/// Reads PFX (RFC 7292, Section 4): first its outer form and its MAC, then each part of its contents.
struct PKCS12Reader {
  private var container = PKCS12()

  static func read(
    _ file: Span<UInt8>, password: borrowing FilePassword
  ) throws(ContainerError) -> PKCS12 {
    var reader = PKCS12Reader()
    let pfx: PFX
    do { pfx = try PFX(file) } catch { throw .malformed(error) }
    try reader.checkIntegrity(pfx, password)
    let parts: [PFX.Part]
    do { parts = try pfx.safe.withBytes(PFX.parts) } catch { throw .malformed(error) }
    for part in parts { try reader.take(part, password) }
    return reader.container
  }

  private mutating func checkIntegrity(
    _ pfx: PFX, _ password: borrowing FilePassword
  ) throws(ContainerError) {
    guard let macData = pfx.macData else {
      container.notes.append("there is no MAC: whoever could write the file could change it")
      return
    }
    let mac = try PKCS12MAC(macData)
    container.integrity = mac.description
    container.isLegacy = mac.isLegacy
    let text = password.utf16()
    func isRight(_ text: Span<UInt8>) -> Bool {
      pfx.safe.withBytes { safe in mac.isRight(for: safe, password: password, utf16: text) }
    }
    if isRight(text.bytes) { return }
    // RFC 7292, Appendix B.1 gives the empty password two zero bytes; some programs give it none.
    let none: [UInt8] = []
    guard password.isEmpty, isRight(none.span) else { throw .wrongPassword }
    container.notes.append("its MAC is made with a password of no bytes at all")
  }

  private mutating func take(
    _ part: PFX.Part, _ password: borrowing FilePassword
  ) throws(ContainerError) {
    switch part {
    case .plain(let contents):
      try bags(try read(contents), protection: nil, password, depth: 0)
    case .encrypted(let algorithm, let ciphertext):
      let scheme = try PasswordBasedEncryption(encoded: algorithm)
      container.isLegacy = container.isLegacy || scheme.isLegacy
      // What was decrypted with a wrong password is no DER.
      let plain = try scheme.decrypt(ciphertext.span, password: password) { contents in
        (try? PFX.bags(contents)) != nil
      }
      let found: [PFX.Bag]
      do { found = try PFX.bags(plain.bytes) } catch { throw .wrongPassword }
      try bags(found, protection: scheme.description, password, depth: 0)
    case .unsupported(let type):
      container.notes.append("contents of the type \(type) are passed over")
    }
  }

  /// SafeContents (Section 4.2).
  private func read(_ contents: HeldSecret) throws(ContainerError) -> [PFX.Bag] {
    do { return try contents.withBytes(PFX.bags) } catch { throw .malformed(error) }
  }

  private mutating func bags(
    _ bags: [PFX.Bag], protection: String?, _ password: borrowing FilePassword, depth: Int
  ) throws(ContainerError) {
    for bag in bags {
      guard container.keys.count + container.certificates.count < PKCS12.maximumEntries else {
        throw .tooCostly("it holds more than \(PKCS12.maximumEntries) keys and certificates")
      }
      switch bag.type {
      case .keyBag: add(key: bag.value, bag, protection)
      case .shroudedKeyBag:
        let (algorithm, ciphertext): ([UInt8], [UInt8])
        do { (algorithm, ciphertext) = try bag.value.withBytes(PFX.shrouded) } catch {
          throw .malformed(error)
        }
        let scheme = try PasswordBasedEncryption(encoded: algorithm)
        container.isLegacy = container.isLegacy || scheme.isLegacy
        let plain = try scheme.decrypt(
          ciphertext.span, password: password, isRight: KeyFile.isPrivateKeyInfo)
        add(key: HeldSecret(plain), bag, scheme.description)
      case .certificateBag: try add(certificate: bag, protection)
      case .safeContentsBag:
        guard depth < 4 else { throw .tooCostly("its bags are nested too deep") }
        try self.bags(
          try read(bag.value), protection: protection, password, depth: depth + 1)
      case .revocationListBag: container.notes.append("a CRL is passed over")
      case .secretBag: container.notes.append("a secret that is no private key is passed over")
      default: container.notes.append("a bag of the type \(bag.type) is passed over")
      }
    }
  }

  private mutating func add(key: HeldSecret, _ bag: PFX.Bag, _ protection: String?) {
    container.keys.append(
      PKCS12.KeyEntry(
        friendlyName: bag.friendlyName, localKeyID: bag.localKeyID, protection: protection,
        info: key))
  }

  private mutating func add(
    certificate bag: PFX.Bag, _ protection: String?
  ) throws(ContainerError) {
    let der: [UInt8]?
    do { der = try bag.value.withBytes(PFX.certificate) } catch { throw .malformed(error) }
    guard let der else {
      container.notes.append("a certificate that is not X.509 is passed over")
      return
    }
    do {
      container.certificates.append(
        PKCS12.CertificateEntry(
          certificate: try Certificate(der: der), friendlyName: bag.friendlyName,
          localKeyID: bag.localKeyID, isTrustedByJava: bag.isTrustedByJava, protection: protection))
    } catch { throw .malformed(error.reason) }
  }
}

/// Keeps the one copy of a secret in place, where it has to be held in a value that can be copied.
final class HeldSecret: Sendable {
  private let secret: SecretBytes
  init(_ secret: consuming SecretBytes) { self.secret = secret }

  /// Lends the secret.
  func withBytes<Result: ~Copyable, E: Error>(
    _ body: (Span<UInt8>) throws(E) -> Result
  ) throws(E) -> Result {
    try HeldSecret.lend(secret, to: body)
  }

  private static func lend<Result: ~Copyable, E: Error>(
    _ secret: borrowing SecretBytes, to body: (Span<UInt8>) throws(E) -> Result
  ) throws(E) -> Result {
    try body(secret.bytes)
  }
}

extension PasswordBasedEncryption {
  /// The scheme of an AlgorithmIdentifier in DER.
  init(encoded der: [UInt8]) throws(ContainerError) {
    var reader = DERReader(der.span)
    self = try PasswordBasedEncryption(from: &reader)
  }
}
