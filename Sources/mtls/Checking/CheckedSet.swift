import Bytes
import Cryptography
import MutualTLS
import PKI

/// Certificates, keys, requests and CRLs out of several files, each with where it stands.
struct CheckedSet {
  struct Held<Object> {
    let object: Object
    let file: String
  }

  private(set) var certificates: [Held<Certificate>] = []
  private(set) var keys: [Held<PublicKey>] = []
  private(set) var requests: [Held<SigningRequest>] = []
  private(set) var lists: [Held<CertificateRevocationList>] = []
  /// What is wrong with a file as such.
  private(set) var findings: [Finding] = []

  /// Reads files, each of which may hold several things.
  init(_ files: [String]) throws(Explanation) {
    for file in files { try take(file) }
  }

  private mutating func take(_ file: String) throws(Explanation) {
    var bytes = try Reading.bytes(file, limit: CertificateRevocationList.maximumByteCount)
    defer { wipe(&bytes) }
    guard PEM.isPEM(bytes) else {
      return try take(FileContents(of: bytes), bytes, file)
    }
    var kinds: [FileContents] = []
    do {
      for object in try PEM.objects(in: bytes) {
        var der = object.der
        defer { wipe(&der) }
        let kind = FileContents(of: object.bytes)
        kinds.append(kind)
        // The reader of keys finds the key among the others by itself.
        if kind == .privateKey { continue }
        try take(kind, der, file)
      }
    } catch let error as Explanation {
      throw error
    } catch {
      throw Explanation(.file, "\(error)", at: file, next: "get the file anew: it is damaged")
    }
    if kinds.contains(where: { $0 == .privateKey || $0 == .encryptedPrivateKey }) {
      try takeKey(file)
    }
  }

  private mutating func take(
    _ kind: FileContents, _ der: [UInt8], _ file: String
  ) throws(Explanation) {
    do {
      switch kind {
      case .certificate: certificates.append(Held(object: try Certificate(der: der), file: file))
      case .certificateRequest:
        requests.append(Held(object: try SigningRequest(der: der), file: file))
      case .revocationList:
        lists.append(Held(object: try CertificateRevocationList(der: der), file: file))
      case .privateKey, .encryptedPrivateKey: try takeKey(file)
      case .publicKey, .pkcs12, .pkcs7, .empty, .unknown:
        findings.append(
          Finding(
            .warning, "this is \(kind), which is not looked at", at: file, mend: nil))
      }
    } catch let error as Explanation {
      throw error
    } catch {
      findings.append(
        Finding(
          .problem, "\(kind) that cannot be read: \(error)", at: file,
          mend: "have it made anew by who made it"))
    }
  }

  private mutating func takeKey(_ file: String) throws(Explanation) {
    if file != "-", Files.isReadableByOthers(file) {
      findings.append(
        Finding(
          .warning, "others than you may read this private key", at: file,
          mend: "chmod 600 \(file)"))
    }
    let key = try Reading.privateKey(file)
    keys.append(Held(object: key.publicKey, file: file))
  }

  /// Certificates that are nobody's issuer: those the set is about. Where there are none, the authorities
  /// that issued no other.
  var leaves: [Held<Certificate>] {
    var seen: Set<Certificate> = []
    let distinct = certificates.filter { seen.insert($0.object).inserted }
    let ends = distinct.filter { $0.object.basicConstraints?.isAuthority != true }
    if !ends.isEmpty { return ends }
    return distinct.filter { one in
      !distinct.contains { other in
        other.object != one.object && other.object.issuer.matches(one.object.subject)
      }
    }
  }

  /// The issuer of a certificate in the set, by name and signature.
  func issuer(of one: Certificate) -> Held<Certificate>? {
    certificates.first { held in
      guard let key = held.object.publicKey else { return false }
      return held.object.subject.matches(one.issuer) && one.isSigned(by: key)
    }
  }

  /// From a certificate upwards, as far as the set goes.
  func chain(from leaf: Held<Certificate>) -> [Held<Certificate>] {
    var chain = [leaf]
    while chain.count < 32, let last = chain.last, !last.object.isSelfIssued,
      let next = issuer(of: last.object), !chain.contains(where: { $0.object == next.object })
    {
      chain.append(next)
    }
    return chain
  }

  /// Authorities that vouch for themselves.
  var roots: [Certificate] {
    certificates.map(\.object).filter {
      $0.isSelfIssued && $0.basicConstraints?.isAuthority == true
    }
  }
}

/// Something that was found in a set of files.
struct Finding {
  enum Level: String { case good, warning, problem }

  let level: Level
  let text: String
  let place: String
  var rule: String?
  /// A command, or what else to do.
  let mend: String?

  init(
    _ level: Level, _ text: String, at place: String, rule: String? = nil, mend: String?
  ) {
    self.level = level
    self.text = text
    self.place = place
    self.rule = rule
    self.mend = mend
  }
}
