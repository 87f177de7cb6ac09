public import Bytes
import Cryptography
public import DER

/// OCSPResponse (RFC 6960, Section 4.2): the answer, as it came. ``OCSPVerifier`` says what it is worth.
public struct OCSPResponse: Sendable {
  /// The most bytes of a response: those with ML-DSA signatures and certificates have about 20,000.
  public static let maximumByteCount = 131_072
  /// The most certificates of signers that a response may bring.
  public static let maximumCertificates = 8
  /// The most single responses.
  public static let maximumResponses = 1024

  /// OCSPResponseStatus (Section 4.2.1).
  public enum Status: UInt8, Sendable, CustomStringConvertible {
    case successful = 0
    case malformedRequest = 1
    case internalError = 2
    case tryLater = 3
    case signatureRequired = 5
    case unauthorized = 6

    /// The name in the RFC.
    public var description: String {
      switch self {
      case .successful: "successful"
      case .malformedRequest: "malformedRequest"
      case .internalError: "internalError"
      case .tryLater: "tryLater"
      case .signatureRequired: "sigRequired"
      case .unauthorized: "unauthorized"
      }
    }
  }

  /// CertStatus.
  public enum CertificateStatus: Sendable, Hashable {
    /// Not revoked, as far as the responder knows.
    case good
    case revoked(at: Time, reason: RevocationReason?)
    /// The responder does not know the certificate.
    case unknown
  }

  /// SingleResponse: the answer about one certificate.
  public struct Single: Sendable {
    /// The certificate.
    public let certificate: OCSPCertificateID
    /// What is said of it.
    public let status: CertificateStatus
    /// When this was known to be right.
    public let thisUpdate: Time
    /// When there will be something newer at the latest; nil where there always is.
    public let nextUpdate: Time?
    /// A critical extension, which nobody here knows.
    let criticalExtension: ObjectIdentifier?
  }

  /// ResponderID.
  public enum Responder: Sendable, Hashable {
    case name(Name)
    /// SHA-1 of the public key.
    case keyHash([UInt8])
  }

  /// The response in DER.
  public let der: [UInt8]
  /// Whether there is an answer.
  public let status: Status
  /// The answers; empty where there is none.
  public let responses: [Single]
  /// Who answers; nil where nobody does.
  public let responder: Responder?
  /// When the answer was signed; nil where it was not.
  public let producedAt: Time?
  /// What the question had asked to be repeated.
  public let nonce: [UInt8]?
  /// Certificates that may be the signer's.
  public let certificates: [Certificate]
  /// The signature's algorithm; nil where there is no answer.
  public let signatureAlgorithm: AlgorithmIdentifier?
  let signature: [UInt8]
  let signedRange: Range<Int>
  /// A critical extension, which nobody here knows.
  let criticalExtension: ObjectIdentifier?

  /// Reads a response.
  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= OCSPResponse.maximumByteCount else {
      throw DERError(.contents("is too long"), field: "OCSPResponse", offset: 0)
    }
    var reader = DERReader(der.span)
    var outer = try reader.sequence("OCSPResponse")
    try reader.requireEnd("OCSPResponse")
    let octets = try outer.value(.enumerated, "responseStatus").contents
    guard octets.count == 1, let status = Status(rawValue: octets[0]) else {
      throw DERError(.contents("is no status"), field: "responseStatus", offset: 0)
    }
    self.der = der
    self.status = status
    guard status == .successful else {
      try outer.requireEnd("OCSPResponse")
      responses = []
      responder = nil
      producedAt = nil
      nonce = nil
      certificates = []
      signatureAlgorithm = nil
      signature = []
      signedRange = 0..<0
      criticalExtension = nil
      return
    }
    var explicit = try outer.constructed(.constructedContext(0), "responseBytes")
    var bytes = try explicit.sequence("responseBytes")
    let type = try bytes.objectIdentifier("responseType")
    guard type == .ocspBasic else {
      throw DERError(
        .contents("is \(type), not id-pkix-ocsp-basic"), field: "responseType", offset: 0)
    }
    let value = try bytes.value(.octetString, "response")
    try bytes.requireEnd("responseBytes")
    try explicit.requireEnd("responseBytes")
    try outer.requireEnd("OCSPResponse")

    // BasicOCSPResponse.
    var inner = try DERReader(inside: value, "BasicOCSPResponse")
    var basic = try inner.sequence("BasicOCSPResponse")
    try inner.requireEnd("BasicOCSPResponse")
    let data = try basic.value(.sequence, "tbsResponseData")
    signedRange = data.range
    signatureAlgorithm = try AlgorithmIdentifier(from: &basic, "signatureAlgorithm")
    signature = [UInt8](copying: try basic.octetAlignedBitString("signature"))
    certificates =
      basic.nextTag == .constructedContext(0) ? try OCSPResponse.certificates(&basic) : []
    try basic.requireEnd("BasicOCSPResponse")

