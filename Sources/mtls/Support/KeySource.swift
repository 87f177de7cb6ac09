import Bytes
import Cryptography
import HardwareKeys
import MutualTLS
import PKI

/// A private key: here, out of a file, or elsewhere, behind a name such as `pkcs11:token=…;object=…`.
enum KeySource: ~Copyable {
  case local(PrivateKey)
  case external(any ExternalSigner)

  /// How long a key that is elsewhere may take for a signature.
  static let patience = Duration.seconds(30)

  /// The key in a file, or of a name.
  init(_ path: String, _ passwords: PasswordSource = .prompt) throws(Explanation) {
    if let signer = try HardwareKeyOptions.signer(path) {
      self = .external(signer)
    } else {
      self = .local(try Reading.privateKey(path, passwords))
    }
  }

  /// What a key is called that a file only refers to, as `ca.key` does of an authority whose key is elsewhere.
  static func reference(in path: String) -> String? {
    guard path != "-", Files.isPlainFile(path), let bytes = try? Files.read(path, limit: 4096),
      bytes.starts(with: PKCS11URI.scheme.utf8)
    else { return nil }
    return String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
  }

  var publicKey: PublicKey {
    switch self {
    case .local(let key): key.publicKey
    case .external(let signer): signer.publicKey
    }
  }

  /// Makes a signature.
  func sign(_ request: SignatureRequest, at place: String) throws(Explanation) -> [UInt8] {
    switch self {
    case .local(let key):
      var random = SystemRandom()
      do { return try request.signature(with: key, using: &random) } catch {
        throw Explanation(.internal, "\(error)", at: place)
      }
    case .external(let signer):
      do {
        return try signer.signature(request, deadline: .after(KeySource.patience))
      } catch {
        throw Explanation(
          .file, "\(error)", at: place, next: "see whether the token is there, and unlocked")
      }
    }
  }
}
