import JSON
import MutualTLS
import TLS13

/// `mtls ticket-key new` and `rotate`: keys under which servers seal session tickets.
enum TicketKeyCommands {
  static let new = Command(
    path: ["ticket-key", "new"], summary: "Make a file of ticket keys for servers that share them",
    options: [Option("out", "o", .file, "the file to write, mode 0600", required: true)],
    examples: [
      "mtls ticket-key new --out tickets.key", "mtls serve --ticket-keys tickets.key …",
    ],
    notes: [
      "The file holds 48 random bytes for each key, the newest first. Who reads it reads resumed connections "
        + "that use psk_ke, and can resume sessions: it is as secret as a private key."
    ],
    run: { (invocation) throws(Explanation) in
      let path = try invocation.required("out")
      do throws(FileFailure) { try TicketKeyFile.make(path) } catch { throw Explanation(error) }
      return say(path, 1, invocation)
    })

  static let rotate = Command(
    path: ["ticket-key", "rotate"], summary: "Put a fresh key in front of a file of ticket keys",
    operands: [Operand(name: "FILE", help: "the file", isFile: true)],
    options: [
      Option("keep", nil, .number("COUNT"), "older keys that still open tickets; 2 unless named")
    ],
    examples: [
      "mtls ticket-key rotate tickets.key", "mtls ticket-key rotate tickets.key --keep 0",
    ],
    notes: [
      "The file is replaced at once, and the keys that fall out are gone. Servers read it again by "
        + "themselves. Rotate at least as often as tickets end, once a day by default: sessions have forward "
        + "secrecy only from what no key opens any more."
    ],
    run: { (invocation) throws(Explanation) in
      let path = invocation.operands[0]
      let keep = try invocation.number("keep", in: 0...TicketKeys.maximumKeys - 1) ?? 2
      let count: Int
      do throws(FileFailure) {
        count = try TicketKeyFile.rotate(path, keeping: keep)
      } catch { throw Explanation(error) }
      return say(path, count, invocation)
    })

  private static func say(_ path: String, _ count: Int, _ invocation: Invocation) -> ExitCode {
    invocation.console.result(
      "ticket-key",
      [JSONValue.Member("file", .string(path)), JSONValue.Member("keys", .number(count))],
      text: "\(path): \(count) ticket \(count == 1 ? "key" : "keys"), the first of them fresh"
        + "\nnext: mtls serve --ticket-keys \(path) …")
    return .done
  }
}
