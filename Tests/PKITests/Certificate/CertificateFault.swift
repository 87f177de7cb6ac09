import TestSupport
import Testing

/// A certificate with one thing wrong.
struct CertificateFault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The field that the error names.
  let field: String
  let spoil: @Sendable (inout CertificateParts) -> Void

  init(
    _ description: String, _ field: String,
    _ spoil: @escaping @Sendable (inout CertificateParts) -> Void
  ) {
    testDescription = description
    self.field = field
    self.spoil = spoil
  }

  static let all: [CertificateFault] = [
    .init("version 1 written out", "version", { $0.head[0] = [0xA0, 3, 2, 1, 0] }),
    .init("version 4", "version", { $0.head[0] = [0xA0, 3, 2, 1, 3] }),
    .init("version 1 with extensions", "extensions", { $0.head[0] = [] }),
    .init("version 2 with extensions", "extensions", { $0.head[0] = [0xA0, 3, 2, 1, 1] }),
    .init("a padded serial number", "serialNumber", { $0.head[1] = [2, 2, 0, 1] }),
    .init(
      "another algorithm inside", "signature", { $0.innerAlgorithm = HexBytesOf.ecdsaWithSHA384 }),
    .init(
      "another algorithm outside", "signature", { $0.outerAlgorithm = HexBytesOf.ecdsaWithSHA384 }),
    .init(
      "a year 2049 in GeneralizedTime", "notBefore",
      {
        $0.validity = HexBytesOf.sequence([
          [0x18, 15] + Array("20490101000000Z".utf8), HexBytesOf.time("270101000000Z"),
        ])
      }
    ),
    .init(
      "a validity of one time", "notAfter",
      { $0.validity = HexBytesOf.sequence([HexBytesOf.time("260101000000Z")]) }),
    .init(
      "a third time", "validity",
      {
        $0.validity[1] += 2; $0.validity += [5, 0]
      }),
    .init(
      "a unique identifier in version 1", "uniqueIdentifier",
      {
        $0.head[0] = []; $0.extensions = nil; $0.uniqueIdentifiers = [0x81, 2, 0, 7]
      }),
    .init("no extension in extensions", "extensions", { $0.extensions = [] }),
    .init("octets after the certificate", "certificate", { $0.tail = [0] }),
    .init("half an octet of signature", "signatureValue", { $0.signature = [3, 2, 4, 0x10] }),
    .init("an empty relative name", "subject", { $0.subject = [0x30, 2, 0x31, 0] }),
    .init(
      "a SET out of order", "subject",
      {
        $0.subject = HexBytes("3018 3116 3009 0603550403 0c0262 62 3009 0603550403 0c026161").bytes
      }),
    .init(
      "an Ed25519 key with parameters", "subjectPublicKey",
      {
        $0.key = HexBytesOf.sequence([
          [0x30, 7, 6, 3, 0x2B, 0x65, 0x70, 5, 0], [3, 33, 0] + [UInt8](repeating: 9, count: 32),
        ])
      }),
    .init(
      "an Ed25519 key of 31 bytes", "subjectPublicKey",
      {
        $0.key = HexBytesOf.sequence([
          [0x30, 5, 6, 3, 0x2B, 0x65, 0x70], [3, 32, 0] + [UInt8](repeating: 9, count: 31),
        ])
      }),
    .init(
      "an Ed448 key with parameters", "subjectPublicKey",
      {
        $0.key = HexBytesOf.sequence([
          [0x30, 7, 6, 3, 0x2B, 0x65, 0x71, 5, 0], [3, 58, 0] + [UInt8](repeating: 9, count: 57),
        ])
      }),
    .init(
      "an Ed448 key of 56 bytes", "subjectPublicKey",
      {
        $0.key = HexBytesOf.sequence([
          [0x30, 5, 6, 3, 0x2B, 0x65, 0x71], [3, 57, 0] + [UInt8](repeating: 9, count: 56),
        ])
      }),
    .init(
      "a point off P-256", "subjectPublicKey",
      {
        $0.key = HexBytesOf.sequence([
          HexBytes("3013 06072a8648ce3d0201 06082a8648ce3d030107").bytes,
          [3, 66, 0, 4] + [UInt8](repeating: 9, count: 64),
        ])
      }),
    .init(
      "an RSA key without NULL", "subjectPublicKey",
      {
        $0.key = HexBytesOf.sequence([
          HexBytes("300b 06092a864886f70d010101").bytes, [3, 9, 0, 0x30, 6, 2, 1, 3, 2, 1, 3],
        ])
      }),
  ]
}
