import Bytes
public import Cryptography
public import DER

/// `AlgorithmIdentifier` (RFC 5280, Section 4.1.1.2): an algorithm and its parameters.
public struct AlgorithmIdentifier: Sendable, Hashable {
  /// The algorithm.
  public let algorithm: ObjectIdentifier
  /// The parameters in DER; nil where there are none.
  public let parameters: [UInt8]?

  init(_ algorithm: ObjectIdentifier, parameters: [UInt8]? = nil) {
    self.algorithm = algorithm
    self.parameters = parameters
  }

  /// Reads an AlgorithmIdentifier.
  init(from reader: inout DERReader, _ field: StaticString) throws(DERError) {
    var sequence = try reader.sequence(field)
    algorithm = try sequence.objectIdentifier(field)
    parameters =
      sequence.isAtEnd ? nil : AlgorithmIdentifier.shared(try sequence.opaqueValue(field).encoded)
    try sequence.finish(field)
  }

  /// Appends the identifier.
  func write(into output: inout [UInt8]) {
    output.writeSequence { output in
      output.writeObjectIdentifier(algorithm)
      if let parameters { output += parameters }
    }
  }

  private static let null: [UInt8] = [0x05, 0x00]
  /// Parameters that nearly every certificate has: the curves of ECParameters, and NULL.
  private static let usual: [[UInt8]] =
    [ObjectIdentifier.secp256r1, .secp384r1, .secp521r1].map { curve in
      var parameters: [UInt8] = []
      parameters.writeObjectIdentifier(curve)
      return parameters
    } + [null]

  /// A copy of parameters that takes no memory of its own, where they are the usual ones.
  private static func shared(_ parameters: Span<UInt8>) -> [UInt8] {
    for one in usual where one.count == parameters.count {
      if one.indices.allSatisfy({ one[$0] == parameters[$0] }) { return one }
    }
    return [UInt8](copying: parameters)
  }

  /// The signature algorithm that this identifies; nil for one that is not known here, among them
  /// all with MD5 or SHA-1, and for parameters that are not as RFC 4055 and RFC 5758 have them.
  public var signatureAlgorithm: SignatureAlgorithm? {
    switch (algorithm, parameters) {
    case (.ecdsaWithSHA256, nil): .ecdsa(.sha256)
    case (.ecdsaWithSHA384, nil): .ecdsa(.sha384)
    case (.ecdsaWithSHA512, nil): .ecdsa(.sha512)
    case (.ed25519, nil): .ed25519
    case (.ed448, nil): .ed448
    // RFC 9881 §2 MUST: the parameters are absent.
    case (.mldsa44, nil): .mldsa(.mldsa44)
    case (.mldsa65, nil): .mldsa(.mldsa65)
    case (.mldsa87, nil): .mldsa(.mldsa87)
    // RFC 4055 §5: the parameters are NULL, and their absence is accepted, too.
    case (.sha256WithRSA, nil), (.sha256WithRSA, AlgorithmIdentifier.null): .rsaPKCS1v15(.sha256)
    case (.sha384WithRSA, nil), (.sha384WithRSA, AlgorithmIdentifier.null): .rsaPKCS1v15(.sha384)
    case (.sha512WithRSA, nil), (.sha512WithRSA, AlgorithmIdentifier.null): .rsaPKCS1v15(.sha512)
    case (.rsassaPSS, let parameters?): PSSParameters.hash(of: parameters).map { .rsaPSS($0) }
    default: nil
    }
  }

  /// The identifier of a signature algorithm.
  public init(_ algorithm: SignatureAlgorithm) {
    switch algorithm {
    case .ecdsa(.sha256): self.init(.ecdsaWithSHA256)
    case .ecdsa(.sha384): self.init(.ecdsaWithSHA384)
    case .ecdsa(.sha512): self.init(.ecdsaWithSHA512)
    case .ed25519: self.init(ObjectIdentifier.ed25519)
    case .ed448: self.init(ObjectIdentifier.ed448)
    case .mldsa(let set): self.init(ObjectIdentifier(set))
    case .rsaPKCS1v15(.sha256): self.init(.sha256WithRSA, parameters: AlgorithmIdentifier.null)
    case .rsaPKCS1v15(.sha384): self.init(.sha384WithRSA, parameters: AlgorithmIdentifier.null)
    case .rsaPKCS1v15(.sha512): self.init(.sha512WithRSA, parameters: AlgorithmIdentifier.null)
    case .rsaPSS(let hash): self.init(.rsassaPSS, parameters: PSSParameters.encoded(hash))
    }
  }
}
