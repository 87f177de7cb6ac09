import Bytes
public import DER

/// OCSPRequest (RFC 6960, Section 4.1): the question whether certificates are revoked.
public struct OCSPRequest: Sendable, Hashable {
  /// The most bytes of a request.
  public static let maximumByteCount = 65_536
  /// The most certificates that one request may be about.
  public static let maximumCertificates = 100

  /// The request in DER.
  public let der: [UInt8]
  /// The certificates that it is about.
  public let certificates: [OCSPCertificateID]
  /// What the answer has to repeat; nil where there is nothing.
  public let nonce: [UInt8]?

  /// A request about certificates, at least one.
  public init(about certificates: [OCSPCertificateID], nonce: [UInt8]?) {
    self.certificates = certificates
    self.nonce = nonce
    var der: [UInt8] = []
    der.writeSequence { output in
      output.writeSequence { output in
        output.writeSequence { output in
          for one in certificates { output.writeSequence { output in one.write(into: &output) } }
        }
        guard let nonce else { return }
        output.writeExplicit(2) { output in
          output.writeSequence { output in output.writeNonce(nonce) }
        }
      }
    }
    self.der = der
  }

  /// Reads a request. Its signature, where it has one, is passed over.
  ///
  /// - Throws: `DERError`, also for a request that asks about more certificates than will be answered, or has a critical
  ///   extension that is not known.
  public init(der: [UInt8]) throws(DERError) {
    guard der.count <= OCSPRequest.maximumByteCount else {
      throw DERError(.contents("is too long"), field: "OCSPRequest", offset: 0)
    }
    var reader = DERReader(der.span)
    var outer = try reader.sequence("OCSPRequest")
    try reader.requireEnd("OCSPRequest")
    var signed = try outer.sequence("tbsRequest")
    if signed.nextTag == .constructedContext(0) {
      var version = try signed.constructed(.constructedContext(0), "version")
      guard try version.smallInteger("version") == 0 else {
        throw DERError(.contents("is not v1"), field: "version", offset: 0)
      }
    }
    if signed.nextTag == .constructedContext(1) {
      _ = try signed.opaqueValue(.constructedContext(1), "requestorName")
    }
    var list = try signed.sequence("requestList")
    var certificates: [OCSPCertificateID] = []
    while !list.isAtEnd {
      guard certificates.count < OCSPRequest.maximumCertificates else {
        throw DERError(.contents("has too many entries"), field: "requestList", offset: 0)
      }
      var one = try list.sequence("request")
      certificates.append(try OCSPCertificateID(from: &one))
      if one.nextTag == .constructedContext(0) {
        try OCSPRequest.refuseCritical(
          OCSPRequest.extensions(&one, 0, "singleRequestExtensions"), known: [])
      }
      try one.requireEnd("request")
    }
    guard !certificates.isEmpty else {
      throw DERError(.contents("has no entry"), field: "requestList", offset: 0)
    }
    var nonce: [UInt8]?
    if signed.nextTag == .constructedContext(2) {
      let extensions = try OCSPRequest.extensions(&signed, 2, "requestExtensions")
      try OCSPRequest.refuseCritical(extensions, known: [.ocspNonce])
      nonce = try OCSPExtensions.nonce(extensions)
    }
    try signed.requireEnd("tbsRequest")
    if outer.nextTag == .constructedContext(0) {
      _ = try outer.opaqueValue(.constructedContext(0), "optionalSignature")
    }
    try outer.requireEnd("OCSPRequest")
    self.der = der
    self.certificates = certificates
    self.nonce = nonce
  }

  static func extensions(
    _ reader: inout DERReader, _ number: UInt8, _ field: StaticString
  ) throws(DERError) -> [Extension] {
    var explicit = try reader.constructed(.constructedContext(number), field)
    let extensions = try Extension.list(explicit.sequence(field), field)
    try explicit.requireEnd(field)
    return extensions
  }

  private static func refuseCritical(
    _ extensions: [Extension], known: [ObjectIdentifier]
  ) throws(DERError) {
    for one in extensions where one.isCritical && !known.contains(one.identifier) {
      throw DERError(
        .contents("is critical and not known: \(one.identifier)"), field: "extension", offset: 0)
    }
  }
}
