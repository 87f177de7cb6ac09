internal import Bytes
internal import Cryptography
internal import PasswordEncryption

/// Keys from passwords, for files.
enum PasswordSuite {
  /// PBKDF2 (RFC 8018, Section 5.2).
  static func pbkdf2(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    let name = try fields.text("hash")
    let hash: PasswordHash
    switch Names.normal(name) {
    case "sha1": hash = .sha1
    case "sha256": hash = .sha256
    case "sha384": hash = .sha384
    case "sha512": hash = .sha512
    default: throw .skip("the hash \(name) is not supported")
    }
    let iterations = try fields.number("iterations")
    guard (1...10_000_000).contains(iterations) else { throw .malformed("iterations") }
    let (password, salt) = (try fields.bytes("password"), try fields.bytes("salt"))
    let key = try fields.bytes("key")
    guard !key.isEmpty else { throw .malformed("key") }
    let own = PBKDF2.deriveKey(
      password: password.span, salt: salt.span, iterations: iterations, hash: hash,
      byteCount: key.count)
    steps.compare("key", [UInt8](copying: own.bytes), key)
    return steps.answer
  }

  /// scrypt (RFC 7914).
  static func scrypt(_ fields: Fields, _ steps: inout Steps) throws(CaseProblem) -> Answer {
    guard
      let function = Scrypt(
        cost: try fields.number("cost"), blockSize: try fields.number("blockSize"),
        parallelization: try fields.number("parallelization"))
    else { return .refused("cost, blockSize or parallelization is out of bounds") }
    let (password, salt) = (try fields.bytes("password"), try fields.bytes("salt"))
    let key = try fields.bytes("key")
    guard !key.isEmpty else { throw .malformed("key") }
    let own = function.deriveKey(password: password.span, salt: salt.span, byteCount: key.count)
    steps.compare("key", [UInt8](copying: own.bytes), key)
    return steps.answer
  }
}
