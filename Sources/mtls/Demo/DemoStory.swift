import Bytes
import MutualTLS
import PKI
import TLS13

/// The part of the demo in which all goes well.
struct DemoStory {
  let narrator: Narrator
  let console: Console

  func authority(_ world: DemoWorld) {
    let certificate = world.authority.certificate
    narrator.step("An authority")
    narrator.tell("$ mtls ca init --dir ca --cn 'Demo Root' --org 'mtls demo'")
    narrator.tell("\(certificate.subject.text), \(Expiry.text(certificate, at: .now))")
    narrator.check(
      "its private key can be read by its owner alone",
      !Files.isReadableByOthers("\(world.folder)/ca/ca.key"))
    narrator.check("it signs itself", certificate.publicKey.map(certificate.isSigned) ?? false)
  }

  func server(_ world: inout DemoWorld) throws(Explanation) {
    narrator.step("A server: key, signing request, certificate")
    narrator.tell("$ mtls key new --out server.key")
    narrator.tell(
      "$ mtls csr new --key server.key --cn api.demo.example --san localhost "
        + "--san 127.0.0.1 --out server.csr")
    let request = try world.request(
      "server", SubjectFields(commonName: "api.demo.example"),
      [.dns("api.demo.example"), .dns("localhost"), .ip([127, 0, 0, 1])])
    narrator.check("the request is signed by its own key", request.isSignatureValid)
    narrator.tell("$ mtls ca sign --dir ca --csr server.csr --profile server --out server.pem")
    let issued = try world.sign("server", request, .server)
    narrator.tell(CASign.text(issued.report))
    narrator.check(
      "a path leads from it to the authority, for a server named localhost",
      verifies(issued.certificate, .server, "localhost", world))
  }

  func client(_ world: inout DemoWorld) throws(Explanation) {
    narrator.step("A client: key, signing request, certificate")
    narrator.tell("$ mtls key new --out client.key")
    narrator.tell(
      "$ mtls csr new --key client.key --cn api-mtls.customer.example "
        + "--org 'Customer Inc' --locality Miami --state Florida --country US --out client.csr")
    let request = try world.request(
      "client",
      SubjectFields(
        commonName: "api-mtls.customer.example", organization: "Customer Inc",
        locality: "Miami", state: "Florida", country: "US"),
      [.dns("api-mtls.customer.example")])
    narrator.check("the request is signed by its own key", request.isSignatureValid)
    narrator.tell("$ mtls ca sign --dir ca --csr client.csr --profile client --out client.pem")
    let issued = try world.sign("client", request, .client)
    narrator.tell(CASign.text(issued.report))
    narrator.tell("client.pem: \(Expiry.text(issued.certificate, at: .now))")
    narrator.check(
      "a path leads from it to the authority, for a client",
      verifies(issued.certificate, .client, nil, world))
    narrator.check(
      "it lasts 365 days",
      issued.certificate.notAfter.secondsSince1970 - Time.now.secondsSince1970 > 364 * 86_400)
  }

  func handshake(_ world: DemoWorld) throws(Explanation) {
    narrator.step("A handshake in which each authenticates the other")
    let server = try DemoServer(try world.server()) { stream, _ in
      var data: [UInt8] = []
      _ = try? stream.read(appendingTo: &data, deadline: .after(.seconds(5)))
    }
    defer { server.stop() }
    narrator.tell(
      "$ mtls connect localhost:\(server.place.port) --cert client.pem --key client.key "
        + "--cacert ca/ca.pem")
    var session = try session(to: server, "client", "localhost", world)
    let summary = session.stream.summary
    narrator.tell(SessionReport.text(summary, at: .now, console))
    narrator.check(
      "the client has verified the server to the authority",
      summary.peer?.path?.root == world.authority.certificate)
    narrator.check("the server asked for a certificate and got one", summary.sentCertificate)
    let verdict = session.confirmAccepted(within: .seconds(5))
    narrator.tell("\(verdict)")
    if case .accepted = verdict {
      narrator.check("the server has said that it accepts the client", true)
    } else {
      narrator.check("the server has said that it accepts the client", false)
    }
    session.stream.finish()
    guard case .accepted(_, let seen)? = server.nextEvent() else {
      narrator.check("the server has verified the client", false)
      return
    }
    let peer = PeerSummary(seen.peer, now: .now)
    narrator.tell("the server sees: \(peer?.label ?? "nobody"), \(peer?.subject ?? "")")
    narrator.check("the server has verified the client to the authority", peer?.isVerified ?? false)
    narrator.check(
      "both ends agree on suite and group",
      seen.cipherSuite == summary.cipherSuite && seen.group == summary.group)
  }

