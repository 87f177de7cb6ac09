import Bytes
import Cryptography
import DER

/// PFX (RFC 7292, Section 4) taken apart, nothing of it decrypted.
struct PFX {
  /// AuthenticatedSafe, which the MAC is about.
  let safe: HeldSecret
  /// MacData in DER; nil where there is none.
  let macData: [UInt8]?

  init(_ file: Span<UInt8>) throws(DERError) {
    let der = try BER.normalized(file)
    var reader = DERReader(der.bytes)
    var sequence = try reader.sequence("PFX")
    try reader.requireEnd("PFX")
    guard try sequence.smallInteger("version") == 3 else {
      throw DERError(.contents("is not 3"), field: "version", offset: 0)
    }
    var info = try sequence.sequence("authSafe")
    let type = try info.objectIdentifier("contentType")
    guard type == .pkcs7Data else {
      throw DERError(
        .contents("is \(type): containers guarded by a public key are not read"),
        field: "contentType", offset: 0)
    }
    var content = try info.constructed(.constructedContext(0), "content")
    safe = HeldSecret(SecretBytes(copying: try content.octetString("authSafe")))
    try content.requireEnd("content")
    try info.requireEnd("authSafe")
    macData =
      sequence.isAtEnd
      ? nil : [UInt8](copying: try sequence.value(.sequence, "macData").encoded)
    try sequence.requireEnd("PFX")
  }

  /// A ContentInfo of an AuthenticatedSafe.
  enum Part {
    /// SafeContents.
    case plain(HeldSecret)
    /// SafeContents under a password: the AlgorithmIdentifier in DER, and the ciphertext.
    case encrypted([UInt8], [UInt8])
    case unsupported(ObjectIdentifier)
  }

  static func parts(_ safe: Span<UInt8>) throws(DERError) -> [Part] {
    let der = try BER.normalized(safe)
    var reader = DERReader(der.bytes)
    var list = try reader.sequence("AuthenticatedSafe")
    try reader.requireEnd("AuthenticatedSafe")
    var parts: [Part] = []
    while !list.isAtEnd {
      var info = try list.sequence("ContentInfo")
      let type = try info.objectIdentifier("contentType")
      var content = try info.constructed(.constructedContext(0), "content")
      switch type {
      case .pkcs7Data:
        parts.append(.plain(HeldSecret(SecretBytes(copying: try content.octetString("content")))))
      case .pkcs7EncryptedData: parts.append(try encryptedData(&content))
      default: parts.append(.unsupported(type))
      }
      try info.requireEnd("ContentInfo")
    }
    return parts
  }

  /// EncryptedData (RFC 5652, Section 8).
  private static func encryptedData(_ content: inout DERReader) throws(DERError) -> Part {
    var data = try content.sequence("EncryptedData")
    _ = try data.smallInteger("version")
    var info = try data.sequence("EncryptedContentInfo")
    _ = try info.objectIdentifier("contentType")
    let algorithm = [UInt8](
      copying: try info.value(.sequence, "contentEncryptionAlgorithm").encoded)
    if info.nextTag == .constructedContext(0) {
      let pieces = try info.value(.constructedContext(0), "encryptedContent")
      return .encrypted(algorithm, try BER.pieces(pieces.contents))
    }
    let ciphertext = try info.value(.context(0), "encryptedContent")
    try info.requireEnd("EncryptedContentInfo")
    return .encrypted(algorithm, [UInt8](copying: ciphertext.contents))
  }

  /// SafeBag (RFC 7292, Section 4.2).
  struct Bag {
    let type: ObjectIdentifier
    let value: HeldSecret
    var friendlyName: String?
    var localKeyID: [UInt8]?
    var isTrustedByJava = false
  }

  static func bags(_ contents: Span<UInt8>) throws(DERError) -> [Bag] {
    let der = try BER.normalized(contents)
    var reader = DERReader(der.bytes)
    var list = try reader.sequence("SafeContents")
    try reader.requireEnd("SafeContents")
    var bags: [Bag] = []
    while !list.isAtEnd {
      var one = try list.sequence("SafeBag")
      let type = try one.objectIdentifier("bagId")
      let value = try one.value(.constructedContext(0), "bagValue")
      var bag = Bag(type: type, value: HeldSecret(SecretBytes(copying: value.contents)))
      if one.nextTag == .set { try attributes(&one, &bag) }
      try one.requireEnd("SafeBag")
      bags.append(bag)
    }
    return bags
  }

  private static func attributes(_ one: inout DERReader, _ bag: inout Bag) throws(DERError) {
    var set = try one.constructed(.set, "bagAttributes")
    while !set.isAtEnd {
      var attribute = try set.sequence("PKCS12Attribute")
      let type = try attribute.objectIdentifier("attrId")
      var values = try attribute.constructed(.set, "attrValues")
      guard !values.isAtEnd else { continue }
      let value = try values.value("attrValue")
      switch type {
      case .friendlyName: bag.friendlyName = value.text
      case .localKeyID where value.tag == .octetString:
        bag.localKeyID = [UInt8](copying: value.contents)
      case .javaTrustedKeyUsage: bag.isTrustedByJava = true
      default: break
      }
    }
  }

  /// EncryptedPrivateKeyInfo: its AlgorithmIdentifier in DER, and the ciphertext.
  static func shrouded(_ der: Span<UInt8>) throws(DERError) -> ([UInt8], [UInt8]) {
    var reader = DERReader(der)
    var info = try reader.sequence("pkcs8ShroudedKeyBag")
    try reader.requireEnd("pkcs8ShroudedKeyBag")
    let algorithm = [UInt8](copying: try info.value(.sequence, "encryptionAlgorithm").encoded)
    let ciphertext = [UInt8](copying: try info.octetString("encryptedData"))
    try info.requireEnd("pkcs8ShroudedKeyBag")
    return (algorithm, ciphertext)
  }

  /// CertBag: an X.509 certificate in DER; nil for another kind.
  static func certificate(_ der: Span<UInt8>) throws(DERError) -> [UInt8]? {
    var reader = DERReader(der)
    var bag = try reader.sequence("certBag")
    try reader.requireEnd("certBag")
    guard try bag.objectIdentifier("certId") == .x509Certificate else { return nil }
    var value = try bag.constructed(.constructedContext(0), "certValue")
    let certificate = [UInt8](copying: try value.octetString("certValue"))
    try value.requireEnd("certValue")
    return certificate
  }
}
