import Bytes
import Cryptography

/// Certificates that are trusted without anybody vouching for them.
///
/// A root is judged like any other certificate of a path, but for what only its issuer could say: its
/// own signature, serial number, purposes and names. So a root that has ended, is no v3 authority, or
/// has a weak key carries no path, and its pathLenConstraint and nameConstraints bind what is below
/// it. RFC 5280, Section 6.1 leaves that to who trusts it; here the stricter choice was made (as in RFC
/// 5937). A peer's own certificate may be a root, too: then it is trusted as it is, while it lasts.
public struct TrustRoots: Sendable {
  /// All of them.
  public let certificates: [Certificate]
  /// SHA-256 over their fingerprints, in their order: 32 bytes that change when a root does.
  public let fingerprint: [UInt8]
  private let byFingerprint: [[UInt8]: Certificate]
  private let bySubject: [[Set<String>]: [Certificate]]
  /// The same under the octets of those subjects: nearly every issuer is written as its root writes itself.
  private let byEncodedSubject: [Name: [Certificate]]
  /// By their last octets, which are those of a signature.
  private let byEnding: [ArraySlice<UInt8>: [Certificate]]

  /// These certificates, each once.
  public init(_ certificates: [Certificate]) {
    var seen: Set<[UInt8]> = []
    self.certificates = certificates.filter { seen.insert($0.der).inserted }
    var hash = Hash(.sha256)
    var byFingerprint: [[UInt8]: Certificate] = [:]
    for certificate in self.certificates {
      let one = certificate.fingerprint
      hash.update(one.span)
      byFingerprint[one] = certificate
    }
    fingerprint = [UInt8](copying: hash.digest().bytes)
    self.byFingerprint = byFingerprint
    let bySubject = Dictionary(grouping: self.certificates, by: \.subject.canonical)
    self.bySubject = bySubject
    byEncodedSubject = Dictionary(
      self.certificates.map { ($0.subject, bySubject[$0.subject.canonical] ?? []) }
    ) { first, _ in first }
    byEnding = Dictionary(grouping: self.certificates) { $0.der.suffix(8) }
  }

  /// Whether this very certificate is trusted.
  func contains(_ certificate: Certificate) -> Bool {
    byEnding[certificate.der.suffix(8)]?.contains(certificate) ?? false
  }

  /// The one with this SHA-256 fingerprint, 32 bytes; nil where it is not trusted.
  package subscript(fingerprint fingerprint: [UInt8]) -> Certificate? { byFingerprint[fingerprint] }

  /// Those whose subject is `name` (RFC 5280, Section 7.1).
  func named(_ name: Name) -> [Certificate] {
    if let same = byEncodedSubject[name] { return same }
    // A name that none of a few roots has, as of an intermediate, is told without taking it apart.
    if certificates.count <= 16,
      certificates.allSatisfy({ PlainNames.match($0.subject.encoded, name.encoded) == false })
    {
      return []
    }
    return bySubject[name.canonical] ?? []
  }

  /// The names, in DER, to be sent as certificate_authorities (RFC 9846, Section 4.3.4).
  public var names: [[UInt8]] {
    var seen: Set<[UInt8]> = []
    return certificates.map(\.subject.der).filter { seen.insert($0).inserted }
  }
}
