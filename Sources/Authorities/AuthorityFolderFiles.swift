import Bytes
import Cryptography
import DER
import MutualTLS
public import PKI

// What an authority's folder holds, as it is read.
extension AuthorityFolder {
  static func record(_ path: String, _ serialNumber: [UInt8]) -> String {
    "\(path)/issued/\(Hex.encode(serialNumber.span)).pem"
  }

  /// The authority's certificate.
  public static func issuer(_ path: String) throws(AuthorityFolderError) -> Issuer {
    let file = "\(path)/ca.pem"
    guard Files.exists(file) else { throw .noAuthority(path) }
    let certificates = try certificates(file)
    do { return try Issuer(certificates[0]) } catch {
      throw .unreadable(file, reason: "\(error)")
    }
  }

  /// At least one certificate.
  private static func certificates(_ file: String) throws(AuthorityFolderError) -> [Certificate] {
    let bytes = try read(file)
    do { return try CertificateFile.certificates(in: bytes) } catch {
      throw .unreadable(file, reason: "\(error)")
    }
  }

  static func chain(_ path: String) throws(AuthorityFolderError) -> [Certificate] {
    let file = "\(path)/chain.pem"
    return Files.exists(file) ? try certificates(file) : []
  }

  static func policy(_ path: String) throws(AuthorityFolderError) -> SigningPolicy? {
    let file = "\(path)/policy.json"
    guard Files.exists(file) else { return nil }
    let bytes = try read(file)
    do { return try SigningPolicy(json: bytes) } catch {
      throw .unreadable(file, reason: "\(error)")
    }
  }

  static func index(_ path: String) throws(AuthorityFolderError) -> IssuanceIndex {
    let file = "\(path)/index.json"
    guard Files.exists(file) else { return IssuanceIndex() }
    let bytes = try read(file, limit: indexLimit)
    do { return try IssuanceIndex(json: bytes) } catch {
      throw .unreadable(file, reason: "\(error)")
    }
  }

  static func revocationList(
    _ path: String, _ issuer: Issuer
  ) throws(AuthorityFolderError) -> CertificateRevocationList? {
    let file = "\(path)/ca.crl"
    guard Files.exists(file) else { return nil }
    let bytes = try read(file, limit: 2 * CertificateRevocationList.maximumByteCount)
    let list: CertificateRevocationList
    do {
      let der =
        PEM.isPEM(bytes)
        ? try PEM.objects(in: bytes).first { $0.label == "X509 CRL" }?.der ?? [] : bytes
      list = try CertificateRevocationList(der: der)
    } catch { throw .unreadable(file, reason: "this is no CRL: \(error)") }
    guard list.issuer.matches(issuer.certificate.subject) else {
      throw .unreadable(file, reason: "this is another authority's CRL")
    }
    return list
  }

  static func revocations(
    _ path: String, _ issuer: Issuer
  ) throws(AuthorityFolderError) -> [[UInt8]: CertificateRevocationList.Entry] {
    try revocationList(path, issuer)?.revoked ?? [:]
  }

  /// Adds to the index what is in `issued` and on the CRL, and not in it.
  ///
  /// - Returns: Whether anything was added.
  static func mend(
    _ index: inout IssuanceIndex, _ path: String,
    _ revocations: [[UInt8]: CertificateRevocationList.Entry]
  ) throws(AuthorityFolderError) -> Bool {
    var isChanged = false
    for name in try names(path) where name.hasSuffix(".pem") {
      guard let serial = Hex.decode(name.dropLast(4)), index[serial] == nil else { continue }
      let file = "\(path)/issued/\(name)"
      let certificate = try certificates(file)[0]
      guard certificate.serialNumber == serial else {
        throw .unreadable(file, reason: "the certificate has another serial number")
      }
      index.add(IssuanceIndex.Entry(certificate))
      isChanged = true
    }
    for (serial, entry) in revocations where index[serial]?.revocation == nil {
      index.revoke(serial, entry)
      isChanged = true
    }
    return isChanged
  }

  private static func names(_ path: String) throws(AuthorityFolderError) -> [String] {
    guard Files.isFolder("\(path)/issued") else { return [] }
    do { return try Files.names(in: "\(path)/issued") } catch { throw .file(error) }
  }

  /// Removes what a process left behind that was ended while it wrote. Whoever calls this holds the folder.
  static func removeLeftovers(_ path: String) throws(AuthorityFolderError) {
    do throws(FileFailure) {
      for name in try Files.names(in: path)
      where name.hasPrefix("index.json.new-") || name.hasPrefix("ca.crl.new-") {
        try Files.remove("\(path)/\(name)")
      }
      guard Files.isFolder("\(path)/issued") else { return }
      for name in try Files.names(in: "\(path)/issued") where name.contains(".pem.new-") {
        try Files.remove("\(path)/issued/\(name)")
      }
    } catch { throw .file(error) }
  }

  private static func read(
    _ file: String, limit: Int = Files.keyFileLimit
  ) throws(AuthorityFolderError) -> [UInt8] {
    do { return try Files.read(file, limit: limit) } catch { throw .file(error) }
  }
}
