import Bytes
import Cryptography
import MutualTLS
import TLS13

/// Keys that both sides have from elsewhere: out of files or the environment, never from the command line, which
/// everybody on a machine can read.
enum PreSharedKeyOptions {
  static let all = [
    Option(
      "psk-file", nil, .file,
      "external keys, a line IDENTITY:HEX for each, as psktool writes them; mode 0600"),
    Option("psk-env", nil, .text("VARIABLE"), "the same from the environment"),
    Option(
      "psk-import", nil, .flag, "import the keys by RFC 9258, as the other side has to do, too"),
    Option("psk-context", nil, .text("TEXT"), "the context of the import"),
    Option(
      "psk-hash", nil, .choice(["sha256", "sha384"]), "the hash of the keys; sha256 unless named"),
    Option(
      "psk-modes", nil, .text("NAMES"),
      "psk_dhe_ke, and psk_ke without forward secrecy where it is named"),
  ]

  /// The keys that the options name; none without them.
  static func keys(_ invocation: Invocation) throws(Explanation) -> [PreSharedKey] {
    let hash: HashAlgorithm = invocation.value("psk-hash") == "sha384" ? .sha384 : .sha256
    let imports = invocation.flag("psk-import")
    if invocation.value("psk-context") != nil, !imports {
      throw Explanation(
        .usage, "a context belongs to an import", at: "--psk-context",
        rule: "RFC 9258, Section 5.1",
        next: "--psk-import")
    }
    let context = Array((invocation.value("psk-context") ?? "").utf8)
    var keys: [PreSharedKey] = []
    func read(_ text: [UInt8], _ place: String) throws(Explanation) {
      for (number, line) in text.split(separator: 0x0A).enumerated() {
        var line = line
        if line.last == 0x0D { line.removeLast() }
        guard !line.isEmpty, line.first != UInt8(ascii: "#") else { continue }
        // The key has no colon; the identity may have some.
        guard let colon = line.lastIndex(of: UInt8(ascii: ":")),
          var secret = Hex.decode(String(decoding: line[(colon + 1)...], as: UTF8.self))
        else {
          throw Explanation(
            .file, "line \(number + 1) is not IDENTITY:HEX", at: place,
            next: "mtls psk new --identity NAME --out FILE")
        }
        defer { wipe(&secret) }
        let identity = Array(line[..<colon])
        do throws(PreSharedKeyError) {
          let bytes = SecretBytes(copying: secret.span)
          if imports {
            keys += try PreSharedKey.importing(
              identity: identity, key: bytes, context: context, hash: hash)
          } else {
            keys.append(try PreSharedKey(external: identity, key: bytes, hash: hash))
          }
        } catch {
          throw Explanation(.file, "line \(number + 1): \(error)", at: place)
        }
      }
      guard !keys.isEmpty else { throw Explanation(.file, "there is no key in it", at: place) }
    }
    if let path = invocation.value("psk-file") {
      do {
        let contents = try Files.readSecret(path)
        var text = [UInt8](copying: contents.bytes)
        defer { wipe(&text) }
        try read(text, path)
      } catch let failure as FileFailure {
        throw Explanation(failure)
      } catch let explanation as Explanation {
        throw explanation
      } catch { throw Explanation(.internal, "\(error)") }
    }
    if let name = invocation.value("psk-env") {
      guard let text = Console.variable(name) else {
        throw Explanation(
          .usage, "the environment has no variable \(name)", at: "--psk-env",
          next: "export \(name)=…")
      }
      try read(Array(text.utf8), "--psk-env \(name)")
    }
    return keys
  }

  /// How keys may be used, the tickets' among them.
  static func modes(_ invocation: Invocation) throws(Explanation) -> [KeyExchangeMode] {
    guard let text = invocation.value("psk-modes") else { return [.pskDHE] }
    var modes: [KeyExchangeMode] = []
    for word in text.split(separator: ",") {
      switch word {
      case "psk_dhe_ke": modes.append(.pskDHE)
      case "psk_ke": modes.append(.psk)
      default:
        throw Explanation(
          .usage, "\(word) is neither psk_dhe_ke nor psk_ke", at: "--psk-modes",
          rule: "RFC 9846, Section 4.3.9")
      }
    }
    guard !modes.isEmpty else { throw Explanation(.usage, "names nothing", at: "--psk-modes") }
    if modes.contains(.psk) {
      invocation.console.talk(
        "warning: psk_ke has no forward secrecy: who learns the key later reads what was recorded")
    }
    return modes
  }
}
