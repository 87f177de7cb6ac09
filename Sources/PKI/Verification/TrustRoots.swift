/// Certificates that are trusted without anybody vouching for them.
public struct TrustRoots: Sendable {
  /// All of them.
  public let certificates: [Certificate]

  /// These certificates, each once.
  public init(_ certificates: [Certificate]) {
    var seen: Set<[UInt8]> = []
    self.certificates = certificates.filter { seen.insert($0.der).inserted }
  }

  /// Whether this very certificate is trusted.
  func contains(_ certificate: Certificate) -> Bool { certificates.contains(certificate) }

  /// The names, in DER, to be sent as certificate_authorities (RFC 9846, Section 4.3.4).
  public var names: [[UInt8]] {
    var seen: Set<[UInt8]> = []
    return certificates.map(\.subject.der).filter { seen.insert($0).inserted }
  }
}
