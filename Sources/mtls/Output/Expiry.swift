import Bytes
import JSON
import PKI

/// How long certificates last, said wherever one is used.
enum Expiry {
  /// As in `valid until 2027-11-23T20:00:00Z: 365 days left`.
  static func text(_ certificate: Certificate, at now: Time) -> String {
    if now < certificate.notBefore {
      return "not valid before \(certificate.notBefore)"
    }
    let days = certificate.daysLeft(at: now)
    if now > certificate.notAfter { return "expired on \(certificate.notAfter)" }
    return "valid until \(certificate.notAfter): \(days) \(days == 1 ? "day" : "days") left"
  }

  /// The same with a colour where it is getting late: yellow under 30 days, red under 7.
  static func text(_ certificate: Certificate, at now: Time, _ console: Console) -> String {
    let text = text(certificate, at: now)
    let days = certificate.daysLeft(at: now)
    if days < 7 || now < certificate.notBefore { return console.paint(text, .red) }
    return days < 30 ? console.paint(text, .yellow) : text
  }

  /// For programs.
  static func members(_ certificate: Certificate, at now: Time) -> [JSONValue.Member] {
    [
      JSONValue.Member("notBefore", .string("\(certificate.notBefore)")),
      JSONValue.Member("notAfter", .string("\(certificate.notAfter)")),
      JSONValue.Member("daysLeft", .number(certificate.daysLeft(at: now))),
    ]
  }
}