  func call(_ world: DemoWorld) throws(Explanation) {
    narrator.step("An API call with Client ID and access key")
    let server = try DemoServer(try world.server(), DemoAPI.serve)
    defer { server.stop() }
    let key = Array("demo-access-key\n".utf8)
    do {
      try Files.write(key.span, to: "\(world.folder)/access.key", mode: Files.privateMode)
    } catch { throw Explanation(error) }
    narrator.tell(
      "$ CLIENT_ID=demo-client mtls call https://localhost:\(server.place.port)/v1/account "
        + "--cert client.pem --key client.key --cacert ca/ca.pem "
        + "--header-env X-Client-ID=CLIENT_ID --header-file X-Access-Key=access.key")
    let answer = try get(
      server, world, "client", "/v1/account",
      [
        ("X-Client-ID", "demo-client"), ("X-Access-Key", "demo-access-key"),
      ])
    narrator.tell("HTTP \(answer.status): \(answer.body)")
    narrator.check("the API answered 200", answer.status == 200)
    narrator.check(
      "the API knows whose certificate it was", answer.body.contains("api-mtls.customer.example"))
    let wrong = try get(
      server, world, "client", "/v1/account",
      [
        ("X-Client-ID", "demo-client"), ("X-Access-Key", "another"),
      ])
    narrator.tell("with another access key: HTTP \(wrong.status): \(wrong.body)")
    narrator.check("the right certificate alone is not enough", wrong.status == 403)
  }

  func webhook(_ world: inout DemoWorld) throws(Explanation) {
    narrator.step("A webhook, admitted by the DNS name of the sender")
    let request = try world.request(
      "provider", SubjectFields(commonName: "webhooks.provider.example"),
      [.dns("webhooks.provider.example")])
    _ = try world.sign("provider", request, .client)
    var service = WebService()
    service.echoes = true
    guard let name = DNSPattern("webhooks.provider.example") else { return }
    service.admission.dnsNames = [name]
    let configured = service
    let server = try DemoServer(try world.server()) { stream, log in
      var service = configured
      service.log = log
      service.serve(&stream)
    }
    defer { server.stop() }
    narrator.tell(
      "$ mtls serve --cert server.pem --key server.key --cacert ca/ca.pem "
        + "--allow-dns webhooks.provider.example --echo")
    let event = "{\"event\": \"document.ready\", \"id\": 7}"
    let delivered = try get(server, world, "provider", "/hooks", [], body: event)
    tell(server.nextEntry())
    narrator.check("the provider's delivery arrived whole", delivered == (200, event))
    let other = try get(server, world, "client", "/hooks", [], body: event)
    tell(server.nextEntry())
    narrator.check(
      "another certificate of the same authority is not admitted", other.status == 403)
  }

  private func tell(_ entry: WebService.Entry?) {
    guard let entry else { return }
    narrator.tell(
      "the receiver says: \(entry.method) \(entry.target) from "
        + "\(entry.peer?.label ?? "nobody") → \(entry.status)")
    switch entry.admission {
    case .admitted(let rule): if let rule { narrator.tell("  admitted by \(rule)") }
    case .denied(let reason): narrator.tell("  denied: \(reason)")
    }
  }

  private func session(
    to server: DemoServer, _ name: String, _ identity: String, _ world: DemoWorld
  ) throws(Explanation) -> ClientSession {
    do {
      return try ClientSession(
        to: server.place, try world.client(name), server: ReferenceIdentity(identity),
        deadline: .after(.seconds(10)))
    } catch let failure as StreamFailure {
      throw Explanation(failure, at: "\(server.place)")
    } catch let explanation as Explanation {
      throw explanation
    } catch { throw Explanation(.internal, "\(error)") }
  }

  private func get(
    _ server: DemoServer, _ world: DemoWorld, _ name: String, _ path: String,
    _ headers: [(String, String)], body: String = ""
  ) throws(Explanation) -> (status: Int, body: String) {
    var session = try session(to: server, name, "localhost", world)
    do {
      var fields = HTTPFields()
      try fields.add("Host", "localhost:\(server.place.port)")
      for (name, value) in headers { try fields.add(name, value) }
      try fields.add("Connection", "close")
      let head = try HTTPRequestHead(
        method: body.isEmpty ? "GET" : "POST", target: path, fields: fields)
      var http = HTTPConnection()
      let response = try http.exchange(
        HTTPRequest(head, body: Array(body.utf8)), over: &session.stream,
        deadline: .after(.seconds(10)))
      session.stream.finish()
      return (response.head.status, String(decoding: response.body, as: UTF8.self))
    } catch { throw Explanation(.protocolViolation, "\(error)", at: path) }
  }

  private func verifies(
    _ certificate: Certificate, _ purpose: VerificationPolicy.Purpose, _ name: String?,
    _ world: DemoWorld
  ) -> Bool {
    let verifier = PeerVerifier(roots: world.roots, policy: VerificationPolicy(purpose: purpose))
    let identity = name.flatMap { ReferenceIdentity($0) }
    return (try? verifier.verify(chain: [certificate], at: .now, identity: identity)) != nil
  }
}
