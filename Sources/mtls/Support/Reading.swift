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

  /// The certificates of a file, the first being whom it is about.
  static func certificates(_ path: String) throws(Explanation) -> [Certificate] {
    let bytes = try bytes(path)
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

  static func privateKey(_ path: String) throws(Explanation) -> PrivateKey {
    var bytes = try bytes(path)
    defer { wipe(&bytes) }
    do { return try KeyFile.privateKey(in: bytes.span) } catch {
      throw Explanation(.file, "\(error)", at: path, next: hint(error, path))
    }
  }

  /// A chain and its key, checked to belong together.
  static func credential(cert: String, key: String) throws(Explanation) -> Credential {
    let chain = try certificates(cert)
    let privateKey = try privateKey(key)
    do { return try Credential(chain: chain, key: privateKey) } catch {
      throw Explanation(
        .file, "\(error)", at: "\(cert) and \(key)",
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
    case (.encryptedPrivateKey, .privateKey):
      return "decrypt it first: openssl pkey -in \(path) -out client.key"
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
