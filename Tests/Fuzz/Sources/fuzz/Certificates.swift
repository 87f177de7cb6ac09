import Bytes
import Cryptography

@testable import PKI

/// Certificates, requests, CRLs and keys. The first byte says what the rest is.
enum FuzzedCertificates {
  static func run(_ input: [UInt8]) {
    guard let kind = input.first else { return }
    let bytes = Array(input.dropFirst())
    switch kind % 6 {
    case 0, 1: judge(bytes)
    case 2:
      guard let list = try? CertificateRevocationList(der: bytes) else { return }
      precondition(list.der == bytes)
    case 3: _ = try? CertificateFile.certificates(in: bytes)
    case 4: _ = try? CertificateFile.request(in: bytes)
    default:
      do { _ = try KeyFile.privateKey(in: bytes.span) } catch { _ = "\(error)" }
    }
  }

  /// Reads certificates one behind the other, shows them, and looks for a path among them.
  private static func judge(_ bytes: [UInt8]) {
    var chain: [Certificate] = []
    var rest = bytes[...]
    while rest.count > 4, chain.count < 8 {
      let count: Int
      if rest[rest.startIndex] == 0x30, rest[rest.startIndex + 1] == 0x82 {
        count = 4 + Int(rest[rest.startIndex + 2]) << 8 + Int(rest[rest.startIndex + 3])
      } else {
        count = rest.count
      }
      let der = Array(rest.prefix(count))
      rest = rest.dropFirst(der.count)
      guard let certificate = try? Certificate(der: der) else { break }
      precondition(certificate.der == der)
      _ = CertificateText.text(of: certificate)
      chain.append(certificate)
    }
    guard let last = chain.last else { return }
    for roots in [TrustRoots([last]), FuzzedWorld.shared.roots] {
      for purpose in [VerificationPolicy.Purpose.server, .client] {
        let verifier = PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: purpose))
        do throws(VerificationFailure) {
          _ = try verifier.verify(
            chain: chain, at: FuzzedWorld.now, identity: ReferenceIdentity("server.test"))
        } catch { precondition("\(error)".utf8.count < 1_000_000) }
      }
    }
  }
}

extension FuzzedWorld {
  /// Whom the two sides trust.
  var roots: TrustRoots {
    guard case .verify(let verifier) = client.verification else { return TrustRoots([]) }
    return verifier.roots
  }
}
