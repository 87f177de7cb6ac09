import Bytes
import MutualTLS
import PKI
import TLS13

/// Sessions of a client from one run to the next, and early data.
enum SessionOptions {
  static let all = [
    Option(
      "session-out", nil, .file,
      "keep the sessions that the server's tickets bring in this file, mode 0600"),
    Option(
      "session-in", nil, .file,
      "resume a session out of this file, from which it is taken: each works once"),
  ]

  /// A session for this server out of the file that was named; nil without one.
  static func session(
    _ invocation: Invocation, _ configuration: ClientConfiguration, _ server: ReferenceIdentity?
  ) throws(Explanation) -> Session? {
    guard let path = invocation.value("session-in") else { return nil }
    do {
      let session = try SessionFile.take(
        from: path, for: server, trusting: configuration.verification, now: .now)
      if session == nil {
        invocation.console.talk(
          "\(path): no session for this server that may be used now; the handshake is a full one")
      }
      return session
    } catch { throw Explanation(error) }
  }

  /// Keeps what tickets have brought, if a file was named for it.
  static func keep(
    _ invocation: Invocation, _ sessions: [Session]
  ) throws(Explanation) {
    guard let path = invocation.value("session-out") else { return }
    do { try SessionFile.add(sessions, to: path) } catch { throw Explanation(error) }
    invocation.console.talk(
      sessions.isEmpty
        ? "\(path): the server sent no ticket that can be resumed"
        : "\(path): \(sessions.count == 1 ? "a session is" : "\(sessions.count) sessions are") kept, for once each"
    )
  }
}

/// What connections tell of their secrets, where they are asked.
enum SecretOptions {
  static let keyLog = Option(
    "keylog", nil, .file,
    "append the secrets of connections, for Wireshark; so does SSLKEYLOGFILE: for laboratories alone"
  )
  static let export = Option(
    "export", nil, .text("LABEL"),
    "show 32 bytes of keying material under this label; tls-exporter is the channel binding of RFC 9266",
    repeatable: true)

  /// The log that was asked for, with a warning that quietness does not quieten.
  static func log(_ invocation: Invocation) throws(Explanation) -> KeyLog? {
    let path = invocation.value("keylog") ?? Console.variable("SSLKEYLOGFILE")
    guard let path, !path.isEmpty else { return nil }
    do {
      let log = try KeyLogFile.open(path)
      invocation.console.warn(
        "\(path): the secrets of this program's connections go there; who reads the file reads them"
      )
      return log
    } catch { throw Explanation(error) }
  }

  /// What was asked to be exported, as label and digits.
  static func exports<Connection: Endpoint & ~Copyable>(
    _ invocation: Invocation, _ stream: borrowing MutualTLS.Stream<Connection>
  ) throws(Explanation) -> [(label: String, value: String)] {
    var exports: [(label: String, value: String)] = []
    for label in invocation.all("export") {
      do {
        let value =
          label == "tls-exporter" ? try stream.channelBinding() : try stream.export(label: label)
        exports.append((label, Hex.encode(value.bytes)))
      } catch { throw Explanation(.usage, "\(error)", at: "--export") }
    }
    return exports
  }
}
