import Bytes
import Cryptography
import DER

@testable import PKI

/// Fields in DER, so that a test may write what no builder writes.
struct RawFields {
  var version: [UInt8] = [0xA0, 3, 2, 1, 2]
  var serialNumber: [UInt8] = [2, 1, 1]
  var algorithm = HexBytesOf.ecdsaWithSHA256
  var outerAlgorithm: [UInt8]?
  var subject = "leaf"
  /// Each in DER; without any, the field is left out.
  var extensions: [UInt8] = []
}

extension Entity {
  /// A certificate of these fields, with a true ECDSA signature, whatever the algorithm says.
  func issueRaw(_ change: (inout RawFields) -> Void) throws -> Entity {
    var random = SystemRandom()
    var fields = RawFields()
    change(&fields)
    let subjectKey = try PrivateKey.generate(.p256, using: &random)
    var signed: [UInt8] = []
    signed.writeSequence { output in
      output += fields.version + fields.serialNumber + fields.algorithm + certificate.subject.der
      output.writeSequence { output in
        output.writeTime(Entity.now.adding(days: -1))
        output.writeTime(Entity.now.adding(days: 1))
      }
      output += Entity.name(fields.subject).der + SubjectPublicKeyInfo(subjectKey.publicKey).der
      guard !fields.extensions.isEmpty else { return }
      output.writeExplicit(3) { output in
        output.writeSequence { output in output += fields.extensions }
      }
    }
    let signature = try key.sign(signed.span, by: .ecdsa(.sha256), using: &random)
    var bits: [UInt8] = []
    bits.writeBitString(signature.span)
    let der = HexBytesOf.sequence([signed, fields.outerAlgorithm ?? fields.algorithm, bits])
    return Entity(try Certificate(der: der), subjectKey)
  }
}
