import Bytes
import Cryptography
import MutualTLS
import PKI

/// Files as the commands write them.
enum Writing {
  static let force = Option(
    "force", "f", .flag, "replace a file that is there; the old one is kept as FILE.bak-TIME")

  /// Writes a private key that nobody else can read.
  ///
  /// - Returns: Where the key that was there before is kept.
  static func key(
    _ key: borrowing PrivateKey, to path: String, force: Bool
  ) throws(Explanation) -> String? {
    guard path != "-" else {
      throw Explanation(
        .usage, "a private key is never printed", at: "--out", next: "name a file: --out client.key"
      )
    }
    let pem = KeyFile.pem(key)
    do {
      return try Files.write(
        pem.bytes, to: path, mode: Files.privateMode, existing: force ? .backUp(.now) : .keep)
    } catch { throw Explanation(error) }
  }

  /// Writes what everybody may read, or nobody else where it `isPrivate`; `-` is standard output.
  @discardableResult
  static func text(
    _ text: String, to path: String, force: Bool, isPrivate: Bool = false, _ console: Console
  ) throws(Explanation) -> String? {
    guard path != "-" else {
      if !console.json { console.data(text) }
      return nil
    }
    do {
      return try Files.write(
        Array(text.utf8).span, to: path, mode: isPrivate ? Files.privateMode : Files.publicMode,
        existing: force ? .backUp(.now) : .keep)
    } catch { throw Explanation(error) }
  }

  /// Says where the file is kept that was there before.
  static func backupLine(_ backup: String?) -> String {
    backup.map { "\nThe file that was there is kept: \($0)" } ?? ""
  }
}
