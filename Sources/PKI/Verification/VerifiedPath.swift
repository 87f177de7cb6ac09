/// A path from a certificate to a trusted root, every step of which was verified.
public struct VerifiedPath: Sendable {
  /// The peer's certificate first, the root last.
  public let certificates: [Certificate]
  /// The name that was wanted and found; nil where none was wanted.
  public let identity: ReferenceIdentity?

  /// Certificates that were accepted although nothing says whether they are revoked, each with the reason, as in `CN=a
  /// may be revoked: there is no CRL of its issuer`. Only ``RevocationPolicy/Mode-swift.enum/prefer`` lets them pass.
  public let revocationNotes: [String]

  init(
    certificates: [Certificate], identity: ReferenceIdentity?, revocationNotes: [String] = []
  ) {
    self.certificates = certificates
    self.identity = identity
    self.revocationNotes = revocationNotes
  }

  /// A path that was verified earlier and remembered; whoever remembers it judges whether it still holds.
  package init(remembered certificates: [Certificate]) {
    self.init(certificates: certificates, identity: nil)
  }

  /// The peer's certificate. A path has at least one.
  public var leaf: Certificate { certificates[0] }
  /// The trusted root.
  public var root: Certificate { certificates[certificates.count - 1] }
}
