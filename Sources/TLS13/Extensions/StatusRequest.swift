import Bytes

/// status_request (RFC 6066, Section 8; RFC 9846, Section 4.5.1.1): OCSP responses come along with certificates.
enum StatusRequest {
  private static let ocsp: UInt8 = 1

  /// Reads CertificateStatusRequest of a ClientHello.
  ///
  /// - Returns: Whether it asks for OCSP; there may be other types.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> Bool {
    do {
      var reader = reader
      guard try reader.integer("status_type") == ocsp else { return false }
      _ = try reader.vector16("responder_id_list")
      _ = try reader.vector16("request_extensions")
      try reader.finish("status_request")
      return true
    } catch { throw .malformed(error) }
  }

  /// Appends the extension of a ClientHello: any responder, no extensions.
  static func write(into output: inout [UInt8]) {
    output.writeExtension(.statusRequest) { output in output += [ocsp, 0, 0, 0, 0] }
  }

  /// Reads CertificateStatus beside a certificate: an OCSPResponse in DER.
  static func readResponse(_ reader: consuming ByteReader) throws(HandshakeError) -> [UInt8] {
    do throws(DecodeError) {
      var reader = reader
      let offset = reader.offset
      let type: UInt8 = try reader.integer("status_type")
      guard type == ocsp else {
        throw .invalidValue(field: "status_type", offset: offset, value: UInt64(type))
      }
      let response = try reader.vector24("OCSPResponse", 1...0xFF_FFFF).rest()
      try reader.finish("CertificateStatus")
      return [UInt8](copying: response)
    } catch { throw .malformed(error) }
  }

  /// Appends the extension of a certificate.
  static func write(response: [UInt8], into output: inout [UInt8]) {
    output.writeExtension(.statusRequest) { output in
      output.append(ocsp)
      output.writeVector24 { output in output += response }
    }
  }
}

/// signed_certificate_timestamp (RFC 6962, Section 3.3).
enum SignedCertificateTimestamps {
  /// Reads SignedCertificateTimestampList: at least one, none empty.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> [[UInt8]] {
    do {
      var reader = reader
      var list = try reader.vector16("sct_list", 1...0xFFFF)
      try reader.finish("signed_certificate_timestamp")
      var timestamps: [[UInt8]] = []
      while !list.isAtEnd {
        timestamps.append([UInt8](copying: try list.vector16("SerializedSCT", 1...0xFFFF).rest()))
      }
      return timestamps
    } catch { throw .malformed(error) }
  }

  /// Appends the extension of a certificate.
  static func write(_ timestamps: [[UInt8]], into output: inout [UInt8]) {
    output.writeExtension(.signedCertificateTimestamp) { output in
      output.writeVector16 { output in
        for one in timestamps { output.writeVector16 { output in output += one } }
      }
    }
  }
}
