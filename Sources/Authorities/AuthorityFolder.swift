public import Bytes
import Cryptography
import DER
public import MutualTLS
public import PKI

/// An authority's folder, held by one process at a time.
///
/// | file | what it is |
/// |---|---|
/// | `ca.pem` | the authority's certificate |
/// | `ca.key` | its private key, which is none of this type's business |
/// | `chain.pem` | an intermediate's own certificate and those above it, but for the root |
/// | `policy.json` | what it may sign |
/// | `issued/SERIAL.pem` | each certificate that was issued, written before anybody gets it |
/// | `index.json` | what was issued and revoked; replaced whole, and mended from `issued` |
/// | `ca.crl` | the last CRL, made of the index |
///
/// A certificate counts as issued once its file in `issued` is on the disk. Whenever the process ends before the
/// index says so, too, the next one mends the index.
public struct AuthorityFolder: ~Copyable, Sendable {
  /// The folder.
  public let path: String
  /// The authority's certificate.
  public let issuer: Issuer
  /// What a peer that knows only the root has to get with a certificate; empty where that is nothing.
  public let chain: [Certificate]
  /// What it may sign; nil where there is no policy.
  public let policy: SigningPolicy?
  /// What was issued.
  public private(set) var index: IssuanceIndex
  /// What was found and mended, for people.
  public let notes: [String]
  private let lock: FolderLock

  /// The longest index that is read, about half a million entries.
  static let indexLimit = 256 << 20

  /// Opens a folder and mends its index.
  ///
  /// - Parameter deadline: How long to wait for another process that works in it.
  public init(_ path: String, deadline: Deadline) throws(AuthorityFolderError) {
    let issuer = try AuthorityFolder.issuer(path)
    let lock: FolderLock?
    do { lock = try FolderLock("\(path)/.lock", deadline: deadline) } catch {
      throw .file(error)
    }
    guard let lock else { throw .busy(path) }
    let chain = try AuthorityFolder.chain(path)
    let policy = try AuthorityFolder.policy(path)
    let isNew = !Files.exists("\(path)/index.json")
    var index = try AuthorityFolder.index(path)
    let known = index.entries.count
    try AuthorityFolder.removeLeftovers(path)
    let isMended = try AuthorityFolder.mend(
      &index, path, AuthorityFolder.revocations(path, issuer))
    if isNew || isMended { try AuthorityFolder.write(index, path) }
    var notes: [String] = []
    if isNew, Files.exists("\(path)/ca.crl") {
      notes.append(
        "\(path)/index.json: begun; what was signed before is not in it, what was revoked is")
    }
    if !isNew, index.entries.count > known {
      notes.append(
        "\(path)/index.json: \(index.entries.count - known) added, whose issuance had been cut "
          + "short: see mtls ca list --dir \(path)")
    }
    self.init(
      path: path, issuer: issuer, chain: chain, policy: policy, index: index, notes: notes,
      lock: lock)
  }

  private init(
    path: String, issuer: Issuer, chain: [Certificate], policy: SigningPolicy?,
    index: IssuanceIndex, notes: [String], lock: consuming FolderLock
  ) {
    self.path = path
    self.issuer = issuer
    self.chain = chain
    self.policy = policy
    self.index = index
    self.notes = notes
    self.lock = lock
  }

  /// The index of a folder as it would be after mending, without holding or changing anything.
  public static func mendedIndex(_ path: String) throws(AuthorityFolderError) -> IssuanceIndex {
    let issuer = try issuer(path)
    var index = try index(path)
    _ = try mend(&index, path, revocations(path, issuer))
    return index
  }

  /// A serial number that no certificate of this authority has: 128 random bits.
  public func unusedSerialNumber(using random: inout some RandomSource) -> [UInt8] {
    while true {
      let serial = CertificateBuilder.randomSerialNumber(using: &random)
      if index[serial] == nil, serial != issuer.certificate.serialNumber { return serial }
    }
  }

  /// Where the certificate of a serial number is recorded.
  public func record(of serialNumber: [UInt8]) -> String {
    AuthorityFolder.record(path, serialNumber)
  }

  /// Records a certificate. Only then may it be given to anybody.
  ///
  /// - Throws: ``AuthorityFolderError/serialNumberUsed(_:)`` where its serial number was issued before.
  public mutating func record(_ certificate: Certificate) throws(AuthorityFolderError) {
    let serial = Hex.encode(certificate.serialNumber.span)
    guard index[certificate.serialNumber] == nil else { throw .serialNumberUsed(serial) }
    let pem = Array(CertificateFile.pem([certificate]).utf8)
    do throws(FileFailure) {
      try Files.makeFolder("\(path)/issued")
      try Files.write(
        pem.span, to: record(of: certificate.serialNumber), mode: Files.publicMode)
    } catch {
      if case .exists = error.reason { throw .serialNumberUsed(serial) }
      throw .file(error)
    }
    index.add(IssuanceIndex.Entry(certificate))
    try AuthorityFolder.write(index, path)
  }

  /// Notes a revocation in the index; the CRL is to be made of it next.
  public mutating func revoke(
    _ serialNumber: [UInt8], _ revocation: CertificateRevocationList.Entry
  ) throws(AuthorityFolderError) {
    index.revoke(serialNumber, revocation)
    try AuthorityFolder.write(index, path)
  }

  /// The last CRL; nil where there was none.
  public func revocationList() throws(AuthorityFolderError) -> CertificateRevocationList? {
    try AuthorityFolder.revocationList(path, issuer)
  }

  /// Writes the CRL.
  public func write(_ list: CertificateRevocationList) throws(AuthorityFolderError) {
    let pem = Array(PEMObject(label: "X509 CRL", der: list.der).text.utf8)
    do {
      try Files.write(
        pem.span, to: "\(path)/ca.crl", mode: Files.publicMode, existing: .replace)
    } catch { throw .file(error) }
  }

  private static func write(
    _ index: IssuanceIndex, _ path: String
  ) throws(AuthorityFolderError) {
    do {
      try Files.write(
        index.json.span, to: "\(path)/index.json", mode: Files.privateMode, existing: .replace)
    } catch { throw .file(error) }
  }
}
