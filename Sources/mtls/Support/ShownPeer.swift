import JSON
import MutualTLS
import PKI
import TLS13

/// The certificates that a server shows, and what a client would say of them.
struct ShownPeer {
  /// As they came, the server's own first.
  let chain: [Certificate]
  private let path: VerifiedPath?
  private let failure: VerificationFailure?

  /// Makes a handshake with the server in which nobody is verified, and judges afterwards.
  init(_ place: HostPort, _ invocation: Invocation) throws(Explanation) {
    let identity = try TLSOptions.identity(invocation, host: place.host)
    let roots =
      if let path = invocation.value("cacert") { try Reading.roots(path, invocation.console) } else
      {
        try Reading.systemRoots(invocation.console)
      }
    let seconds = try invocation.number("connect-timeout", in: 1...86_400) ?? 10
    var session: ClientSession
    do {
      session = try ClientSession(
        to: place, ClientConfiguration(verification: .unverified), server: identity,
        deadline: .after(.seconds(seconds)))
    } catch { throw Explanation(error, at: "\(place)") }
    chain = session.stream.summary.peer?.chain ?? []
    session.stream.finish()
    guard !chain.isEmpty else {
      throw Explanation(.negative, "the server shows no certificate", at: "\(place)")
    }
    let verifier = PeerVerifier(roots: roots, policy: VerificationPolicy(purpose: .server))
    do throws(VerificationFailure) {
      path = try verifier.verify(chain: chain, at: .now, identity: identity)
      failure = nil
    } catch {
      path = nil
      failure = error
    }
  }

  /// The verdict, for people.
  var text: String {
    if let path {
      return "verified: "
        + path.certificates.map { $0.subject.text }.joined(separator: ", issued by ")
    }
    guard let failure else { return "" }
    return "NOT verified: \(failure)\nrule: \(failure.rule)\nhint: \(failure.hint)"
  }

  /// The verdict, for programs.
  var members: [JSONValue.Member] {
    [
      JSONValue.Member("verified", .boolean(path != nil)),
      JSONValue.Member("failure", failure.map { ExplainedVerification.json($0) } ?? .null),
    ]
  }
}
