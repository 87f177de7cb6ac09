import Bytes
import DER

/// authorityKeyIdentifier (RFC 5280, Section 4.2.1.1): which key of the issuer signed.
public struct AuthorityKeyIdentifier: Sendable, Hashable {
  /// Octets of the certificate.
  private let octets: ArraySlice<UInt8>?
  /// The issuer's subjectKeyIdentifier.
  public var keyIdentifier: [UInt8]? { octets.map { Array($0) } }
  /// The issuer's issuer.
  public let issuer: [GeneralName]
  /// The issuer's serial number.
  public let serialNumber: [UInt8]?

  init(keyIdentifier: [UInt8]) {
    octets = keyIdentifier[...]
    issuer = []
    serialNumber = nil
  }

  init(der: ArraySlice<UInt8>) throws(DERError) {
    let field: StaticString = "authorityKeyIdentifier"
    var reader = DERReader(der.span)
    var sequence = try reader.sequence(field)
    try reader.finish(field)
    if sequence.nextTag == .context(0) {
      let value = try sequence.value(field)
      octets = der.dropFirst(value.contentsOffset).prefix(value.contents.count)
    } else {
      octets = nil
    }
    issuer =
      sequence.nextTag == .constructedContext(1)
      ? try GeneralName.list(sequence.constructed(.constructedContext(1), field), field) : []
    serialNumber =
      sequence.nextTag == .context(2)
      ? [UInt8](copying: try sequence.value(field).contents) : nil
    try sequence.finish(field)
  }

  /// The extension.
  var asExtension: Extension {
    var value: [UInt8] = []
    value.writeSequence { output in
      if let keyIdentifier { output.writeDER(.context(0)) { output in output += keyIdentifier } }
    }
    return Extension(.authorityKeyIdentifier, value: value)
  }
}
