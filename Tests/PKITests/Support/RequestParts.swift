import Bytes
import Cryptography
import DER
import PKI

/// A request with any extensions and attributes, signed by its key.
func makeRequest(
  subject: Name, extensions: [[UInt8]], otherAttributes: [[UInt8]] = [],
  key: borrowing PrivateKey, using random: inout some RandomSource
) throws -> SigningRequest {
  var attributes = otherAttributes
  if !extensions.isEmpty {
    var attribute: [UInt8] = []
    attribute.writeSequence { output in
      output.writeObjectIdentifier(.extensionRequest)
      output.writeSetOf([HexBytesOf.sequence(extensions)])
    }
    attributes.append(attribute)
  }
  let info = HexBytesOf.sequence([
    [2, 1, 0], subject.der, SubjectPublicKeyInfo(key.publicKey).der,
    [0xA0] + setOf(attributes).dropFirst(),
  ])
  let algorithm = SignatureAlgorithm.preferred(for: key.type)
  let signature = try key.sign(info.span, by: algorithm, using: &random)
  var identifier = HexBytesOf.ecdsaWithSHA256
  if key.type == .ed25519 { identifier = [0x30, 5, 6, 3, 0x2B, 0x65, 0x70] }
  var bits: [UInt8] = []
  bits.writeBitString(signature.span)
  return try SigningRequest(der: HexBytesOf.sequence([info, identifier, bits]))
}

private func setOf(_ elements: [[UInt8]]) -> [UInt8] {
  var output: [UInt8] = []
  output.writeSetOf(elements)
  return output
}
