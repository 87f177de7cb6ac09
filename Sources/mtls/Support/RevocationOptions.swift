import DER
import PKI

/// What a command is told about revoked certificates.
enum RevocationOptions {
  static let all = [
    Option(
      "crl", nil, .file, "a CRL of an authority in the path, in PEM or DER", repeatable: true),
    Option(
      "ocsp-response", nil, .file, "an OCSP response about a certificate in the path, in DER",
      repeatable: true),
    Option(
      "revocation", nil, .choice(RevocationPolicy.Mode.allCases.map(\.rawValue)),
      "what is asked of revocation: nothing, what is known, or certainty; require with --crl or --ocsp-response, "
        + "else off"),
  ]

  static func policy(_ invocation: Invocation) throws(Explanation) -> RevocationPolicy {
    let files = invocation.all("crl")
    var lists: [CertificateRevocationList] = []
    for path in files { lists += try self.lists(in: path) }
    guard files.isEmpty || !lists.isEmpty else {
      throw Explanation(.file, "there is no CRL in it", at: files.joined(separator: ", "))
    }
    var responses: [[UInt8]] = []
    for path in invocation.all("ocsp-response") {
      let der = try Reading.bytes(path, limit: OCSPResponse.maximumByteCount)
      do { _ = try OCSPResponse(der: der) } catch {
        throw Explanation(
          .file, "not an OCSP response: \(error)", at: path,
          next: "mtls cert status FILE --issuer FILE --out \(path)")
      }
      responses.append(der)
    }
    let mode = invocation.value("revocation").flatMap(RevocationPolicy.Mode.init(rawValue:))
    let isGiven = !lists.isEmpty || !responses.isEmpty
    var policy = RevocationPolicy(mode: mode ?? (isGiven ? .require : .off), lists: lists)
    policy.responses = responses
    return policy
  }

  /// The CRLs of a file.
  static func lists(in path: String) throws(Explanation) -> [CertificateRevocationList] {
    let bytes = try Reading.bytes(path, limit: CertificateRevocationList.maximumByteCount)
    var lists: [CertificateRevocationList] = []
    do {
      guard PEM.isPEM(bytes) else { return [try CertificateRevocationList(der: bytes)] }
      for object in try PEM.objects(in: bytes) where object.label == "X509 CRL" {
        lists.append(try CertificateRevocationList(der: object.der))
      }
    } catch {
      throw Explanation(
        .file, "not a CRL: \(error)", at: path, next: "name a CRL in PEM or DER with --crl")
    }
    return lists
  }
}
