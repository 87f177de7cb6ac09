import Bytes
import DER
import PKI
import TestSupport

/// A certificate put together from its fields, any of which a test may spoil. Nobody signed it.
struct CertificateParts {
  /// Version and serial number, each in DER.
  var head: [[UInt8]] = [[0xA0, 3, 2, 1, 2], [2, 1, 1]]
  var innerAlgorithm = HexBytesOf.ecdsaWithSHA256
  var outerAlgorithm = HexBytesOf.ecdsaWithSHA256
  var validity = HexBytesOf.validity
  var subject = Name([NameAttribute(.commonName, "subject")]).der
  var key = HexBytesOf.ed25519Key
  /// What stands between the key and the extensions.
  var uniqueIdentifiers: [UInt8] = []
  /// Extensions, each in DER; nil for none at all.
  var extensions: [[UInt8]]? = []
  var signature: [UInt8] = [3, 2, 0, 1]
  var tail: [UInt8] = []

  var der: [UInt8] {
    var der: [UInt8] = []
    der.writeSequence { output in
      output.writeSequence { output in
        output += head.joined()
        output += innerAlgorithm
        output += Name([NameAttribute(.commonName, "issuer")]).der
        output += validity + subject + key + uniqueIdentifiers
        if let extensions {
          output.writeExplicit(3) { output in
            output.writeSequence { output in output += extensions.joined() }
          }
        }
      }
      output += outerAlgorithm + signature
    }
    return der + tail
  }

  /// A certificate with these extensions.
  static func with(_ extensions: [[UInt8]]) -> CertificateParts {
    var parts = CertificateParts()
    parts.extensions = extensions
    return parts
  }
}

/// Fields in DER.
enum HexBytesOf {
  static let ecdsaWithSHA256: [UInt8] = [0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2]
  static let ecdsaWithSHA384: [UInt8] = [0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 3]
  static let validity = sequence([time("260101000000Z"), time("270101000000Z")])
  static let ed25519Key = sequence([
    [0x30, 5, 6, 3, 0x2B, 0x65, 0x70], [3, 33, 0] + [UInt8](repeating: 9, count: 32),
  ])

  static func time(_ text: String) -> [UInt8] { [0x17, UInt8(text.utf8.count)] + Array(text.utf8) }

  static func sequence(_ parts: [[UInt8]]) -> [UInt8] {
    var output: [UInt8] = []
    output.writeSequence { output in output += parts.joined() }
    return output
  }
}

/// An extension in DER, with its value given in hexadecimal.
func extensionDER(
  _ identifier: ObjectIdentifier, _ value: String, critical: [UInt8] = []
) -> [UInt8] {
  let octets = HexBytes(stringLiteral: value).bytes
  var output: [UInt8] = []
  output.writeSequence { output in
    output.writeObjectIdentifier(identifier)
    output += critical
    output.writeOctetString(octets.span)
  }
  return output
}
