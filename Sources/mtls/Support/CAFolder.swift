import Authorities
import Bytes
import Cryptography
import JSON
import MutualTLS
import PKI

/// An authority's folder as the commands use it.
enum CAFolder {
  static let option = Option("dir", nil, .folder, "the authority's folder", required: true)
  /// For the authority's key, where that is under a password.
  static let passwords = PasswordSource.options("", "of the authority's key, where it is encrypted")
  static let dryRun = Option(
    "dry-run", nil, .flag, "show what would be signed and written, and do neither")

  /// How long another process may work in the folder.
  static let patience = Duration.seconds(60)

  /// Opens the folder for changes, once no other process is at it.
  static func open(
    _ path: String, _ console: Console
  ) throws(Explanation) -> AuthorityFolder {
    let folder: AuthorityFolder
    do { folder = try AuthorityFolder(path, deadline: .after(patience)) } catch {
      throw Explanation(error)
    }
    for note in folder.notes { console.talk("note: \(note)") }
    return folder
  }

  static func index(_ path: String) throws(Explanation) -> IssuanceIndex {
    do { return try AuthorityFolder.mendedIndex(path) } catch { throw Explanation(error) }
  }

  static func issuer(_ path: String) throws(Explanation) -> Issuer {
    do { return try AuthorityFolder.issuer(path) } catch { throw Explanation(error) }
  }

  /// Holds what is to be signed against the folder's policy.
  static func check(
    _ draft: CertificateDraft, _ folder: borrowing AuthorityFolder
  ) throws(Explanation) -> Certificate {
    let preview: Certificate
    do { preview = try draft.builder.unsigned(by: folder.issuer.publicKey).preview() } catch {
      throw Explanation(.internal, "\(error)")
    }
    guard let policy = folder.policy else { return preview }
    do { try policy.check(preview) } catch {
      throw Explanation(
        .negative, "the authority's policy refuses: \(error)", at: "\(folder.path)/policy.json",
        rule: "\(error.rule) in \(folder.path)/policy.json",
        next: "ask for what the policy allows, or change that rule")
    }
    return preview
  }

  /// Signs a draft and records the certificate; only then may it be given to anybody.
  static func issue(
    _ draft: CertificateDraft, _ folder: inout AuthorityFolder,
    _ passwords: PasswordSource = .prompt
  ) throws(Explanation) -> Certificate {
    let unsigned = draft.builder.unsigned(by: folder.issuer.publicKey)
    let certificate: Certificate
    do {
      certificate = try unsigned.signed(try sign(unsigned.request, folder.path, passwords))
    } catch {
      throw Explanation(error, at: folder.path)
    }
    do { try folder.record(certificate) } catch { throw Explanation(error) }
    return certificate
  }

  /// Makes a signature of the authority in a folder.
  static func sign(
    _ request: SignatureRequest, _ folder: String, _ passwords: PasswordSource = .prompt
  ) throws(Explanation) -> [UInt8] {
    let path = "\(folder)/ca.key"
    let key = try KeySource(path, passwords)
    guard key.publicKey == request.publicKey else {
      throw Explanation(
        .file, "this is not the key of \(folder)/ca.pem", at: path,
        next: "find the key that belongs to the certificate: mtls check \(folder)/ca.pem FILE")
    }
    return try key.sign(request, at: path)
  }

  /// What a dry run shows: the certificate as it would be signed, and the files that would be written.
  static func showDryRun(
    _ schema: String, _ preview: Certificate, _ report: IssuanceReport, files: [String],
    _ now: Time, _ invocation: Invocation
  ) {
    let console = invocation.console
    var text = CertificateText.text(of: preview)
    if let signature = text.range(of: "    Signature Value:\n") {
      text = String(text[..<signature.lowerBound])
    }
    if !console.json { console.data(text) }
    console.result(
      schema,
      [
        JSONValue.Member("dryRun", .boolean(true)),
        JSONValue.Member("certificate", CertificateJSON.value(of: preview)),
        JSONValue.Member("report", CASign.json(report)),
        JSONValue.Member("files", .array(files.map { .string($0) })),
      ] + Expiry.members(preview, at: now),
      text: CASign.text(report)
        + "\nNothing was signed and nothing written. It would be, \(Expiry.text(preview, at: now)):\n"
        + files.map { "  \($0)" }.joined(separator: "\n"))
  }
}

extension String {
  /// Where a text stands in this one for the first time.
  func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      guard let line = self[start...].firstIndex(of: "\n") else { return nil }
      start = index(after: line)
    }
    return nil
  }
}

extension Explanation {
  /// An authority's folder that cannot be used.
  init(_ error: AuthorityFolderError) {
    switch error {
    case .noAuthority(let path):
      self.init(
        .file, "there is no authority in this folder", at: path,
        next: "mtls ca init --dir \(path) --cn NAME")
    case .busy(let path):
      self.init(
        .file, "another process has worked in this folder for too long", at: path,
        next: "see who: fuser \(path)/.lock; then try again")
    case .file(let failure): self.init(failure)
    case .unreadable(let path, let reason):
      self.init(.file, reason, at: path, next: "mend it by hand, or put a backup in its place")
    case .serialNumberUsed: self.init(.internal, "\(error)")
    }
  }

  /// A signature that could not be made.
  init(_ error: any Error, at place: String) {
    if let error = error as? Explanation {
      self = error
    } else {
      self.init(.internal, "\(error)", at: place)
    }
  }
}
