import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

/// Who takes part in the demo: an authority, and those with its certificates, all in one folder.
struct DemoWorld {
  let folder: String
  let authority: Authority
  var random = SystemRandom()

  /// Makes the authority.
  init(folder: String) throws(Explanation) {
    self.folder = folder
    authority = try DemoWorld.makeAuthority("Demo Root", folder: "\(folder)/ca")
  }

  static func makeAuthority(_ name: String, folder: String) throws(Explanation) -> Authority {
    do { try Files.makeFolder(folder) } catch { throw Explanation(error) }
    let key = try KeyTypes.generate("p256")
    _ = try Writing.key(key, to: "\(folder)/ca.key", force: false)
    var random = SystemRandom()
    do {
      let authority = try Authority.makeRoot(
        subject: SubjectFields(commonName: name, organization: "mtls demo").name, key: key,
        days: 3650, now: .now, using: &random)
      let pem = Array(CertificateFile.pem([authority.certificate]).utf8)
      try Files.write(pem.span, to: "\(folder)/ca.pem", mode: Files.publicMode)
      return authority
    } catch { throw Explanation(.internal, "\(error)") }
  }

  /// Makes a key and a request, as the owner would: `<name>.key` and `<name>.csr`.
  mutating func request(
    _ name: String, _ subject: SubjectFields, _ names: [GeneralName]
  ) throws(Explanation) -> SigningRequest {
    let key = try KeyTypes.generate("p256")
    _ = try Writing.key(key, to: "\(folder)/\(name).key", force: false)
    do {
      let request = try SigningRequest.make(
        subject: subject.name, alternativeNames: names, key: key, using: &random)
      let pem = PEMObject(label: "CERTIFICATE REQUEST", der: request.der).text
      try Files.write(
        Array(pem.utf8).span, to: "\(folder)/\(name).csr", mode: Files.publicMode)
      return request
    } catch { throw Explanation(.internal, "\(error)") }
  }

  /// Signs a request, as an authority would: `<name>.pem`.
  mutating func sign(
    _ name: String, _ request: SigningRequest, _ profile: SigningProfile,
    by other: Authority? = nil
  ) throws(Explanation) -> (certificate: Certificate, report: IssuanceReport) {
    do {
      let issued = try (other ?? authority).issue(
        request, profile: profile, now: .now, using: &random)
      try write(issued.certificate, name)
      return issued
    } catch { throw Explanation(.internal, "\(error)") }
  }

  /// Signs a request for other days than any authority would grant.
  mutating func sign(
    _ name: String, _ request: SigningRequest, from: Time, until: Time
  ) throws(Explanation) {
    do {
      let good = try authority.issue(request, profile: .client, now: .now, using: &random)
        .certificate
      let builder = CertificateBuilder(
        serialNumber: CertificateBuilder.randomSerialNumber(using: &random),
        issuer: authority.certificate.subject, notBefore: from, notAfter: until,
        subject: good.subject, subjectPublicKeyInfo: good.subjectPublicKeyInfo,
        extensions: good.extensions)
      try write(try authority.sign(builder, using: &random), name)
    } catch { throw Explanation(.internal, "\(error)") }
  }

  /// The credential in `<name>.pem` and `<name>.key`.
  func credential(_ name: String) throws(Explanation) -> Credential {
    try Reading.credential(cert: "\(folder)/\(name).pem", key: "\(folder)/\(name).key")
  }

  var roots: TrustRoots { TrustRoots([authority.certificate]) }

  /// A server that demands certificates of the demo's authority.
  func server() throws(Explanation) -> ServerConfiguration {
    let verifier = PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: .client))
    var configuration = ServerConfiguration(
      credentials: [try credential("server")], clientAuthentication: .required(.verify(verifier)))
    configuration.certificateAuthorities = roots.names
    return configuration
  }

  /// A client with the certificate of this name; nil has none.
  func client(_ name: String?) throws(Explanation) -> ClientConfiguration {
    let verifier = PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: .server))
    var configuration = ClientConfiguration(verification: .verify(verifier))
    if let name { configuration.credential = try credential(name) }
    return configuration
  }

  private func write(_ certificate: Certificate, _ name: String) throws(FileFailure) {
    let pem = Array(CertificateFile.pem([certificate]).utf8)
    try Files.write(pem.span, to: "\(folder)/\(name).pem", mode: Files.publicMode)
  }
}
