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
    parameters = sequence.isAtEnd ? nil : [UInt8](copying: try sequence.value(field).encoded)
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

  /// The signature algorithm that this identifies; nil for one that is not known here, among them
  /// all with MD5 or SHA-1, and for parameters that are not as RFC 4055 and RFC 5758 have them.
  public var signatureAlgorithm: SignatureAlgorithm? {
    switch (algorithm, parameters) {
    case (.ecdsaWithSHA256, nil): .ecdsa(.sha256)
    case (.ecdsaWithSHA384, nil): .ecdsa(.sha384)
    case (.ecdsaWithSHA512, nil): .ecdsa(.sha512)
    case (.ed25519, nil): .ed25519
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
    case .rsaPKCS1v15(.sha256): self.init(.sha256WithRSA, parameters: AlgorithmIdentifier.null)
    case .rsaPKCS1v15(.sha384): self.init(.sha384WithRSA, parameters: AlgorithmIdentifier.null)
    case .rsaPKCS1v15(.sha512): self.init(.sha512WithRSA, parameters: AlgorithmIdentifier.null)
    case .rsaPSS(let hash): self.init(.rsassaPSS, parameters: PSSParameters.encoded(hash))
    }
  }
}

/// `RSASSA-PSS-params` (RFC 4055, Section 3.1), where one hash serves everything and the salt is as
/// long as its digest.
enum PSSParameters {
  private static func identifier(_ hash: HashAlgorithm) -> ObjectIdentifier {
    switch hash {
    case .sha256: .sha256
    case .sha384: .sha384
    case .sha512: .sha512
    }
  }

  /// The hash of parameters of that kind; nil for others.
  static func hash(of parameters: [UInt8]) -> HashAlgorithm? {
    // RFC 4055 §2.1: the hash's own parameters may be NULL or absent.
    HashAlgorithm.allCases.first {
      encoded($0) == parameters || encoded($0, withNull: false) == parameters
    }
  }

  /// The parameters in DER.
  static func encoded(_ hash: HashAlgorithm, withNull: Bool = true) -> [UInt8] {
    func writeHash(into output: inout [UInt8]) {
      output.writeSequence { output in
        output.writeObjectIdentifier(identifier(hash))
        if withNull { output.writeNull() }
      }
    }
    var output: [UInt8] = []
    output.writeSequence { output in
      output.writeExplicit(0) { output in writeHash(into: &output) }
      output.writeExplicit(1) { output in
        output.writeSequence { output in
          output.writeObjectIdentifier(.mgf1)
          writeHash(into: &output)
        }
      }
      output.writeExplicit(2) { output in output.writeInteger(hash.digestByteCount) }
    }
    return output
  }
}
