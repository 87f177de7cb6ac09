import Bytes

/// client_certificate_type and server_certificate_type (RFC 7250, Section 3).
enum CertificateTypes {
  /// Reads the list of a ClientHello.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> [CertificateType] {
    let types: [CertificateType]
    do {
      var reader = reader
      let list = [UInt8](copying: try reader.vector8("certificate_types").rest())
      try reader.finish("certificate_type")
      types = list.map(CertificateType.init(rawValue:))
    } catch { throw .malformed(error) }
    // RFC 7250 §4.1 MUST: the extension is left out where it would say the default alone.
    guard areSent(types) else { throw .certificateTypeList }
    return types
  }

  /// Reads the one type of EncryptedExtensions.
  static func readSelected(_ reader: consuming ByteReader) throws(HandshakeError) -> CertificateType
  {
    do {
      var reader = reader
      let type: UInt8 = try reader.integer("certificate_type")
      try reader.finish("certificate_type")
      return CertificateType(rawValue: type)
    } catch { throw .malformed(error) }
  }

  /// Whether the list is one to send: RFC 7250 §4.1 MUST omit it where it says the default alone.
  static func areSent(_ types: [CertificateType]) -> Bool { !types.isEmpty && types != [.x509] }

  /// Appends the list of a ClientHello.
  static func write(
    _ extensionType: ExtensionType, _ types: [CertificateType], into output: inout [UInt8]
  ) {
    guard areSent(types) else { return }
    output.writeExtension(extensionType) { output in
      output.writeVector8 { output in output += types.map(\.rawValue) }
    }
  }
}
