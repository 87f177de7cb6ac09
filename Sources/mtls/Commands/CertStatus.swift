import Bytes
import Cryptography
import DER
import JSON
import MutualTLS
import PKI

/// `mtls cert status`: asks an OCSP responder whether a certificate is revoked.
enum CertStatus {
  static let command = Command(
    path: ["cert", "status"], summary: "Ask an OCSP responder whether a certificate is revoked",
    operands: [
      Operand(
        name: "FILE", help: "the certificate, and its issuer's after it; - is standard input",
        isFile: true)
    ],
    options: [
      Option("issuer", nil, .file, "the issuer's certificate, where it is not in FILE"),
      Option("url", nil, .text("URL"), "the responder; the one that the certificate names"),
      Option("out", "o", .file, "write the response in DER, to be stapled or looked at"),
      Option("max-time", "m", .number("SECONDS"), "for everything; 10"),
    ] + PasswordSource.reading + [Writing.force],
    examples: [
      "mtls cert status server.pem --issuer ca/ca.pem --url http://127.0.0.1:8080/",
      "mtls cert status chain.pem --json", "mtls cert status chain.pem --out server.ocsp",
    ],
    notes: [
      "The response has to be signed by the issuer or by a responder that it has authorized, to repeat our nonce where "
        + "it has one, and to be current. Exit code 1 says that the certificate is revoked, or that nothing is known."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let path = invocation.operands[0]
    let passwords = try PasswordSource(invocation)
    let chain = try Reading.certificates(path, passwords)
    let certificate = chain[0]
    var candidates = Array(chain.dropFirst())
    if let issuerPath = invocation.value("issuer") {
      candidates = try Reading.certificates(issuerPath, passwords)
    }
    guard
      let issuer = candidates.first(where: { one in
        one.subject.matches(certificate.issuer)
          && one.publicKey.map(certificate.isSigned(by:)) == true
      })
    else {
      throw Explanation(
        .file, "the certificate of its issuer, \(certificate.issuer.text), is not there", at: path,
        next: "--issuer FILE")
    }
    let (place, target, host) = try responder(invocation, certificate, path)
    let seconds = try invocation.number("max-time", in: 1...3600) ?? 10
    var random = SystemRandom()
    let nonce = random.bytes(32)
    let question = OCSPRequest(
      about: [OCSPCertificateID(of: certificate, issuer: issuer)], nonce: nonce)
    let response: HTTPResponse
    do {
      var head = try HTTPRequestHead(method: "POST", target: target)
      try head.fields.add("Host", host)
      try head.fields.add("Content-Type", "application/ocsp-request")
      try head.fields.add("Connection", "close")
      response = try PlainHTTP.exchange(
        HTTPRequest(head, body: question.der), with: place,
        limit: OCSPResponse.maximumByteCount, deadline: .after(.seconds(seconds)))
    } catch {
      throw Explanation(
        .network, "\(error)", at: "\(place)", next: "look whether it runs: --url URL")
    }
    guard response.head.status == 200 else {
      throw Explanation(
        .network, "the responder answered with HTTP status \(response.head.status)", at: "\(place)")
    }
    let now = Time.now
    let answer: OCSPVerifier.Answer
    var repeatsNonce = true
    do throws(OCSPFailure) {
      let parsed: OCSPResponse
      do { parsed = try OCSPResponse(der: response.body) } catch { throw .malformed(error) }
      // RFC 9654: responders that answer from a store repeat nothing; one that repeats has to repeat ours.
      repeatsNonce = parsed.nonce != nil
      answer = try OCSPVerifier().answer(
        about: certificate, issuer: issuer, in: parsed, at: now, nonce: repeatsNonce ? nonce : nil)
    } catch {
      throw Explanation(
        .negative, "the OCSP response \(error)", at: "\(place)", rule: error.rule)
    }
    var backup: String?
    if let out = invocation.value("out") {
      let body = response.body
      do {
        backup = try Files.write(
          body.span, to: out, mode: Files.publicMode,
          existing: invocation.flag("force") ? .backUp(.now) : .keep)
      } catch { throw Explanation(error) }
    }
    return try report(answer, certificate, path, repeatsNonce, backup, invocation)
  }

  private static func report(
    _ answer: OCSPVerifier.Answer, _ certificate: Certificate, _ path: String,
    _ repeatsNonce: Bool, _ backup: String?, _ invocation: Invocation
  ) throws(Explanation) -> ExitCode {
    let status: String
    var text: String
    var members: [JSONValue.Member] = []
    switch answer.status {
    case .good:
      status = "good"
      text = "good: not revoked"
    case .unknown:
      status = "unknown"
      text = "unknown: the responder does not know this certificate"
    case .revoked(let time, let reason):
      status = "revoked"
      text = "revoked on \(time)" + (reason.map { ": \($0)" } ?? "")
      members = [
        JSONValue.Member("revokedAt", .string("\(time)")),
        JSONValue.Member("reason", reason.map { .string("\($0)") } ?? .null),
      ]
    }
    text = "\(path): \(text)\n  known on \(answer.thisUpdate)"
    text += answer.nextUpdate.map { ", newer by \($0)" } ?? ""
    text +=
      answer.isDelegated
      ? ", signed by a responder that the issuer has authorized" : ", signed by the issuer"
    if !repeatsNonce { text += "\n  without our nonce: the answer may have been made earlier" }
    text += "\n  " + Expiry.text(certificate, at: .now, invocation.console)
    text += Writing.backupLine(backup)
    invocation.console.result(
      "cert.status",
      [
        JSONValue.Member("file", .string(path)), JSONValue.Member("status", .string(status)),
        JSONValue.Member("thisUpdate", .string("\(answer.thisUpdate)")),
        JSONValue.Member("nextUpdate", answer.nextUpdate.map { .string("\($0)") } ?? .null),
        JSONValue.Member("delegated", .boolean(answer.isDelegated)),
        JSONValue.Member("nonce", .boolean(repeatsNonce)),
      ] + members + Expiry.members(certificate, at: .now), text: text)
    return answer.status == .good ? .done : .negative
  }

  /// Where to ask, and what for.
  private static func responder(
    _ invocation: Invocation, _ certificate: Certificate, _ path: String
  ) throws(Explanation) -> (HostPort, target: String, host: String) {
    let url: String
    if let given = invocation.value("url") {
      url = given
    } else {
      let named = certificate.ocspResponders.first { $0.lowercased().hasPrefix("http://") }
      guard let named else {
        throw Explanation(
          .usage, "the certificate names no OCSP responder", at: path,
          rule: "RFC 5280, Section 4.2.2.1", next: "--url http://HOST/")
      }
      url = named
    }
    guard url.lowercased().hasPrefix("http://") else {
      throw Explanation(
        .usage, "\(url) is no http URL", at: "--url", rule: "RFC 6960, Appendix A.1")
    }
    let rest = url.dropFirst(7).prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard let place = HostPort(authority, defaultPort: 80), place.port != 0 else {
      throw Explanation(.usage, "\(authority) is no host with a port", at: "--url")
    }
    let target = rest.dropFirst(authority.count)
    return (place, target.hasPrefix("/") ? String(target) : "/" + target, String(authority))
  }
}
