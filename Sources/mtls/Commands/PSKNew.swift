import Bytes
import Cryptography
import JSON
import MutualTLS

/// `mtls psk new`: makes an external pre-shared key.
enum PSKNew {
  static let command = Command(
    path: ["psk", "new"], summary: "Make an external pre-shared key for two sides",
    options: [
      Option("identity", nil, .text("NAME"), "by which the sides find the key", required: true),
      Option("out", "o", .file, "the file to write, mode 0600", required: true),
    ],
    examples: [
      "mtls psk new --identity sensor-17 --out sensor.psk",
      "mtls connect api.example.org:443 --psk-file sensor.psk",
    ],
    notes: [
      "The identity goes over the wire in the clear. The key has 32 random bytes; the file has the line "
        + "IDENTITY:HEX, as psktool of GnuTLS writes it. Give every pair of sides a key of its own (RFC 9257)."
    ],
    run: { (invocation) throws(Explanation) in
      let identity = try invocation.required("identity")
      let path = try invocation.required("out")
      guard !identity.isEmpty, identity.utf8.count <= 1024,
        identity.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), identity.utf8.first != 0x23
      else {
        throw Explanation(
          .usage, "an identity has 1 to 1024 printable characters and does not begin with #",
          at: "--identity")
      }
      var random = SystemRandom()
      let key = random.secret(32)
      var line = Array("\(identity):".utf8)
      defer { wipe(&line) }
      line.reserveCapacity(line.count + 65)
      line += Hex.encode(key.bytes).utf8
      line.append(0x0A)
      do throws(FileFailure) {
        try Files.write(line.span, to: path, mode: Files.privateMode)
      } catch { throw Explanation(error) }
      invocation.console.result(
        "psk",
        [
          JSONValue.Member("file", .string(path)), JSONValue.Member("identity", .string(identity)),
        ],
        text:
          "\(path): a new pre-shared key of 32 bytes for \(identity), readable by you alone (0600)"
          + "\nnext: bring it to the other side unseen, and name it there with --psk-file")
      return .done
    })
}
