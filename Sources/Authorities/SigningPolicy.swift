import Bytes
import Cryptography
import DER
import JSON
public import PKI

/// What an authority may sign: its own rules, in `policy.json`. A rule that is not there allows everything.
public struct SigningPolicy: Sendable, Hashable {
  /// Names that may be certified; nil for all.
  public var allowedNames: [NamePattern]?
  /// Names that may not, whatever else is said.
  public var forbiddenNames: [NamePattern] = []
  /// The longest life of a certificate, in days; nil for any.
  public var maximumDays: Int?
  /// Kinds of keys, such as `p256` or `rsa3072`, which stands for that many bits or more; nil for all.
  public var keyTypes: [String]?
  /// Purposes, `clientAuth` and `serverAuth`; nil for all.
  public var purposes: [String]?
  /// Whether authorities may be certified.
  public var allowsAuthorities = true

  /// A policy that allows everything.
  public init() {}

  /// A rule that a certificate would break.
  public struct Violation: Error, Sendable, Equatable, CustomStringConvertible {
    /// The member of the policy.
    public let rule: String
    /// One sentence for a person.
    public let description: String
  }

  /// How many days a certificate lasts for which nobody names a number.
  public var defaultDays: Int { min(Authority.defaultDays, maximumDays ?? Int.max) }

  /// Judges what is to be signed.
  ///
  /// - Parameter certificate: What would be signed; its signature does not matter.
  public func check(_ certificate: Certificate) throws(Violation) {
    for name in certificate.subjectAlternativeNames ?? [] { try check(name) }
    if let commonName = certificate.subject.commonName { try check(commonName: commonName) }
    try checkLifetime(certificate)
    try checkKey(certificate)
    if certificate.basicConstraints?.isAuthority == true {
      guard allowsAuthorities else {
        throw Violation(rule: "authorities", description: "authorities are not certified here")
      }
      return
    }
    if let purposes {
      for purpose in certificate.extendedKeyUsage ?? [] {
        let name = SigningPolicy.purposeNames[purpose] ?? "\(purpose)"
        guard purposes.contains(name) else {
          throw Violation(
            rule: "purposes",
            description: "\(name) is not among \(purposes.joined(separator: ", "))")
        }
      }
    }
  }

  private func check(_ name: GeneralName) throws(Violation) {
    if let pattern = forbiddenNames.first(where: { $0.touches(name) }) {
      throw Violation(rule: "forbiddenNames", description: "\(pattern) forbids \(name)")
    }
    if let allowedNames, !allowedNames.contains(where: { $0.covers(name) }) {
      throw Violation(
        rule: "allowedNames",
        description: "none of \(SigningPolicy.list(allowedNames)) allows \(name)")
    }
  }

  /// A common name that is a host's may be nothing that an alternative name may not be.
  private func check(commonName: String) throws(Violation) {
    if let pattern = forbiddenNames.first(where: { $0.covers(commonName: commonName) }) {
      throw Violation(rule: "forbiddenNames", description: "\(pattern) forbids CN \(commonName)")
    }
    if allowedNames?.contains(where: { $0.covers(commonName: commonName) }) ?? false { return }
    if let name = try? GeneralName(text: commonName), !commonName.contains("@") {
      switch name {
      case .dns, .ip: return try check(name)
      default: break
      }
    }
    guard let allowedNames else { return }
    throw Violation(
      rule: "allowedNames",
      description: "none of \(SigningPolicy.list(allowedNames)) allows CN \(commonName)")
  }

  private func checkLifetime(_ certificate: Certificate) throws(Violation) {
    guard let maximumDays else { return }
    let seconds = certificate.notAfter.secondsSince1970 - certificate.notBefore.secondsSince1970
    guard seconds <= Int64(maximumDays) * 86_400 + Authority.backdatedSeconds else {
      throw Violation(
        rule: "maximumDays",
        description:
          "\(seconds / 86_400) days are more than the \(maximumDays) that are allowed")
    }
  }

  private func checkKey(_ certificate: Certificate) throws(Violation) {
    guard let keyTypes else { return }
    let type = certificate.publicKey?.type
    let isAllowed = keyTypes.contains { name in
      if case .rsa(let bits)? = type, let least = SigningPolicy.leastRSABits(name) {
        return bits >= least
      }
      return type != nil && SigningPolicy.keyTypeNames[name] == type
    }
    guard isAllowed else {
      throw Violation(
        rule: "keyTypes",
        description: "\(certificate.subjectPublicKeyInfo.kind) is not among "
          + keyTypes.joined(separator: ", "))
    }
  }

  static let purposeNames: [ObjectIdentifier: String] = [
    .clientAuth: "clientAuth", .serverAuth: "serverAuth",
  ]

  static let keyTypeNames: [String: KeyType] = [
    "p256": .p256, "p384": .p384, "p521": .p521, "ed25519": .ed25519, "ed448": .ed448,
    "mldsa44": .mldsa(.mldsa44), "mldsa65": .mldsa(.mldsa65), "mldsa87": .mldsa(.mldsa87),
  ]

  /// Of `rsa3072`, 3072; of `rsa`, 2048, less than which is never signed.
  static func leastRSABits(_ name: String) -> Int? {
    guard name.hasPrefix("rsa") else { return nil }
    return name == "rsa" ? 2048 : Int(name.dropFirst(3)).flatMap { $0 >= 2048 ? $0 : nil }
  }

  private static func list(_ patterns: [NamePattern]) -> String {
    patterns.isEmpty ? "no names" : patterns.map(\.description).joined(separator: ", ")
  }
}
