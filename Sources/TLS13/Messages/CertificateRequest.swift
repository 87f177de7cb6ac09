import Bytes
public import PKI

/// CertificateRequest (RFC 9846, Section 4.4.2): what a server wants of the client's certificate.
public struct CertificateRequest: Sendable {
  /// Empty in the handshake.
  let context: [UInt8]
  /// Schemes for CertificateVerify, as the server prefers them.
  public private(set) var signatureSchemes: [SignatureScheme] = []
  /// Schemes for signatures in certificates; empty where those for CertificateVerify apply.
  public private(set) var certificateSignatureSchemes: [SignatureScheme] = []
  /// Names of authorities that the server accepts, in DER; empty where it names none.
  public private(set) var authorities: [[UInt8]] = []
  /// What is to come beside the certificate, and in what form.
  private(set) var demands = CertificateDemands()
  /// What the client's certificate has to have (RFC 9846, Section 4.3.5).
  public private(set) var filters: [ExtensionFilter] = []

  /// Reads the message.
  init(_ message: borrowing HandshakeMessage) throws(HandshakeError) {
    var reader = message.reader
    do {
      context = [UInt8](copying: try reader.vector8("certificate_request_context").rest())
    } catch { throw .malformed(error) }
    var extensions = try ExtensionReader(&reader, .certificateRequest)
    var hasSchemes = false
    while let type = try extensions.next() {
      let data = try extensions.data()
      switch type {
      case .signatureAlgorithms:
        signatureSchemes = try readCodePointExtension(data, "supported_signature_algorithms")
          .map(SignatureScheme.init(rawValue:))
        hasSchemes = true
      case .signatureAlgorithmsCert:
        certificateSignatureSchemes = try readCodePointExtension(
          data, "supported_signature_algorithms"
        ).map(SignatureScheme.init(rawValue:))
      case .certificateAuthorities: authorities = try CertificateAuthorities.read(data)
      case .statusRequest:
        // RFC 9846 §4.5.1.1: empty here.
        do { try data.finish("status_request") } catch { throw .malformed(error) }
        demands.status = true
      case .signedCertificateTimestamp:
        do { try data.finish("signed_certificate_timestamp") } catch { throw .malformed(error) }
        demands.timestamps = true
      case .compressCertificate: demands.compressions = try CompressCertificate.read(data)
      case .delegatedCredential:
        demands.delegatedSchemes = try readCodePointExtension(
          data, "supported_signature_algorithm")
      case .oidFilters: filters = try OIDFilters.read(data)
      // RFC 9846 §4.4.2 MUST: unrecognized extensions are ignored.
      default: break
      }
    }
    do { try reader.finish("CertificateRequest") } catch { throw .malformed(error) }
    // RFC 9846 §4.4.2 MUST: signature_algorithms is specified.
    guard hasSchemes else {
      throw .missingExtension(.signatureAlgorithms, in: .certificateRequest)
    }
  }

  /// Appends the message.
  ///
  /// - Parameter context: Empty in the handshake, unpredictable after it.
  static func write(
    context: [UInt8], _ configuration: ServerConfiguration, into output: inout [UInt8]
  ) {
    HandshakeMessage.write(.certificateRequest, into: &output) { output in
      output.writeVector8 { output in output += context }
      output.writeVector16 { output in
        output.writeExtension(.signatureAlgorithms) { output in
          output.writeCodePoints(configuration.signatureSchemes.lazy.map(\.rawValue))
        }
        if !configuration.certificateSignatureSchemes.isEmpty {
          output.writeExtension(.signatureAlgorithmsCert) { output in
            output.writeCodePoints(configuration.certificateSignatureSchemes.lazy.map(\.rawValue))
          }
        }
        CertificateAuthorities.write(configuration.certificateAuthorities, into: &output)
        if configuration.requestsOCSP { output.writeExtension(.statusRequest) { _ in } }
        if configuration.requestsCertificateTimestamps {
          output.writeExtension(.signedCertificateTimestamp) { _ in }
        }
        CompressCertificate.write(configuration.certificateCompression, into: &output)
        if !configuration.delegatedCredentialSchemes.isEmpty {
          output.writeExtension(.delegatedCredential) { output in
            output.writeCodePoints(configuration.delegatedCredentialSchemes.lazy.map(\.rawValue))
          }
        }
        OIDFilters.write(configuration.certificateFilters, into: &output)
      }
    }
  }
}
