import Bytes
import Cryptography
import HardwareKeys
import MutualTLS
import PKI
import Synchronization

/// Keys in hardware modules, by their names (RFC 7512).
enum HardwareKeyOptions {
  static let note =
    "A key may be in a hardware module: --key 'pkcs11:token=NAME;object=NAME?module-path=FILE&pin-source=file:FILE' "
    + "(or pin-source=env:NAME, fd:NUMBER; without module-path, the environment variable MTLS_PKCS11_MODULE). "
    + "That needs a build with: swift build -c release --traits PKCS11 --product mtls"

  /// The key that a path names, where it is elsewhere; nil for a file that holds its key.
  static func signer(_ path: String) throws(Explanation) -> (any ExternalSigner)? {
    if path.hasPrefix(PKCS11URI.scheme) { return try key(path) }
    return try KeySource.reference(in: path).map { (name) throws(Explanation) in try key(name) }
  }

  #if PKCS11
    /// Keys that were opened: a token wants no second login.
    private static let opened = Mutex<[String: any ExternalSigner]>([:])

    static func key(_ text: String) throws(Explanation) -> any ExternalSigner {
      if let signer = opened.withLock({ $0[text] }) { return signer }
      let signer = try open(text)
      opened.withLock { $0[text] = signer }
      return signer
    }

    private static func open(_ text: String) throws(Explanation) -> any ExternalSigner {
      let uri = try uri(text)
      do { return try PKCS11Key(uri, module: try module(uri, text), pin: try pin(uri, text)) } catch
      {
        throw refused(error, text)
      }
    }

    static func generate(_ type: KeyType, as text: String) throws(Explanation) {
      let uri = try uri(text)
      do {
        try PKCS11Key.generate(
          type, as: uri, module: try module(uri, text), pin: try pin(uri, text))
      } catch { throw refused(error, text) }
    }

    private static func refused(_ error: any Error, _ text: String) -> Explanation {
      (error as? Explanation)
        ?? Explanation(
          .file, "\(error)", at: text,
          next: "see what the token has: pkcs11-tool --list-objects, p11tool --list-all")
    }

    private static func uri(_ text: String) throws(Explanation) -> PKCS11URI {
      do { return try PKCS11URI(text) } catch {
        throw Explanation(.usage, "\(error)", at: text, rule: "RFC 7512, Section 2.3")
      }
    }

    private static func module(_ uri: PKCS11URI, _ text: String) throws(Explanation) -> String {
      if let path = uri.modulePath { return path }
      if let path = Console.variable("MTLS_PKCS11_MODULE"), !path.isEmpty { return path }
      throw Explanation(
        .usage, "which library speaks for the token?", at: text, rule: "RFC 7512, Section 2.3",
        next: "name it in the key's name, ?module-path=FILE, or in MTLS_PKCS11_MODULE")
    }

    /// The PIN, from where the name says; empty where it says nothing.
    private static func pin(_ uri: PKCS11URI, _ text: String) throws(Explanation) -> SecretBytes {
      var bytes: [UInt8] = []
      defer { wipe(&bytes) }
      switch uri.pinSource {
      case nil: break
      case .file(let path):
        if Files.isPlainFile(path), Files.isReadableByOthers(path) {
          throw Explanation(
            .file, "others than you may read this PIN", at: path, next: "chmod 600 \(path)")
        }
        bytes = try Reading.bytes(path, limit: 1024)
      case .descriptor(let number): bytes = try Reading.bytes("/dev/fd/\(number)", limit: 1024)
      case .environment(let name):
        guard let value = Console.variable(name) else {
          throw Explanation(.usage, "the environment variable \(name) is not set", at: text)
        }
        bytes = Array(value.utf8)
      }
      while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
      return SecretBytes(copying: bytes.span)
    }
  #else
    static func key(_ text: String) throws(Explanation) -> any ExternalSigner {
      throw missing(text)
    }

    static func generate(_ type: KeyType, as text: String) throws(Explanation) {
      throw missing(text)
    }

    private static func missing(_ text: String) -> Explanation {
      Explanation(
        .usage, "this mtls was built without PKCS #11", at: text,
        next: "swift build -c release --traits PKCS11 --product mtls")
    }
  #endif
}
