import Bytes
import MutualTLS
import PKI
import TLS13

/// OCSP responses that a server shows with its certificates (RFC 9846, Section 4.5.1.1).
struct Staples {
  static let option = Option(
    "staple", nil, .file,
    "an OCSP response about a certificate of --cert, in DER, for clients that ask; read again when it changes",
    repeatable: true)

  private let files: [(path: String, der: [UInt8], response: OCSPResponse)]

  static let none = Staples(files: [])

  private init(files: [(path: String, der: [UInt8], response: OCSPResponse)]) {
    self.files = files
  }

  init(_ invocation: Invocation) throws(Explanation) {
    var files: [(path: String, der: [UInt8], response: OCSPResponse)] = []
    for path in invocation.all("staple") {
      let der = try Reading.bytes(path, limit: OCSPResponse.maximumByteCount)
      do { files.append((path, der, try OCSPResponse(der: der))) } catch {
        throw Explanation(
          .file, "not an OCSP response: \(error)", at: path, rule: "RFC 6960, Section 4.2.1",
          next: "mtls cert status FILE --issuer FILE --out \(path)")
      }
    }
    self.files = files
  }

  /// The response about the first certificate of a chain; nil where there is none. One that clients would refuse is
  /// not shown to them.
  func response(about chain: [Certificate]) throws(Explanation) -> [UInt8]? {
    guard let leaf = chain.first else { return nil }
    for file in files {
      guard
        let answer = file.response.responses.first(where: {
          $0.certificate.serialNumber == leaf.serialNumber
        })
      else { continue }
      let now = Time.now
      func refused(_ why: String, _ rule: String) -> Explanation {
        Explanation(
          .negative, "the OCSP response \(why)", at: file.path, rule: rule,
          next: "get a new one: mtls cert status FILE --issuer FILE --out \(file.path) --force")
      }
      let status: OCSPResponse.CertificateStatus
      if chain.count > 1 {
        guard answer.certificate.matches(leaf, issuer: chain[1]) else { continue }
        do {
          status = try OCSPVerifier().answer(about: leaf, issuer: chain[1], in: file.der, at: now)
            .status
        } catch { throw refused("\(error)", error.rule) }
      } else {
        // Its issuer is a root that is not at hand: clients judge the signature.
        if let next = answer.nextUpdate, next < now {
          throw refused("ended on \(next)", "RFC 6960, Section 3.2 (6)")
        }
        status = answer.status
      }
      switch status {
      case .good: return file.der
      case .revoked(let time, _):
        throw refused("says that it was revoked on \(time)", "RFC 6960, Section 2.2")
      case .unknown: throw refused("does not know the certificate", "RFC 6960, Section 2.2")
      }
    }
    return nil
  }

  /// Sees to it that each is about a certificate that is there.
  func check(_ credentials: [Credential]) throws(Explanation) {
    for file in files where !credentials.contains(where: { $0.ocspResponse == file.der }) {
      throw Explanation(
        .usage, "this OCSP response is about none of the server's certificates", at: file.path,
        next: "mtls cert status FILE --issuer FILE --out \(file.path) --force")
    }
  }
}
