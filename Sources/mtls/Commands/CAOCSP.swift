import Authorities
import Bytes
import Cryptography
import HardwareKeys
import JSON
import MutualTLS
import PKI
import Synchronization

/// `mtls ca ocsp`: answers OCSP requests about the authority's certificates.
enum CAOCSP {
  static let command = Command(
    path: ["ca", "ocsp"],
    summary: "Answer OCSP requests about the authority's certificates",
    options: [
      Option("dir", nil, .folder, "the authority's folder", required: true),
      Option(
        "listen", "l", .text("HOST:PORT"), "where to listen; 127.0.0.1:8080; port 0 is any free one"
      ),
      Option(
        "cert", "E", .file,
        "certificate of a responder that the authority has authorized (OCSP Signing); the authority's own unless "
          + "named"),
      Option("key", nil, .file, "private key of the responder"),
    ] + PasswordSource.reading + [
      Option("validity", nil, .number("SECONDS"), "how long an answer is good; 3600"),
      Option("ready-file", nil, .file, "write HOST:PORT to this file once clients may come"),
    ],
    examples: [
      "mtls ca ocsp --dir ca --listen 127.0.0.1:8080",
      "openssl ocsp -issuer ca/ca.pem -cert client.pem -url http://127.0.0.1:8080 -CAfile ca/ca.pem",
      "mtls cert status client.pem --issuer ca/ca.pem --url http://127.0.0.1:8080",
    ],
    notes: [
      "Good is what DIR/index.json has as issued and not as revoked; revoked is what it, or DIR/ca.crl, has as that. Of "
        + "other serial numbers the answer is unknown, never good (RFC 6960, Section 2.2). Both are read anew when they "
        + "have changed, so that mtls ca sign and mtls ca revoke count at once."
    ],
    run: { (invocation) throws(Explanation) in try run(invocation) })

  private static func run(_ invocation: Invocation) throws(Explanation) -> ExitCode {
    let folder = try invocation.required("dir")
    let text = invocation.value("listen") ?? "127.0.0.1:8080"
    guard let place = HostPort(text, defaultPort: 8080) else {
      throw Explanation(
        .usage, "\(text) is not HOST:PORT", at: "--listen", next: "--listen 127.0.0.1:8080")
    }
    let validity = try invocation.number("validity", in: 1...31_536_000) ?? 3600
    let passwords = try PasswordSource(invocation)
    let issuer = try Reading.certificates("\(folder)/ca.pem")[0]
    let certificatePath = invocation.value("cert")
    let signer = try certificatePath.map { (path) throws(Explanation) in
      try Reading.certificates(path, passwords)[0]
    }
    guard (certificatePath == nil) == (invocation.value("key") == nil) else {
      throw Explanation(.usage, "--cert and --key belong together")
    }
    let keyPath = invocation.value("key") ?? "\(folder)/ca.key"
    if keyPath.hasPrefix(PKCS11URI.scheme) || KeySource.reference(in: keyPath) != nil {
      throw Explanation(
        .usage, "answers are signed by a key in a file, and this one is in a token", at: keyPath,
        next: "authorize a responder of its own: --cert FILE --key FILE")
    }
    let key = try Reading.privateKey(keyPath, passwords)
    guard key.publicKey == (signer ?? issuer).publicKey else {
      throw Explanation(
        .file, "this private key does not belong to \(certificatePath ?? "\(folder)/ca.pem")",
        at: keyPath)
    }
    if let signer, signer.extendedKeyUsage?.contains(.ocspSigning) != true {
      throw Explanation(
        .negative, "nobody will accept its answers: it is not for OCSP Signing",
        at: certificatePath, rule: "RFC 6960, Section 4.2.2.2")
    }
    var answers = OCSPResponder(issuer: issuer, signer: signer ?? issuer)
    answers.validity = Int64(validity)
    let responder = try Responder(answers, key, folder)
    let listener: Listener
    do { listener = try Listener(at: place) } catch {
      throw Explanation(.network, "\(error)", next: "choose another port with --listen")
    }
    let console = invocation.console
    console.talk(
      "OCSP for \(issuer.subject.text) at http://\(listener.place)/\n\(folder)/ca.pem: "
        + Expiry.text(issuer, at: .now, console))
    if let path = invocation.value("ready-file") {
      do {
        try Files.write(
          Array("\(listener.place)\n".utf8).span, to: path, mode: Files.publicMode,
          existing: .keep)
      } catch { throw Explanation(error) }
    }
    while true {
      let socket: Socket?
      do { socket = try listener.accept(deadline: .after(.seconds(60))) } catch {
        throw Explanation(.network, "\(error)")
      }
      guard let socket else { continue }
      // One after another, each for five seconds at most: an answer takes a millisecond.
      do {
        try PlainHTTP.answer(
          socket, limit: OCSPRequest.maximumByteCount, deadline: .after(.seconds(5))
        ) { request in responder.response(to: request, console) }
      } catch { console.detail("a client: \(error)") }
    }
  }

