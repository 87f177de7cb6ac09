/// Certificates in files: one or several, in PEM or DER, found out by looking.
public enum CertificateFile {
  /// All certificates in a file, in their order; other PEM objects beside them are passed over.
  ///
  /// - Throws: ``FileError`` that names what the file holds instead, or what is broken.
  public static func certificates(in bytes: [UInt8]) throws(FileError) -> [Certificate] {
    let contents = FileContents(of: bytes)
    guard PEM.isPEM(bytes) else {
      guard contents == .certificate else {
        throw .wrongContents(found: contents, expected: .certificate)
      }
      return [try certificate(bytes)]
    }
    let objects: [PEMObject]
    do { objects = try PEM.objects(in: bytes) } catch {
      throw .unreadable(.certificate, reason: "\(error)")
    }
    var certificates: [Certificate] = []
    for object in objects
    where FileContents(label: object.label) == .certificate {
      certificates.append(try certificate(object.der))
    }
    guard !certificates.isEmpty else {
      throw .wrongContents(found: contents, expected: .certificate)
    }
    return certificates
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
