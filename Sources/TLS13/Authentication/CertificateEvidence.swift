public import Bytes

/// What came along with a peer's certificates.
public struct CertificateEvidence: Sendable, Hashable {
  /// OCSP responses in DER (RFC 6960), in the places of the certificates that they are about; nil where there is
  /// none (RFC 9846, Section 4.5.1.1).
  public var ocspResponses: [[UInt8]?] {
    stapled + Array(repeating: nil, count: certificateCount - stapled.count)
  }
  /// The same, up to the last that there is: most peers staple none.
  private(set) var stapled: [[UInt8]?] = []
  private var certificateCount = 0
  /// Signed certificate timestamps for the peer's own certificate, each as it was sent (RFC 6962, Section 3.3).
  public internal(set) var signedCertificateTimestamps: [[UInt8]] = []

  /// None.
  public init() {}

  /// Takes what came with the next certificate.
  mutating func add(response: [UInt8]?) {
    if let response {
      while stapled.count < certificateCount { stapled.append(nil) }
      stapled.append(response)
    }
    certificateCount += 1
  }
}

/// What the application makes of a peer whose certificates have been accepted, with what came along: nil
/// accepts, an alert refuses and tells the peer, such as bad_certificate_status_response.
public typealias EvidenceCheck = @Sendable (_ peer: PeerIdentity, _ now: Time) -> Alert?

/// What a peer takes beside certificates, and in what form.
struct CertificateDemands {
  /// Whether it asks for an OCSP response.
  var status = false
  /// Whether it asks for signed certificate timestamps.
  var timestamps = false
  /// How it can decompress.
  var compressions: [UInt16] = []
  /// By which schemes a delegated key may sign; empty where it takes none (RFC 9345).
  var delegatedSchemes: [UInt16] = []
}
