/// Certificates in files: one or several, in PEM, DER or a PKCS#7 bundle, found out by looking.
public enum CertificateFile {
  /// All certificates in a file, in their order; other PEM objects beside them are passed over.
  ///
  /// - Throws: ``FileError`` that names what the file holds instead, or what is broken.
  public static func certificates(in bytes: [UInt8]) throws(FileError) -> [Certificate] {
    var certificates: [Certificate] = []
    for der in try encodings(in: bytes) { certificates.append(try certificate(der)) }
    return certificates
  }

  /// The certificates of a bundle of roots. Bundles are gathered over decades: those of their certificates
  /// that do not keep to RFC 5280 are left out, unless no other is there.
  ///
  /// - Parameter leftOut: Is told the number of each such certificate, from 1, and what is wrong with it.
  /// - Throws: ``FileError`` that names what the file holds instead, or what is broken.
  public static func roots(
    in bytes: [UInt8], leftOut: (_ number: Int, _ reason: FileError) -> Void
  ) throws(FileError) -> [Certificate] {
    var roots: [Certificate] = []
    var firstFailure: FileError?
    for (index, der) in try encodings(in: bytes).enumerated() {
      do throws(FileError) { roots.append(try certificate(der)) } catch {
        leftOut(index + 1, error)
        firstFailure = firstFailure ?? error
      }
    }
    if let firstFailure, roots.isEmpty { throw firstFailure }
    return roots
  }

  /// The DER of each certificate in a file; at least one.
  private static func encodings(in bytes: [UInt8]) throws(FileError) -> [[UInt8]] {
    let contents = FileContents(of: bytes)
    if contents == .pkcs7 { return try PKCS7.certificates(in: bytes).map(\.der) }
    guard PEM.isPEM(bytes) else {
      guard contents == .certificate else {
        throw .wrongContents(found: contents, expected: .certificate)
      }
      return [bytes]
    }
    let objects: [PEMObject]
    do { objects = try PEM.objects(in: bytes) } catch {
      throw .unreadable(.certificate, reason: "\(error)")
    }
    let encodings = objects.filter { FileContents(label: $0.label) == .certificate }.map(\.der)
    guard !encodings.isEmpty else {
      throw .wrongContents(found: contents, expected: .certificate)
    }
    return encodings
  }

  private static func certificate(_ der: [UInt8]) throws(FileError) -> Certificate {
    do { return try Certificate(der: der) } catch {
      throw .unreadable(.certificate, reason: "\(error)")
    }
  }

  /// Certificates as PEM, one after another.
  public static func pem(_ certificates: [Certificate]) -> String {
    certificates.map { PEMObject(label: "CERTIFICATE", der: $0.der).text }.joined()
  }

  /// The request in a file.
  ///
  /// - Throws: ``FileError`` that names what the file holds instead, or what is broken.
  public static func request(in bytes: [UInt8]) throws(FileError) -> SigningRequest {
    let contents = FileContents(of: bytes)
    guard contents == .certificateRequest else {
      throw .wrongContents(found: contents, expected: .certificateRequest)
    }
    do {
      var der = bytes
      if PEM.isPEM(bytes) {
        der =
          try PEM.objects(in: bytes).first {
            FileContents(label: $0.label) == .certificateRequest
          }?.der ?? []
      }
      return try SigningRequest(der: der)
    } catch { throw .unreadable(.certificateRequest, reason: "\(error)") }
  }
}
