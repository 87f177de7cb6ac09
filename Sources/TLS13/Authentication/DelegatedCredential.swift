public import Bytes
public import Cryptography
import DER
public import PKI

/// A key to which the holder of a certificate has delegated it for a few days (RFC 9345).
public struct DelegatedCredential: Sendable, Hashable {
  /// RFC 9345 §4.1.3: no delegation is accepted that has more than seven days to go.
  public static let maximumRemaining: Int64 = 604_800

  /// Seconds after the certificate's notBefore until which the delegation holds.
  public let validTime: UInt32
  /// The one scheme by which the key signs CertificateVerify.
  public let scheme: SignatureScheme
  /// The key.
  public let subjectPublicKeyInfo: SubjectPublicKeyInfo
  /// The scheme of the certificate's signature over all this.
  public let algorithm: SignatureScheme
  /// That signature.
  public let signature: [UInt8]
  /// `DelegatedCredential` as it is sent.
  public let bytes: [UInt8]
  /// How much of `bytes` is `Credential`.
  private let credentialByteCount: Int

  /// Reads a DelegatedCredential (RFC 9345, Section 4).
  ///
  /// - Throws: ``DelegatedCredentialError`` where that is not what `bytes` are.
  public init(reading bytes: [UInt8]) throws(DelegatedCredentialError) {
    var reader = ByteReader(bytes.span)
    let key: [UInt8]
    do throws(DecodeError) {
      validTime = try reader.integer("valid_time")
      scheme = SignatureScheme(rawValue: try reader.integer("dc_cert_verify_algorithm"))
      key = [UInt8](
        copying: try reader.vector24("ASN1_subjectPublicKeyInfo", 1...0xFF_FFFF).rest())
      credentialByteCount = reader.offset
      algorithm = SignatureScheme(rawValue: try reader.integer("algorithm"))
      signature = [UInt8](copying: try reader.vector16("signature", 1...0xFFFF).rest())
      try reader.finish("DelegatedCredential")
    } catch { throw .malformed(error) }
    do { subjectPublicKeyInfo = try SubjectPublicKeyInfo(der: key.span) } catch {
      throw .key("\(error)")
    }
    self.bytes = bytes
  }

  /// Delegates: signs `key` with the certificate's own key.
  ///
  /// - Parameters:
  ///   - validTime: Seconds after the certificate's notBefore.
  ///   - scheme: By which the key will sign.
  ///   - algorithm: By which `issuer` signs now.
  public init(
    delegating key: PublicKey, for scheme: SignatureScheme, validTime: UInt32,
    by issuer: borrowing PrivateKey, _ algorithm: SignatureScheme, of certificate: Certificate,
    isClient: Bool = false, using random: inout some RandomSource
  ) throws(DelegatedCredentialError) {
    var bytes: [UInt8] = []
    bytes.write(validTime)
    bytes.write(scheme.rawValue)
    bytes.writeVector24 { bytes in bytes += SubjectPublicKeyInfo(key).der }
    let content = DelegatedCredential.content(
      certificate, bytes[...], algorithm, isClient ? .client : .server)
    guard let signing = algorithm.algorithm else { throw .scheme(algorithm) }
    let signature: [UInt8]
    do { signature = try issuer.sign(content.span, by: signing, using: &random) } catch {
      throw .key("\(error)")
    }
    bytes.write(algorithm.rawValue)
    bytes.writeVector16 { bytes in bytes += signature }
    try self.init(reading: bytes)
  }

  /// What the certificate's key signs (Section 4): its certificate, `Credential`, and the scheme.
  private static func content(
    _ certificate: Certificate, _ credential: ArraySlice<UInt8>, _ algorithm: SignatureScheme,
    _ side: SignedContent.Signer
  ) -> [UInt8] {
    var content = [UInt8](repeating: 0x20, count: 64)
    content +=
      (side == .client
      ? "TLS, client delegated credentials" : "TLS, server delegated credentials").utf8
    content.append(0)
    content += certificate.der
    content += credential
    content.write(algorithm.rawValue)
    return content
  }

  /// Why the delegation does not hold now; nil where it does (Section 4.1.3).
  ///
  /// - Parameters:
  ///   - accepted: The schemes by which a delegated key may sign.
  ///   - signatures: The schemes by which a certificate's key may sign.
  func obstacle(
    _ certificate: Certificate, _ side: SignedContent.Signer, accepted: [SignatureScheme],
    signatures: [SignatureScheme], now: Time
  ) -> String? {
    let end = certificate.notBefore.adding(seconds: Int64(validTime))
    guard now <= end else { return "it has ended" }
    // RFC 9345 §4.1.3 MUST: not longer than the maximum validity period, and not than the certificate.
    guard end.secondsSince1970 - now.secondsSince1970 <= DelegatedCredential.maximumRemaining else {
      return "it has more than seven days to go"
    }
    guard accepted.contains(scheme) else { return "\(scheme) was not offered for such keys" }
    guard let key = subjectPublicKeyInfo.publicKey, scheme.fits(key.type) else {
      return "its key does not sign by \(scheme)"
    }
    // RFC 9345 §4.2 MUST: the certificate allows delegation and signatures.
    guard
      certificate.extensions.contains(where: {
        $0.identifier == DelegatedCredential.delegationUsage
      })
    else { return "the certificate does not allow it: it lacks DelegationUsage" }
    guard certificate.keyUsage?.contains(.digitalSignature) ?? false else {
      return "the certificate's keyUsage lacks digitalSignature"
    }
    guard signatures.contains(algorithm), let signing = algorithm.algorithm,
      let issuer = certificate.publicKey, algorithm.fits(issuer.type)
    else { return "the certificate's key does not sign by \(algorithm)" }
    let content = DelegatedCredential.content(
      certificate, bytes[..<credentialByteCount], algorithm, side)
    guard issuer.verify(signature.span, of: content.span, by: signing) else {
      return "the certificate's signature over it is wrong"
    }
    return nil
  }
}

extension DelegatedCredential {
  /// `id-pe-delegationUsage` (RFC 9345, Section 4.2).
  private static let delegationUsage = ObjectIdentifier(1, 3, 6, 1, 4, 1, 44363, 44)
}

/// Why bytes, or a key, make no delegated credential.
public enum DelegatedCredentialError: Error, Sendable, Equatable {
  /// Not the structure of RFC 9345, Section 4.
  case malformed(DecodeError)
  /// A key that cannot be read or cannot sign.
  case key(String)
  /// A scheme that no delegated key, or no such certificate, signs by.
  case scheme(SignatureScheme)
}

extension DelegatedCredentialError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .malformed(let error): "\(error)"
    case .key(let reason): "the key of the delegated credential: \(reason)"
    case .scheme(let scheme): "\(scheme) is not for delegated credentials (RFC 9345, Section 4)"
    }
  }
}