    // ResponseData.
    var fields = try DERReader(inside: data, "tbsResponseData")
    if fields.nextTag == .constructedContext(0) {
      // X.690 §11.5: v1 is the default, and not written.
      throw DERError(.contents("is not v1"), field: "version", offset: fields.offset)
    }
    responder = try OCSPResponse.responder(&fields)
    producedAt = try fields.generalizedTime("producedAt")
    var list = try fields.sequence("responses")
    var responses: [Single] = []
    while !list.isAtEnd {
      guard responses.count < OCSPResponse.maximumResponses else {
        throw DERError(.contents("has too many entries"), field: "responses", offset: 0)
      }
      responses.append(try Single(from: &list))
    }
    self.responses = responses
    var nonce: [UInt8]?
    var critical: ObjectIdentifier?
    if fields.nextTag == .constructedContext(1) {
      let extensions = try OCSPRequest.extensions(&fields, 1, "responseExtensions")
      nonce = try OCSPExtensions.nonce(extensions)
      critical = extensions.first { $0.isCritical && $0.identifier != .ocspNonce }?.identifier
    }
    try fields.requireEnd("tbsResponseData")
    self.nonce = nonce
    criticalExtension = critical
  }

  private static func certificates(_ basic: inout DERReader) throws(DERError) -> [Certificate] {
    var explicit = try basic.constructed(.constructedContext(0), "certs")
    var list = try explicit.sequence("certs")
    try explicit.requireEnd("certs")
    var certificates: [Certificate] = []
    while !list.isAtEnd {
      guard certificates.count < maximumCertificates else {
        throw DERError(.contents("has too many certificates"), field: "certs", offset: 0)
      }
      let value = try list.value(.sequence, "certs")
      // One that is broken cannot be the signer's; it does no harm.
      if let one = try? Certificate(der: [UInt8](copying: value.encoded)) {
        certificates.append(one)
      }
    }
    return certificates
  }

  private static func responder(_ fields: inout DERReader) throws(DERError) -> Responder {
    if fields.nextTag == .constructedContext(2) {
      var explicit = try fields.constructed(.constructedContext(2), "responderID.byKey")
      let hash = [UInt8](copying: try explicit.octetString("responderID.byKey"))
      try explicit.requireEnd("responderID.byKey")
      return .keyHash(hash)
    }
    var explicit = try fields.constructed(.constructedContext(1), "responderID.byName")
    let name = try Name(from: &explicit, "responderID.byName")
    try explicit.requireEnd("responderID.byName")
    return .name(name)
  }

  /// Whether `key` made the signature. False, too, for an algorithm that is not known here.
  func isSigned(by key: PublicKey) -> Bool {
    guard let algorithm = signatureAlgorithm?.signatureAlgorithm else { return false }
    return key.verify(signature.span, of: der.span.extracting(signedRange), by: algorithm)
  }
}

extension OCSPResponse.Single {
  init(from list: inout DERReader) throws(DERError) {
    var one = try list.sequence("singleResponse")
    certificate = try OCSPCertificateID(from: &one)
    switch one.nextTag {
    case Tag.context(0):
      guard try one.value(.context(0), "certStatus.good").contents.count == 0 else {
        throw DERError(.contents("is a NULL with contents"), field: "certStatus.good", offset: 0)
      }
      status = .good
    case Tag.constructedContext(1):
      var info = try one.constructed(.constructedContext(1), "certStatus.revoked")
      let time = try info.generalizedTime("revocationTime")
      var reason: RevocationReason?
      if info.nextTag == .constructedContext(0) {
        var explicit = try info.constructed(.constructedContext(0), "revocationReason")
        let contents = try explicit.value(.enumerated, "revocationReason").contents
        guard contents.count == 1 else {
          throw DERError(.contents("is no reason"), field: "revocationReason", offset: 0)
        }
        reason = RevocationReason(rawValue: contents[0])
        try explicit.requireEnd("revocationReason")
      }
      try info.requireEnd("certStatus.revoked")
      status = .revoked(at: time, reason: reason)
    case Tag.context(2):
      _ = try one.value(.context(2), "certStatus.unknown")
      status = .unknown
    default:
      throw DERError(.contents("is no status"), field: "certStatus", offset: one.offset)
    }
    thisUpdate = try one.generalizedTime("thisUpdate")
    if one.nextTag == .constructedContext(0) {
      var explicit = try one.constructed(.constructedContext(0), "nextUpdate")
      nextUpdate = try explicit.generalizedTime("nextUpdate")
      try explicit.requireEnd("nextUpdate")
    } else {
      nextUpdate = nil
    }
    var critical: ObjectIdentifier?
    if one.nextTag == .constructedContext(1) {
      critical = try OCSPRequest.extensions(&one, 1, "singleExtensions").first(where: \.isCritical)?
        .identifier
    }
    criticalExtension = critical
    try one.requireEnd("singleResponse")
  }
}
