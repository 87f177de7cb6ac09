import Bytes
import DER

/// Bundles of certificates as PKCS #7 has them: SignedData that signs nothing (RFC 2315, Section 9; RFC 5652, Section
/// 5.1), in DER, BER or PEM.
public enum PKCS7 {
  /// The certificates of a bundle, in its order; nothing that is signed in it is looked at.
  ///
  /// - Throws: ``FileError`` that names what is there instead, or what is broken.
  public static func certificates(in bytes: [UInt8]) throws(FileError) -> [Certificate] {
    let contents = FileContents(of: bytes)
    guard contents == .pkcs7 else { throw .wrongContents(found: contents, expected: .pkcs7) }
    let encodings: [[UInt8]]
    do {
      let object =
        PEM.isPEM(bytes)
        ? try PEM.objects(in: bytes).first { FileContents(label: $0.label) == .pkcs7 } : nil
      encodings = try self.encodings(in: object?.der ?? bytes)
    } catch { throw .unreadable(.pkcs7, reason: "\(error)") }
    guard !encodings.isEmpty else {
      throw .unreadable(.pkcs7, reason: "there is no certificate in it")
    }
    var certificates: [Certificate] = []
    for der in encodings {
      do { certificates.append(try Certificate(der: der)) } catch {
        throw .unreadable(.certificate, reason: "\(error)")
      }
    }
    return certificates
  }

  private static func encodings(in bytes: [UInt8]) throws(DERError) -> [[UInt8]] {
    let der = try BER.normalized(bytes.span)
    var reader = DERReader(der.bytes)
    var info = try reader.sequence("ContentInfo")
    try reader.requireEnd("ContentInfo")
    let type = try info.objectIdentifier("contentType")
    guard type == .pkcs7SignedData else {
      throw DERError(
        .contents("is \(type), not signedData"), field: "contentType", offset: 0)
    }
    var content = try info.constructed(.constructedContext(0), "content")
    var signed = try content.sequence("SignedData")
    _ = try signed.smallInteger("version")
    _ = try signed.value(.set, "digestAlgorithms")
    _ = try signed.value(.sequence, "contentInfo")
    guard signed.nextTag == .constructedContext(0) else { return [] }
    var list = try signed.constructed(.constructedContext(0), "certificates")
    var encodings: [[UInt8]] = []
    while !list.isAtEnd {
      let value = try list.value("certificate")
      // Other kinds than X.509 have tags of their own (RFC 5652, Section 10.2.2).
      if value.tag == .sequence { encodings.append([UInt8](copying: value.encoded)) }
    }
    return encodings
  }

  /// A bundle of certificates in DER. It is a set: the order of certificates is that of their encodings.
  public static func der(_ certificates: [Certificate]) -> [UInt8] {
    var der: [UInt8] = []
    der.writeSequence { output in
      output.writeObjectIdentifier(.pkcs7SignedData)
      output.writeExplicit(0) { output in
        output.writeSequence { output in
          output.writeInteger(1)
          output.writeSetOf([])
          output.writeSequence { output in output.writeObjectIdentifier(.pkcs7Data) }
          output.writeExplicit(0) { output in
            for one in certificates.map(\.der).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
              output += one
            }
          }
          output.writeSetOf([])
        }
      }
    }
    return der
  }

  /// A bundle of certificates in PEM: `PKCS7` (RFC 7468, Section 8).
  public static func pem(_ certificates: [Certificate]) -> String {
    PEMObject(label: "PKCS7", der: der(certificates)).text
  }
}
