import Bytes
import Cryptography
import DER
import MutualTLS
import PKI

/// Judges one certificate with all that came along with it.
struct LeafCheck {
  let files: CheckedSet
  let leaf: CheckedSet.Held<Certificate>
  /// What it is used for; nil where that is not said.
  let purpose: VerificationPolicy.Purpose?
  let name: ReferenceIdentity?
  /// Roots that are trusted beside those of the set.
  let trusted: [Certificate]
  let now: Time
  /// The folder of the authority that issued it, for commands; a guess where it is not known.
  let authorityFolder: String
  private(set) var findings: [Finding] = []

  private var certificate: Certificate { leaf.object }
  private var isAuthority: Bool { certificate.basicConstraints?.isAuthority == true }

  init(
    _ leaf: CheckedSet.Held<Certificate>, in files: CheckedSet,
    purpose: VerificationPolicy.Purpose?,
    name: ReferenceIdentity?, trusted: [Certificate], now: Time
  ) {
    self.files = files
    self.leaf = leaf
    self.purpose = purpose
    self.name = name
    self.trusted = trusted
    self.now = now
    let folder = files.issuer(of: leaf.object).flatMap { held in
      held.file.lastIndex(of: "/").map { String(held.file[..<$0]) }
    }
    authorityFolder = folder.flatMap { Files.exists("\($0)/ca.key") ? $0 : nil } ?? "ca"
  }

  mutating func run() {
    let chain = files.chain(from: leaf)
    checkKey()
    checkDates(chain)
    checkOrder(chain)
    if !isAuthority {
      checkPurpose()
      checkNames()
    }
    checkStrength(chain)
    checkPath(chain)
  }

  private mutating func add(
    _ level: Finding.Level, _ text: String, rule: String? = nil, mend: String? = nil,
    at place: String? = nil
  ) {
    findings.append(Finding(level, text, at: place ?? leaf.file, rule: rule, mend: mend))
  }

  private var keyFile: String {
    files.keys.first { $0.object == certificate.publicKey }?.file ?? "client.key"
  }

  /// How to get the certificate once more, with other contents.
  private func anew(_ options: String) -> String {
    "mtls csr new --key \(keyFile) \(options)--out new.csr && mtls ca sign --dir \(authorityFolder) "
      + "--csr new.csr --profile \(profile) --out \(leaf.file) --force"
  }

  private var profile: String {
    switch purpose {
    case .server: "server"
    case .client: "client"
    case nil:
      certificate.extendedKeyUsage?.contains(.clientAuth) ?? false ? "client" : "server"
    }
  }

  private mutating func checkKey() {
    if let key = files.keys.first(where: { $0.object == certificate.publicKey }) {
      add(.good, "the key in \(key.file) belongs to it")
    } else if !files.keys.isEmpty {
      add(
        .problem,
        "none of the keys belongs to it: \(files.keys.map(\.file).joined(separator: ", "))",
        rule: "RFC 9846, Section 4.5.2",
        mend: "find the key that its request was made with, or have that key certified: "
          + "mtls csr new --key \(files.keys[0].file) --cn NAME --out new.csr")
    }
  }

  private mutating func checkDates(_ chain: [CheckedSet.Held<Certificate>]) {
    for (place, held) in chain.enumerated() {
      let one = held.object
      let who = place == 0 ? "" : "the authority \(one.subject.text) "
      let folder =
        place == 0
        ? authorityFolder : held.file.lastIndex(of: "/").map { String(held.file[..<$0]) } ?? "ca"
      let renewal =
        place == 0
        ? "mtls ca renew \(held.file) --dir \(folder) --out \(held.file) --force"
        : one.isSelfIssued
          ? "mtls ca renew --dir \(folder)"
          : "mtls ca renew \(held.file) --dir PARENT --out \(held.file) --force"
      if now > one.notAfter {
        add(
          .problem, "\(who)expired on \(one.notAfter), \(-one.daysLeft(at: now)) days ago",
          rule: "RFC 5280, Section 4.1.2.5", mend: renewal, at: held.file)
      } else if now < one.notBefore {
        add(
          .problem, "\(who)is not valid before \(one.notBefore)",
          rule: "RFC 5280, Section 4.1.2.5", mend: "set the clock right, or wait until then",
          at: held.file)
      } else if one.daysLeft(at: now) < 30 {
        add(.warning, "\(who)is \(Expiry.text(one, at: now))", mend: renewal, at: held.file)
      } else if place == 0 {
        add(.good, Expiry.text(one, at: now))
      }
    }
  }

  /// What stands behind the certificate in its file has to certify what stands before it.
  private mutating func checkOrder(_ chain: [CheckedSet.Held<Certificate>]) {
    let sent = files.certificates.filter { $0.file == leaf.file }.map(\.object)
    let write =
      "mtls check \(Set(files.certificates.map(\.file)).sorted().joined(separator: " ")) "
      + "--write-chain chain.pem"
    let names = chain.map { $0.object.subject.text }.joined(separator: " ← ")
    guard sent.first == certificate else {
      return add(
        .problem, "it is not the first certificate of its file", rule: "RFC 9846, Section 4.5.1",
        mend: write)
    }
    for (place, one) in sent.enumerated().dropFirst() {
      guard place < chain.count, one == chain[place].object else {
        return add(
          .problem,
          "certificate \(place + 1) of the file, \(one.subject.text), does not certify the one before",
          rule: "RFC 9846, Section 4.5.1", mend: write)
      }
    }
    if sent.count > 1, let last = sent.last, last.isSelfIssued {
      add(
        .warning,
        "the root \(last.subject.text) is in the file, though peers have it or do not trust it",
        rule: "RFC 9846, Section 4.5.1", mend: write)
    }
    if chain.count > 1 { add(.good, "chain: \(names)") }
    // Peers know roots, and nothing between.
    let missing = chain.dropFirst(sent.count).filter { !$0.object.isSelfIssued }
    if !missing.isEmpty {
      add(
        .warning,
        "\(missing.map { $0.object.subject.text }.joined(separator: ", ")) has to be sent "
          + "along with it, and is not in its file", rule: "RFC 9846, Section 4.5.1", mend: write)
    }
  }

