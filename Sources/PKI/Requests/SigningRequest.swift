public import Bytes
public import Cryptography
public import DER

/// A certificate signing request (PKCS#10, RFC 2986).
public struct SigningRequest: Sendable {
  /// The request in DER.
  public let der: [UInt8]
  /// Whom the certificate is to be about.
  public let subject: Name
  /// The key that is to be certified.
  public let subjectPublicKeyInfo: SubjectPublicKeyInfo
  /// The extensions asked for (RFC 2985, Section 5.4.2).
  public let extensions: [Extension]
  /// Those of them that are known here.
  public let parsed: ParsedExtensions
  /// Attributes other than extensionRequest.
  public let otherAttributes: [ObjectIdentifier]
  /// How the request is signed.
  public let signatureAlgorithm: AlgorithmIdentifier
  /// The signature, as the algorithm encodes it.
  public let signature: [UInt8]
  private let signedRange: Range<Int>

  /// The key that is to be certified; nil where its kind is not known here.
  public var publicKey: PublicKey? { subjectPublicKeyInfo.publicKey }

  /// Reads a request from DER, and nothing behind it.
  public init(der: [UInt8]) throws(SigningRequestError) {
    do { try self.init(reading: der) } catch {
      throw SigningRequestError(description: "not an acceptable PKCS#10 request: \(error)")
    }
  }

  private init(reading der: [UInt8]) throws(DERError) {
    guard der.count <= Certificate.maximumByteCount else {
      throw DERError(.contents("is longer than 1 MiB"), field: "certificationRequest", offset: 0)
    }
    var reader = DERReader(der.span)
    var outer = try reader.sequence("certificationRequest")
    try reader.finish("certificationRequest")
    let signed = try outer.value(.sequence, "certificationRequestInfo")
    signedRange = signed.range
    var fields = try DERReader(inside: signed, "certificationRequestInfo")
    let start = fields.offset
    guard try fields.smallInteger("version") == 0 else {
      throw DERError(.contents("is not 0"), field: "version", offset: start)
    }
    subject = try Name(from: &fields, "subject")
    subjectPublicKeyInfo = try SubjectPublicKeyInfo(from: &fields)
    (extensions, otherAttributes) = try SigningRequest.attributes(&fields)
    parsed = try ParsedExtensions(extensions)
    try fields.finish("certificationRequestInfo")
    signatureAlgorithm = try AlgorithmIdentifier(from: &outer, "signatureAlgorithm")
    signature = [UInt8](copying: try outer.octetAlignedBitString("signature"))
    try outer.finish("certificationRequest")
    self.der = der
  }

  private static func attributes(
    _ fields: inout DERReader
  ) throws(DERError) -> ([Extension], [ObjectIdentifier]) {
    // RFC 2986 §4.1 has the set always; some tools leave an empty one out.
    guard !fields.isAtEnd else { return ([], []) }
    var set = try fields.constructed(.constructedContext(0), "attributes")
    var extensions: [Extension] = []
    var others: [ObjectIdentifier] = []
    var previous: [UInt8] = []
    while !set.isAtEnd {
      let start = set.offset
      let value = try set.value(.sequence, "attribute")
      // X.690 §11.6: the elements of a SET OF stand in order.
      let encoded = [UInt8](copying: value.encoded)
      guard previous.lexicographicallyPrecedes(encoded) else {
        throw DERError(.contents("are out of order"), field: "attributes", offset: start)
      }
      previous = encoded
      var attribute = try DERReader(inside: value, "attribute")
      let type = try attribute.objectIdentifier("attribute.type")
      var values = try attribute.constructed(.set, "attribute.values")
      try attribute.finish("attribute")
      guard type == .extensionRequest else {
        others.append(type)
        repeat { _ = try values.opaqueValue("attribute.value") } while !values.isAtEnd
        continue
      }
      guard extensions.isEmpty else {
        throw DERError(
          .contents("asks for extensions twice"), field: "attributes", offset: start)
      }
      extensions = try Extension.list(values.sequence("extensionRequest"), "extensionRequest")
      try values.finish("extensionRequest")
    }
    return (extensions, others)
  }

  /// Whether the request is signed by the key that it wants certified, which proves possession.
  public var isSignatureValid: Bool {
    guard let key = publicKey, let algorithm = signatureAlgorithm.signatureAlgorithm else {
      return false
    }
    return key.verify(signature.span, of: der.span.extracting(signedRange), by: algorithm)
  }

  /// Makes a request and signs it: with SHA-256 for ECDSA and RSA, by Ed25519, Ed448 and ML-DSA for themselves.
  ///
  /// - Throws: ``Cryptography/KeyError`` where signing fails.
  public static func make(
    subject: Name, alternativeNames: [GeneralName], key: borrowing PrivateKey,
    using random: inout some RandomSource
  ) throws(KeyError) -> SigningRequest {
    try unsigned(subject: subject, alternativeNames: alternativeNames, key: key.publicKey)
      .signed(with: key, using: &random)
  }

  /// The request without its signature, which `key` itself has to make (RFC 2986, Section 4.2).
  public static func unsigned(
    subject: Name, alternativeNames: [GeneralName], key: PublicKey
  ) -> Unsigned<SigningRequest> {
    let keyInfo = SubjectPublicKeyInfo(key)
    var info: [UInt8] = []
    info.writeSequence { output in
      output.writeInteger(0)
      output += subject.der
      output += keyInfo.der
      output.writeDER(.constructedContext(0)) { output in
        guard !alternativeNames.isEmpty else { return }
        output.writeSequence { output in
          output.writeObjectIdentifier(.extensionRequest)
          output.writeDER(.set) { output in
            output.writeSequence { output in
              AlternativeNames.asExtension(alternativeNames, subjectIsEmpty: subject.isEmpty)
                .write(into: &output)
            }
          }
        }
      }
    }
    return Unsigned(info, .preferred(for: key.type), key)
  }
}

extension SignatureAlgorithm {
  /// How a key of this type signs requests and certificates: with SHA-256, but P-384 keys of
  /// authorities keep to it too, since every peer verifies it.
  public static func preferred(for type: KeyType) -> SignatureAlgorithm {
    switch type {
    case .p256, .p384, .p521: .ecdsa(.sha256)
    case .ed25519: .ed25519
    case .ed448: .ed448
    case .mldsa(let set): .mldsa(set)
    case .rsa: .rsaPKCS1v15(.sha256)
    }
  }
}
