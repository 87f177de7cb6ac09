public import Bytes
public import PKI
public import TLS13

/// Why a server probably refused a client: told from the alert, the client's certificate and what the
/// server asked for. Servers choose alerts differently for one and the same fault, so the certificate
/// weighs more than the alert.
public struct LikelyCause: Sendable, Hashable {
  /// One sentence for a person.
  public let cause: String
  /// What to do about it.
  public let next: String
  /// Whether facts show it, beyond what the alert says.
  public let isCertain: Bool

  /// The causes, likeliest first; never none.
  public static func all(
    of alert: Alert, certificate: Certificate?, request: CertificateRequest?, now: Time
  ) -> [LikelyCause] {
    guard let certificate else {
      guard request != nil else { return [unknown(alert)] }
      return [
        LikelyCause(
          cause: "the server wants a client certificate and none was sent",
          next: "name yours with --cert FILE --key FILE", isCertain: alert == .certificateRequired)
      ]
    }
    var causes = facts(certificate, request, now)
    if !causes.contains(where: \.isCertain), let told = told(alert, certificate) {
      causes.append(told)
    }
    return causes.isEmpty ? [unknown(alert)] : causes
  }

  /// What can be seen without asking the server.
  private static func facts(
    _ certificate: Certificate, _ request: CertificateRequest?, _ now: Time
  ) -> [LikelyCause] {
    var causes: [LikelyCause] = []
    if now > certificate.notAfter {
      causes.append(
        LikelyCause(
          cause: "your certificate expired on \(certificate.notAfter), "
            + "\(-certificate.daysLeft(at: now)) days ago",
          next: "have it renewed: mtls csr new --key FILE …", isCertain: true))
    }
    if now < certificate.notBefore {
      causes.append(
        LikelyCause(
          cause: "your certificate is not valid before \(certificate.notBefore)",
          next: "wait until then, or set the clock right", isCertain: true))
    }
    if let purposes = certificate.extendedKeyUsage, !purposes.contains(.clientAuth),
      !purposes.contains(.anyExtendedKeyUsage)
    {
      let names = purposes.map(Purposes.name).joined(separator: ", ")
      causes.append(
        LikelyCause(
          cause: "your certificate is for \(names), not for clients (RFC 5280, Section 4.2.1.12)",
          next: "have one issued with the purpose clientAuth: mtls ca sign --profile client …",
          isCertain: true))
    }
    if let request, !request.authorities.isEmpty,
      !certificate.issuer.isAmong(request.authorities)
    {
      causes.append(
        LikelyCause(
          cause: "the server names \(request.authorities.count) accepted "
            + (request.authorities.count == 1 ? "authority" : "authorities")
            + ", and the issuer of your certificate, \(certificate.issuer.text), is not among them",
          next: "use a certificate of one of those, or send the intermediates between them",
          isCertain: false))
    }
    return causes
  }

  /// What the alert alone says.
  private static func told(_ alert: Alert, _ certificate: Certificate) -> LikelyCause? {
    switch alert {
    case .unknownCA:
      LikelyCause(
        cause: "the server does not trust the authority that issued your certificate, "
          + certificate.issuer.text,
        next:
          "ask for a certificate of an authority that it trusts, or send the missing intermediates",
        isCertain: false)
    case .certificateExpired:
      LikelyCause(
        cause: "by the server's clock a certificate of your chain has expired or is not valid yet",
        next: "look at its dates: mtls cert show FILE", isCertain: false)
    case .certificateRevoked:
      LikelyCause(
        cause: "your certificate has been revoked", next: "ask its issuer why, and for a new one",
        isCertain: false)
    case .accessDenied:
      LikelyCause(
        cause: "your certificate is valid, but its name is not admitted",
        next: "ask the server's operator to admit \(certificate.subject.text)", isCertain: false)
    case .badCertificate, .unsupportedCertificate, .certificateUnknown:
      LikelyCause(
        cause: "the server could not accept something in your certificate or its chain",
        next: "check it as the server would: "
          + "mtls cert verify FILE --cacert ROOTS --purpose client",
        isCertain: false)
    case .certificateRequired:
      LikelyCause(
        cause: "the server saw no certificate of yours",
        next: "look whether --cert names the right file",
        isCertain: false)
    case .decryptError:
      LikelyCause(
        cause: "the server could not verify the signature of your key",
        next: "check that certificate and key belong together", isCertain: false)
    default: nil
    }
  }

  private static func unknown(_ alert: Alert) -> LikelyCause {
    LikelyCause(
      cause: "the server gives no other reason than the alert \(alert)",
      next: "its own log knows more; ask its operator", isCertain: false)
  }
}
