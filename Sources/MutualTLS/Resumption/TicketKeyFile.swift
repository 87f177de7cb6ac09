import Bytes
import Cryptography
public import TLS13

/// Ticket keys in a file that several servers share: 48 random bytes for each key, the newest first, as they are. The
/// newest seals, the others still open.
public enum TicketKeyFile {
  /// Reads the keys of a file that nobody but its owner may read.
  public static func read(_ path: String) throws(FileFailure) -> TicketKeys {
    let secret = try contents(path)
    do { return try TicketKeys(shared: secret.bytes) } catch {
      throw FileFailure(path, .contents("\(error)"))
    }
  }

  /// Gives a server the keys that the file has now.
  public static func reread(_ path: String, into keys: TicketKeys) throws(FileFailure) {
    let secret = try contents(path)
    do { try keys.replace(shared: secret.bytes) } catch {
      throw FileFailure(path, .contents("\(error)"))
    }
  }

  /// Makes a file with one fresh key.
  public static func make(_ path: String) throws(FileFailure) {
    var random = SystemRandom()
    let key = random.secret(TicketKeys.keyByteCount)
    try Files.write(key.bytes, to: path, mode: Files.privateMode)
  }

  /// Puts a fresh key in front; of the older ones as many as `keeping` stay.
  ///
  /// Where several servers share copies of the file, a server with the older copy opens no ticket under the new key:
  /// its clients then show their certificates again.
  ///
  /// - Returns: How many keys the file has now.
  @discardableResult
  public static func rotate(_ path: String, keeping: Int = 2) throws(FileFailure) -> Int {
    let size = TicketKeys.keyByteCount
    let old = try contents(path)
    do { _ = try TicketKeys(shared: old.bytes) } catch {
      throw FileFailure(path, .contents("\(error)"))
    }
    let kept = min(max(0, keeping), TicketKeys.maximumKeys - 1, old.count / size) * size
    var random = SystemRandom()
    let key = random.secret(size)
    let all = SecretBytes(byteCount: size + kept) { span in
      for index in 0..<size { span[index] = key.bytes[index] }
      for index in 0..<kept { span[size + index] = old.bytes[index] }
    }
    try Files.write(all.bytes, to: path, mode: Files.privateMode, existing: .replace)
    return all.count / size
  }

  private static func contents(_ path: String) throws(FileFailure) -> SecretBytes {
    try Files.readSecret(path, limit: TicketKeys.maximumKeys * TicketKeys.keyByteCount)
  }
}