  /// What answers, with the one copy of its key.
  private final class Responder: Sendable {
    private let answers: OCSPResponder
    private let key: PrivateKey
    private let folder: String
    private let state: Mutex<State>

    private struct State {
      var lookedAt: Time
      var files: FileWatch
      var index: IssuanceIndex
    }

    init(
      _ answers: OCSPResponder, _ key: consuming PrivateKey, _ folder: String
    ) throws(Explanation) {
      self.answers = answers
      self.key = key
      self.folder = folder
      // Watched before it is read, so that no change is missed.
      let files = FileWatch(["\(folder)/index.json", "\(folder)/ca.crl"])
      state = Mutex(State(lookedAt: .now, files: files, index: try CAFolder.index(folder)))
    }

    /// What the authority has issued and revoked, at most a second old.
    func index() throws(Explanation) -> IssuanceIndex {
      let now = Time.now
      let isChanged = state.withLock { state in
        guard state.lookedAt != now else { return false }
        state.lookedAt = now
        return state.files.hasChanged()
      }
      if isChanged {
        let index = try CAFolder.index(folder)
        state.withLock { $0.index = index }
      }
      return state.withLock { $0.index }
    }

    func response(to request: HTTPRequest, _ console: Console) -> HTTPResponse {
      let type = "application/ocsp-response"
      let question: [UInt8]
      switch request.head.method {
      case "POST": question = request.body
      case "GET":
        // RFC 6960, Appendix A.1: base 64, percent-encoded, behind the slash.
        guard let text = PercentEncoding.decode(request.head.target.drop { $0 == "/" }),
          let bytes = Base64.decode(text.span), !bytes.isEmpty
        else { return HTTPResponse(status: 400, body: Array("no OCSP request\n".utf8)) }
        question = bytes
      default: return HTTPResponse(status: 405, body: Array("GET or POST\n".utf8))
      }
      let index: IssuanceIndex
      do { index = try self.index() } catch {
        console.fail(error)
        return HTTPResponse(
          status: 200, type: type, body: OCSPResponder.failure(.internalError))
      }
      var random = SystemRandom()
      var asked: [String] = []
      do {
        let answer = try answers.answer(to: question, at: .now, key: key, using: &random) {
          serial in
          let entry = index[serial]
          let word = entry == nil ? "unknown" : entry?.revocation == nil ? "good" : "revoked"
          asked.append("\(Hex.encode(serial.span)) \(word)")
          guard let entry else { return .unknown }
          return entry.revocation.map { .revoked($0) } ?? .good
        }
        console.talk(
          asked.isEmpty ? "no question about this authority" : asked.joined(separator: ", "))
        return HTTPResponse(status: 200, type: type, body: answer)
      } catch {
        console.talk("an answer could not be signed: \(error)")
        return HTTPResponse(
          status: 200, type: type, body: OCSPResponder.failure(.internalError))
      }
    }
  }
}
