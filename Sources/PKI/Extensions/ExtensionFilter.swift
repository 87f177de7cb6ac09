import Bytes
public import DER

/// What a certificate's extension has to hold, as a server asks for it in `oid_filters` (RFC 9846, Section 4.3.5).
public struct ExtensionFilter: Sendable, Hashable {
  /// The extension's OBJECT IDENTIFIER in DER, 3 to 255 bytes.
  public let oid: [UInt8]
  /// The value that it has to hold, in DER, as it stands in extnValue.
  public let values: [UInt8]

  /// A filter as it stands on the wire.
  public init(oid: [UInt8], values: [UInt8]) {
    self.oid = oid
    self.values = values
  }

  /// Asks that the extension extKeyUsage have all of these purposes.
  public init(extendedKeyUsage purposes: [ObjectIdentifier]) {
    self.init(.extendedKeyUsage, Purposes.asExtension(purposes).value)
  }

  /// Asks that the extension keyUsage have all of these uses.
  public init(keyUsage: KeyUsage) { self.init(.keyUsage, keyUsage.asExtension.value) }

  private init(_ identifier: ObjectIdentifier, _ values: [UInt8]) {
    var oid: [UInt8] = []
    oid.writeObjectIdentifier(identifier)
    self.init(oid: oid, values: values)
  }

  /// What a filter asks for, where its extension is one of those with a matching rule.
  private enum Demand {
    case keyUsage(KeyUsage)
    case purposes([ObjectIdentifier])
    /// An extension without a matching rule, to be skipped.
    case unrecognized
  }

  private func demand() throws(DERError) -> Demand {
    var reader = DERReader(oid.span)
    let identifier = try reader.objectIdentifier("certificate_extension_oid")
    try reader.finish("certificate_extension_oid")
    switch identifier {
    case .keyUsage: return .keyUsage(try KeyUsage(der: values.span))
    case .extendedKeyUsage: return .purposes(try Purposes.read(values.span))
    default: return .unrecognized
    }
  }

  /// Why the filters break the rules of Section 4.3.5: an OID twice, any purpose, or something that is no DER; nil
  /// where they keep them.
  public static func problem(of filters: [ExtensionFilter]) -> String? {
    var seen: Set<[UInt8]> = []
    for filter in filters {
      // RFC 9846 §4.3.5 MUST NOT: the same OID more than once.
      guard seen.insert(filter.oid).inserted else { return "one OID stands twice" }
      do {
        // RFC 9846 §4.3.5 MUST NOT: anyExtendedKeyUsage.
        if case .purposes(let purposes) = try filter.demand(),
          purposes.contains(.anyExtendedKeyUsage)
        {
          return "anyExtendedKeyUsage is asked for"
        }
      } catch { return "\(error)" }
    }
    return nil
  }

  /// What the certificate lacks; nil where it has all that is asked for, or the extension has no matching rule here
  /// and is skipped (RFC 9846, Section 4.3.5).
  public func lack(in certificate: Certificate) -> String? {
    do {
      switch try demand() {
      case .unrecognized: return nil
      case .keyUsage(let wanted):
        let missing = wanted.subtracting(certificate.keyUsage ?? [])
        return missing.isEmpty
          ? nil : "keyUsage without " + missing.names.joined(separator: ", ")
      case .purposes(let wanted):
        let missing = wanted.filter { !(certificate.extendedKeyUsage ?? []).contains($0) }
        return missing.isEmpty
          ? nil : "extKeyUsage without " + missing.map(Purposes.name).joined(separator: ", ")
      }
    } catch { return "the filter cannot be read: \(error)" }
  }
}

extension ExtensionFilter: CustomStringConvertible {
  /// What is asked for, in words.
  public var description: String {
    guard let demand = try? demand() else { return "a filter that cannot be read" }
    switch demand {
    case .keyUsage(let usage): return "keyUsage with " + usage.names.joined(separator: ", ")
    case .purposes(let purposes):
      return "extKeyUsage with " + purposes.map(Purposes.name).joined(separator: ", ")
    case .unrecognized:
      var reader = DERReader(oid.span)
      let identifier = try? reader.objectIdentifier("certificate_extension_oid")
      return "the extension " + (identifier.map { "\($0)" } ?? "?")
    }
  }
}
