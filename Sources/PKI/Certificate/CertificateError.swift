public import DER

/// Why bytes are no certificate.
public struct CertificateError: Error, Sendable, Equatable {
  /// What is wrong, and where.
  public let reason: DERError
}

extension CertificateError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String { "not an acceptable X.509 certificate: \(reason)" }
}