  private mutating func checkPurpose() {
    let found = certificate.extendedKeyUsage
    let names = found.map { $0.map(Purposes.name).joined(separator: ", ") } ?? "any purpose"
    let wanted: ObjectIdentifier? =
      switch purpose {
      case .server: .serverAuth
      case .client: .clientAuth
      case nil: nil
      }
    if let wanted, let found, !found.contains(wanted), !found.contains(.anyExtendedKeyUsage) {
      add(
        .problem, "it is for \(names), not for \(Purposes.name(of: wanted))",
        rule: "RFC 5280, Section 4.2.1.12", mend: anew("--cn NAME "))
    } else {
      add(.good, "it is for \(names)")
    }
    if let usage = certificate.keyUsage, !usage.contains(.digitalSignature) {
      add(
        .problem, "its keyUsage lacks digitalSignature, so it cannot sign a TLS 1.3 handshake",
        rule: "RFC 9846, Section 4.5.1.2", mend: anew("--cn NAME "))
    }
  }

  private mutating func checkNames() {
    let names = certificate.subjectAlternativeNames ?? []
    let isServer =
      switch purpose {
      case .server: true
      case .client: false
      case nil: certificate.extendedKeyUsage?.contains(.serverAuth) ?? false
      }
    let texts = names.map(\.description).joined(separator: ", ")
    if let name {
      if name.matches(names) {
        add(.good, "it names \(name)")
      } else {
        add(
          .problem,
          names.isEmpty
            ? "it names nobody in subjectAltName, and \(name) was expected"
            : "it names \(texts), not \(name)", rule: "RFC 9525, Section 6.3",
          mend: anew("--cn \(name) --san \(name) "))
      }
    } else if isServer, !names.contains(where: { if case .dns = $0 { true } else { $0.isAddress } })
    {
      add(
        .problem, "it names no host in subjectAltName, and the common name does not count",
        rule: "RFC 9525, Section 6.3", mend: anew("--cn NAME --san NAME "))
    } else if !names.isEmpty {
      add(.good, "it names \(texts)")
    }
  }

  private mutating func checkStrength(_ chain: [CheckedSet.Held<Certificate>]) {
    for held in chain {
      let one = held.object
      let who = one == certificate ? "its key" : "the key of \(one.subject.text)"
      if case .rsa(let bits)? = one.publicKey?.type, bits < 2048 {
        add(
          .problem, "\(who) is RSA of \(bits) bits, which is too weak",
          rule: "RFC 9325, Section 4.5",
          mend: "mtls key new --out new.key && mtls csr new --key new.key --cn NAME --out new.csr",
          at: held.file)
      } else if one.publicKey == nil {
        add(
          .problem, "\(who) is \(one.subjectPublicKeyInfo.kind), which is not supported",
          mend: "mtls key new --out new.key && mtls csr new --key new.key --cn NAME --out new.csr",
          at: held.file)
      }
      if one.signatureAlgorithm.signatureAlgorithm == nil, !one.isSelfIssued {
        add(
          .problem,
          "\(one.subject.text) is signed with \(one.signatureAlgorithm.algorithm), "
            + "which peers do not accept", rule: "RFC 9846, Section 4.5.1.3",
          mend: anew("--cn NAME "),
          at: held.file)
      }
    }
  }

  /// Verifies the path as a peer would; what was said before is not said again.
  private mutating func checkPath(_ chain: [CheckedSet.Held<Certificate>]) {
    let roots = files.roots + trusted
    let own = leaf.object
    guard !roots.isEmpty else {
      let issuer = chain.last?.object.issuer.text ?? ""
      return add(
        .warning, "its path ends at \(issuer), whose certificate is not among the files",
        mend: "name the root, too: mtls check \(leaf.file) ca/ca.pem")
    }
    if isAuthority, own.isSelfIssued { return }
    var policy = VerificationPolicy(purpose: purpose ?? (profile == "client" ? .client : .server))
    policy.revocation = RevocationPolicy(
      mode: files.lists.isEmpty ? .off : .prefer, lists: files.lists.map(\.object))
    let verifier = PeerVerifier(roots: TrustRoots(roots), policy: policy)
    let others = files.certificates.map(\.object).filter { $0 != own }
    do {
      let path = try verifier.verify(chain: [own] + others, at: now, identity: nil)
      add(.good, "trusted by \(path.root.subject.text)")
    } catch {
      let isNew = !findings.contains { $0.level == .problem && $0.place == leaf.file }
      switch error.cause {
      case .revoked(let time, let reason):
        add(
          .problem, "it was revoked on \(time)" + (reason.map { ": \($0)" } ?? ""),
          rule: error.rule,
          mend: "mtls key new --out new.key && mtls csr new --key new.key --cn NAME --out new.csr")
      case .unknownIssuer:
        add(
          .problem, "no path leads to a root: the certificate of \(error.issuer) is missing",
          rule: error.rule,
          mend: "get it from who issued \(leaf.file), and name it: mtls check \(leaf.file) FILE …")
      default:
        // An authority has no purpose of its own.
        if case .wrongPurpose = error.cause, isAuthority { return }
        if isNew { add(.problem, "\(error)", rule: error.rule, mend: error.hint) }
      }
    }
  }
}

extension GeneralName {
  fileprivate var isAddress: Bool { if case .ip = self { true } else { false } }
}
