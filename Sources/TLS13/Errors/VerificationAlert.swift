public import PKI

extension VerificationFailure {
  /// The alert that tells the peer why its certificate was refused (RFC 9846, Section 6.2).
  public var alert: Alert {
    .badCertificate
  }
}
