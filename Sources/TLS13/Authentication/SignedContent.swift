import Bytes
import Cryptography

/// What a CertificateVerify signs (RFC 9846, Section 4.5.2).
enum SignedContent {
  /// Whose signature it is.
  enum Signer {
    case client, server

    fileprivate var context: StaticString {
      switch self {
      case .client: "TLS 1.3, client CertificateVerify"
      case .server: "TLS 1.3, server CertificateVerify"
      }
    }
  }

  /// 64 spaces, the context string, a zero byte, the transcript's hash.
  static func bytes(_ signer: Signer, _ transcript: borrowing Transcript) -> [UInt8] {
    var content: [UInt8] = []
    content.reserveCapacity(64 + 34 + 64)
    for _ in 0..<64 { content.append(0x20) }
    signer.context.withUTF8Buffer { unsafe content.append(contentsOf: $0) }
    content.append(0)
    let digest = transcript.digest()
    content.write(digest.bytes)
    return content
  }
}
