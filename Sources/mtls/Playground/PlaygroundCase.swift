import JSON
import MutualTLS
import PKI
import TLS13

/// A certificate of the playground, and what a verifier is to say of it.
struct PlaygroundCase: Sendable {
  /// The name of its files, `NAME.pem` and `NAME.key`.
  let name: String
  /// What it is, for people.
  let what: String
  let purpose: VerificationPolicy.Purpose
  /// Who the server is taken for; nil for clients.
  var serverName: String?
  /// Why it is refused, as our verifier has it; nil for one that is accepted.
  var refusal: String?
  /// The alert that tells the peer so.
  var alert: Alert?
  /// The number that `openssl verify` gives: X509_V_ERR_….
  var opensslError: Int?

  static let serverName = "server.playground.example"

  static let all: [PlaygroundCase] = [
    PlaygroundCase(
      name: "server", what: "a good server", purpose: .server, serverName: serverName),
    PlaygroundCase(name: "client", what: "a good client", purpose: .client),
    PlaygroundCase(
      name: "expired", what: "a client whose certificate ended yesterday", purpose: .client,
      refusal: "expired", alert: .certificateExpired, opensslError: 10),
    PlaygroundCase(
      name: "not-yet-valid", what: "a client whose certificate begins in a year", purpose: .client,
      refusal: "notYetValid", alert: .certificateExpired, opensslError: 9),
    PlaygroundCase(
      name: "other-authority", what: "a client of an authority that nobody knows", purpose: .client,
      refusal: "unknownIssuer", alert: .unknownCA, opensslError: 20),
    PlaygroundCase(
      name: "wrong-purpose", what: "a client with a certificate for servers alone",
      purpose: .client, refusal: "wrongPurpose", alert: .unsupportedCertificate, opensslError: 26),
    PlaygroundCase(
      name: "wrong-name", what: "a server that is not the one that is wanted", purpose: .server,
      serverName: serverName, refusal: "nameMismatch", alert: .badCertificate, opensslError: 62),
    PlaygroundCase(
      name: "revoked", what: "a client whose certificate was revoked: its key had got out",
      purpose: .client, refusal: "revoked", alert: .certificateRevoked, opensslError: 23),
    PlaygroundCase(
      name: "weak-key", what: "a client with an RSA key of 1024 bits, known to everybody",
      purpose: .client, refusal: "weakKey", alert: .unsupportedCertificate, opensslError: 66),
    PlaygroundCase(
      name: "missing-intermediate",
      what: "a good client that does not send the certificate of the intermediate",
      purpose: .client, refusal: "unknownIssuer", alert: .unknownCA, opensslError: 20),
  ]

  var purposeText: String {
    switch purpose {
    case .server: "server"
    case .client: "client"
    }
  }

  /// As it stands in `playground.json`.
  var json: JSONValue {
    [
      "name": .string(name), "what": .string(what), "certificate": .string("\(name).pem"),
      "key": .string("\(name).key"), "purpose": .string(purposeText),
      "serverName": serverName.map { .string($0) } ?? .null,
      "verdict": .string(refusal == nil ? "accepted" : "refused"),
      "refusal": refusal.map { .string($0) } ?? .null,
      "alert": alert.map { .string("\($0)") } ?? .null,
      "opensslError": opensslError.map { .number($0) } ?? .null,
    ]
  }

  /// What the command line says that verifies it.
  var command: String {
    "mtls cert verify \(name).pem --cacert root.pem --crl root.crl --crl intermediate.crl "
      + "--purpose \(purposeText)" + (serverName.map { " --name \($0)" } ?? "")
  }
}

extension VerificationFailure.Cause {
  /// The case's name, as the playground's manifest has it.
  var caseName: String {
    let text = String(describing: self)
    return String(text.prefix { $0 != "(" })
  }
}
