public import Cryptography

/// Why an authority does not issue a certificate.
public enum IssuanceError: Error, Sendable, Equatable {
  /// The certificate does not make its subject an authority.
  case notAnAuthority(reason: String)
  /// The request's signature is wrong: nobody shows that the key is theirs.
  case requestSignatureInvalid
  /// The key in the request is of a kind that is not issued for, or too weak.
  case keyRefused(reason: String)
  /// A server's certificate without a name in subjectAltName would be accepted by nobody.
  case noServerName
  /// A certificate with neither a subject nor a subjectAltName would be about nobody.
  case noName
  /// The lifetime is not a positive number of days, or the authority itself has ended.
  case lifetime(reason: String)
  /// A certificate that is to be renewed was issued by somebody else.
  case notIssuedHere
  /// The signature could not be made.
  case signing(KeyError)
}

extension IssuanceError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .notAnAuthority(let reason): "this certificate cannot sign others: \(reason)"
    case .requestSignatureInvalid:
      "the request's signature is wrong (RFC 2986, Section 4.2): it was not made by the key in it"
    case .keyRefused(let reason): "the key in the request is refused: \(reason)"
    case .noServerName:
      "a server needs a DNS name or an IP address in subjectAltName, and the request has none "
        + "(RFC 9525, Section 6.3: the common name does not count)"
    case .noName:
      "the request has neither a subject nor a name in subjectAltName that can be granted "
        + "(RFC 5280, Section 4.1.2.6)"
    case .lifetime(let reason): "the lifetime cannot be granted: \(reason)"
    case .notIssuedHere: "this authority has not issued the certificate"
    case .signing(let error): "\(error)"
    }
  }
}
