import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

/// Files as the commands read them; failures name the file and what to type next.
enum Reading {
  static func bytes(_ path: String, limit: Int = Files.keyFileLimit) throws(Explanation) -> [UInt8]
  {
    do { return try Files.read(path, limit: limit) } catch { throw Explanation(error) }
  }

  /// The certificates of a file, the first being whom it is about. Those of a .p12 are its chain.
  static func certificates(
    _ path: String, _ passwords: PasswordSource = .prompt
  ) throws(Explanation) -> [Certificate] {
    let bytes = try bytes(path)
    do {
      if FileContents(of: bytes) == .pkcs12 {
        return try container(bytes.span, path, passwords).chain()
      }
    } catch let explanation as Explanation { throw explanation } catch {
      throw Explanation(.file, "\(error)", at: path)
    }
    do { return try CertificateFile.certificates(in: bytes) } catch {
      throw Explanation(.file, "\(error)", at: path, next: hint(error, path))
    }
  }

  static func request(_ path: String) throws(Explanation) -> SigningRequest {
    let bytes = try bytes(path)
    do { return try CertificateFile.request(in: bytes) } catch {
      throw Explanation(.file, "\(error)", at: path, next: hint(error, path))
    }
  }

  static func privateKey(
    _ path: String, _ passwords: PasswordSource = .prompt
  ) throws(Explanation) -> PrivateKey {
    var bytes = try bytes(path)
    defer { wipe(&bytes) }
    return try privateKey(bytes.span, path, passwords)
  }

  /// The private key of a file that was read.
  static func privateKey(
    _ bytes: Span<UInt8>, _ path: String, _ passwords: PasswordSource
  ) throws(Explanation) -> PrivateKey {
    do {
      guard KeyFile.needsPassword(bytes) else { return try KeyFile.privateKey(in: bytes) }
      return try KeyFile.privateKey(in: bytes, password: try passwords.password(for: path))
    } catch let explanation as Explanation { throw explanation } catch let error as FileError {
      throw Explanation(.file, "\(error)", at: path, next: hint(error, path))
    } catch { throw Explanation(.internal, "\(error)", at: path) }
  }

  /// A PKCS #12 container.
  static func container(
    _ path: String, _ passwords: PasswordSource
  ) throws(Explanation) -> PKCS12 {
    var bytes = try bytes(path)
    defer { wipe(&bytes) }
    return try container(bytes.span, path, passwords)
  }

  private static func container(
    _ bytes: Span<UInt8>, _ path: String, _ passwords: PasswordSource
  ) throws(Explanation) -> PKCS12 {
    guard FileContents(of: bytes) == .pkcs12 else {
      throw Explanation(
        .file, "this is \(FileContents(of: bytes)), not \(FileContents.pkcs12)", at: path)
    }
    let password = try passwords.password(for: path)
    do { return try PKCS12(in: bytes, password: password) } catch {
      throw Explanation(.file, "\(error)", at: path)
    }
  }

  /// A chain and its key, checked to belong together; without a file of its own the key is beside the chain, as in
  /// a .p12.
  static func credential(
    cert: String, key: String?, _ passwords: PasswordSource = .prompt, _ staples: Staples = .none
  ) throws(Explanation) -> Credential {
    let chain: [Certificate]
    let source: KeySource
    if key == nil || key == cert, FileContents(of: try bytes(cert)) == .pkcs12 {
      // One question for both.
      let container = try container(cert, passwords)
      do {
        chain = try container.chain()
        guard let entry = container.keys.first else {
          throw Explanation(.file, "there is no private key in it", at: cert, next: "--key FILE")
        }
        source = .local(try entry.privateKey())
      } catch let explanation as Explanation { throw explanation } catch {
        throw Explanation(.file, "\(error)", at: cert)
      }
    } else {
      chain = try certificates(cert, passwords)
      source = try KeySource(key ?? cert, passwords)
    }
    let staple = try staples.response(about: chain)
    do {
      switch consume source {
      case .local(let key): return try Credential(chain: chain, key: key, ocspResponse: staple)
      case .external(let signer):
        guard staple == nil else {
          throw Explanation(
            .usage, "an OCSP response is shown with keys in files alone", at: cert,
            next: "leave --staple out")
        }
        guard chain.first?.publicKey == signer.publicKey else {
          throw CredentialError.keyDoesNotMatch
        }
        return try Credential(externalKeyOf: chain)
      }
    } catch let explanation as Explanation { throw explanation } catch {
      throw Explanation(
        .file, "\(error)", at: key.map { "\(cert) and \($0)" } ?? cert,
        next: "mtls cert show \(cert) shows the certificate's key; find the key it was made for")
    }
  }

  /// Roots from a file or a folder.
  static func roots(_ path: String, _ console: Console) throws(Explanation) -> TrustRoots {
    do {
      return TrustRoots(try TrustFiles.roots(at: path) { console.talk("warning: \($0)") })
    } catch {
      throw Explanation(
        .file, "\(error)", next: "name a file or a folder of trusted roots with --cacert")
    }
  }

  static func systemRoots(_ console: Console) throws(Explanation) -> TrustRoots {
    do { return TrustRoots(try TrustFiles.systemRoots { console.detail($0) }) } catch {
      throw Explanation(.file, "\(error)", next: "name the roots that you trust with --cacert FILE")
    }
  }

  private static func hint(_ error: FileError, _ path: String) -> String? {
    guard case .wrongContents(let found, let expected) = error else { return nil }
    switch (found, expected) {
    case (.certificate, .privateKey):
      return "name the key with --key, or make one: mtls key new --out client.key"
    case (.privateKey, .certificate):
      return "name the certificate with --cert; this one goes to --key"
    case (.certificateRequest, .certificate):
      return
        "have it signed first: mtls ca sign --dir ca --csr \(path) --profile client --out client.pem"
    case (.certificate, .certificateRequest): return "mtls cert show \(path)"
    default: return nil
    }
  }
}

extension Explanation {
  /// A file that could not be read or written.
  init(_ failure: FileFailure) {
    self.init(.file, "\(failure)")
    if case .exists = failure.reason {
      next = "choose another name, or replace it with --force, which keeps a backup beside it"
    }
  }

  /// A stream that failed.
  init(_ failure: StreamFailure, at place: String) {
    switch failure {
    case .socket(let error):
      self.init(.network, "\(error)", at: place)
      switch error {
      case .unreachable:
        // It names the address itself.
        self.place = nil
        next = "look whether the server runs, and whether the port is right"
      case .unknownHost: next = "look at the spelling of the host's name"
      case .timedOut: next = "try again, or allow more with --max-time SECONDS"
      default: break
      }
    case .connection(let failure):
      self.init(failure, at: place)
    }
  }

  /// A TLS connection that failed.
  init(_ failure: ConnectionFailure, at place: String) {
    switch failure.reason {
    case .peerAlert(let alert):
      self.init(.negative, "the peer refused: alert \(alert)", at: place, rule: failure.rule)
    case .handshake(.certificateRefused(let refusal)):
      self.init(
        .negative, "the peer's certificate is refused: \(refusal)", at: place, rule: refusal.rule,
        next: refusal.hint)
    case .handshake(.internalError):
      self.init(.internal, "\(failure)", at: place)
    case .handshake, .record, .truncated:
      self.init(.protocolViolation, "\(failure)", at: place, rule: failure.rule)
    case .misuse: self.init(.internal, "\(failure)", at: place)
    }
  }
}
