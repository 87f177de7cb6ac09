public import DER

/// extKeyUsage (RFC 5280, Section 4.2.1.12).
public enum Purposes {
  static func read(_ value: Span<UInt8>) throws(DERError) -> [ObjectIdentifier] {
    var reader = DERReader(value)
    var sequence = try reader.sequence("extKeyUsage")
    try reader.finish("extKeyUsage")
    var purposes: [ObjectIdentifier] = []
    repeat {
      purposes.append(try sequence.objectIdentifier("extKeyUsage"))
    } while !sequence.isAtEnd
    return purposes
  }

  /// The extension.
  static func asExtension(_ purposes: [ObjectIdentifier]) -> Extension {
    var value: [UInt8] = []
    value.writeSequence { output in
      for purpose in purposes { output.writeObjectIdentifier(purpose) }
    }
    return Extension(.extendedKeyUsage, value: value)
  }

  /// A purpose as people know it.
  public static func name(of purpose: ObjectIdentifier) -> String {
    switch purpose {
    case .anyExtendedKeyUsage: "Any Extended Key Usage"
    case .serverAuth: "TLS Web Server Authentication"
    case .clientAuth: "TLS Web Client Authentication"
    case .codeSigning: "Code Signing"
    case .emailProtection: "E-mail Protection"
    case .timeStamping: "Time Stamping"
    case .ocspSigning: "OCSP Signing"
    default: "\(purpose)"
    }
  }
}
