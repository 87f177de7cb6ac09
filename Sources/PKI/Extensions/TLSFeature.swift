import DER

/// TLS features (RFC 7633, Section 4): extensions of TLS that a certificate promises.
extension Certificate {
  /// Whether the certificate promises a stapled OCSP response with each handshake: status_request is among its features
  /// ("must-staple"). A malformed extension promises it, too.
  public var wantsStapledResponse: Bool {
    guard let one = extensions.first(where: { $0.identifier == .tlsFeature }) else { return false }
    do throws(DERError) {
      var reader = DERReader(one.value.span)
      var sequence = try reader.sequence("tlsFeature")
      try reader.requireEnd("tlsFeature")
      var isWanted = false
      while !sequence.isAtEnd {
        if try sequence.smallInteger("tlsFeature", maximum: 65_535) == 5 { isWanted = true }
      }
      return isWanted
    } catch { return true }
  }
}
