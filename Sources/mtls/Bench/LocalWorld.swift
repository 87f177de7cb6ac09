import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

/// Who shakes hands in `mtls bench local`: a client and a server with chains of leaf, intermediate and root, made
/// afresh.
struct LocalWorld: Sendable {
  static let serverName = "server.bench.test"

  private(set) var client: Shared<ClientConfiguration>
  private(set) var server: Shared<ServerConfiguration>
  let identity: ReferenceIdentity?

  /// - Parameters:
  ///   - isMutual: Whether the server asks for a certificate and the client shows one.
  ///   - resumes: Whether the server gives tickets.
  ///   - caches: Whether good signatures of certificates are remembered.
  init(_ type: String?, isMutual: Bool, resumes: Bool, caches: Bool) throws(Explanation) {
    var random = SystemRandom()
    func name(_ text: String) -> Name { SubjectFields(commonName: text).name }
    do {
      let root = try Authority.makeRoot(
        subject: name("Bench Root"), key: try KeyTypes.generate(type), days: 10, now: .now,
        using: &random)
      let intermediate = try root.makeIntermediate(
        subject: name("Bench Intermediate"), key: try KeyTypes.generate(type), days: 9, now: .now,
        using: &random)
      func credential(_ host: String, _ profile: SigningProfile) throws -> Credential {
        let key = try KeyTypes.generate(type)
        let request = try SigningRequest.make(
          subject: name(host), alternativeNames: [try GeneralName(text: host)], key: key,
          using: &random)
        let leaf = try intermediate.issue(
          request, profile: profile, days: 8, now: .now, using: &random
        ).certificate
        return try Credential(chain: [leaf, intermediate.certificate], key: key)
      }
      let roots = TrustRoots([root.certificate])
      let cache = caches ? SignatureCache() : nil
      func verify(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
        .verify(
          PeerVerifier(
            roots: roots, policy: VerificationPolicy(purpose: purpose), signatureCache: cache))
      }
      var client = ClientConfiguration(verification: verify(.server))
      if isMutual { client.credential = try credential("client.bench.test", .client) }
      var server = ServerConfiguration(
        credentials: [try credential(LocalWorld.serverName, .server)],
        clientAuthentication: isMutual ? .required(verify(.client)) : .none)
      server.confirmsAcceptance = false
      if resumes {
        var resumption = ServerResumption(
          tickets: .sealed(TicketKeys(using: &random)), epoch: PolicyEpoch(rawValue: 1))
        resumption.ticketCount = 1
        server.resumption = resumption
      }
      self.client = Shared(client)
      self.server = Shared(server)
      identity = ReferenceIdentity(LocalWorld.serverName)
    } catch let explanation as Explanation {
      throw explanation
    } catch { throw Explanation(.internal, "\(error)") }
  }

  mutating func choose(suites: [CipherSuite]?, groups: [NamedGroup]?) {
    var (client, server) = (client.configuration, server.configuration)
    if let suites {
      client.cipherSuites = suites
      server.cipherSuites = suites
    }
    if let groups {
      client.groups = groups
      server.groups = groups
    }
    self.client = Shared(client)
    self.server = Shared(server)
  }
}
