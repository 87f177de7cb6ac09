import Bytes
import Cryptography
import Foundation
import MutualTLS
import PKI
import TLS13
import Testing

/// A signer in another process, which gets what is to be signed through a pipe and answers through another:
/// `openssl dgst -sign`.
private final class ProcessSigner: ExternalSigner {
  let publicKey: PublicKey
  private let file: String

  /// The key goes into a file that only the other process reads.
  init() throws {
    var random = SystemRandom()
    let key = try PrivateKey.generate(.p256, using: &random)
    publicKey = key.publicKey
    file = "\(try Files.makeTemporaryFolder())/key.pem"
    let pem = KeyFile.pem(key)
    try Files.write(pem.bytes, to: file, mode: Files.privateMode)
  }

  deinit { Files.removeFolder(URL(fileURLWithPath: file).deletingLastPathComponent().path) }

  func begin(_ request: SignatureRequest, answer: SignatureAnswer) {
    BlockingSigner(publicKey) { [file] request in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["openssl", "dgst", "-sha256", "-sign", file]
      let input = Pipe()
      let output = Pipe()
      process.standardInput = input
      process.standardOutput = output
      do {
        try process.run()
        input.fileHandleForWriting.write(Data(request.content))
        try input.fileHandleForWriting.close()
        let signature = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return .success([UInt8](signature))
      } catch { return .failure(SignerFailure("\(error)")) }
    }.begin(request, answer: answer)
  }
}

/// A signer that does what signers should not.
private struct BadSigner: ExternalSigner {
  enum Fault: String, CaseIterable { case late, wrong, never, refuses }

  let inner: ProcessSigner
  let fault: Fault
  var publicKey: PublicKey { inner.publicKey }

  func begin(_ request: SignatureRequest, answer: SignatureAnswer) {
    switch fault {
    case .never: break
    case .refuses: answer(.failure(SignerFailure("the token was taken out")))
    case .wrong:
      BlockingSigner(publicKey) { [inner] request in
        do {
          var signature = try inner.signature(request, deadline: .after(.seconds(20)))
          signature[signature.count - 1] ^= 1
          return .success(signature)
        } catch { return .failure(SignerFailure("\(error)")) }
      }.begin(request, answer: answer)
    case .late:
      BlockingSigner(publicKey) { [inner] request in
        Thread.sleep(forTimeInterval: 0.5)
        return Result { try inner.signature(request, deadline: .after(.seconds(20))) }
          .mapError { SignerFailure("\($0)") }
      }.begin(request, answer: answer)
    }
  }
}

@Suite struct `A key in another process` {
  private let authority: Authority
  private let signer: ProcessSigner

  init() throws {
    var random = SystemRandom()
    authority = try Authority.makeRoot(
      subject: SubjectFields(commonName: "Root").name, key: .generate(.p256, using: &random),
      days: 30, now: .now, using: &random)
    signer = try ProcessSigner()
  }

  private var patience: Deadline { .after(.seconds(20)) }

  private func certificate(_ profile: SigningProfile, _ name: String) throws -> Certificate {
    var random = SystemRandom()
    let unsigned = SigningRequest.unsigned(
      subject: SubjectFields(commonName: name).name, alternativeNames: [.dns(name)],
      key: signer.publicKey)
    let request = try unsigned.signed(signer.signature(unsigned.request, deadline: patience))
    #expect(request.isSignatureValid)
    return try authority.issue(request, profile: profile, now: .now, using: &random).certificate
  }

  private func verification(_ purpose: VerificationPolicy.Purpose) -> PeerVerification {
    .verify(
      PeerVerifier(
        roots: TrustRoots([authority.certificate]), policy: VerificationPolicy(purpose: purpose)))
  }

  private func server(_ signers: [any ExternalSigner]) throws -> Server {
    let configuration = ServerConfiguration(
      credentials: [
        try Credential(externalKeyOf: [certificate(.server, "server.test")])
      ], clientAuthentication: .required(verification(.client)))
    return try Server(
      at: HostPort(host: "127.0.0.1", port: 0), configuration, signers: signers)
  }

  private func client() throws -> ClientConfiguration {
    var configuration = ClientConfiguration(verification: verification(.server))
    configuration.credential = try Credential(externalKeyOf: [certificate(.client, "client.test")])
    return configuration
  }

  @Test func `signs requests, certificates, CRLs and both sides of a handshake`() throws {
    // An authority whose key is elsewhere.
    var random = SystemRandom()
    let root = try Issuer.draftRoot(
      subject: SubjectFields(commonName: "Elsewhere").name, key: signer.publicKey, days: 30,
      now: .now, serialNumber: CertificateBuilder.randomSerialNumber(using: &random)
    ).unsigned(by: signer.publicKey)
    let issuer = try Issuer(root.signed(signer.signature(root.request, deadline: patience)))
    let list = issuer.draftRevocationList(
      after: nil, revoking: [([1], .init(date: .now, reason: nil))], days: 1, now: .now
    ).unsigned(by: signer.publicKey)
    let signed = try list.signed(signer.signature(list.request, deadline: patience))
    #expect(signed.isSigned(by: signer.publicKey))
    #expect(issuer.hasIssued(issuer.certificate))

    let server = try server([signer])
    server.start(
      report: { _ in },
      handler: { stream in
        var data: [UInt8] = []
        while (try? stream.read(appendingTo: &data, deadline: .after(.seconds(5)))) == true {
          try? stream.write(data.span, deadline: .after(.seconds(5)))
          data = []
        }
      })
    defer { server.stop() }
    var session = try ClientSession(
      to: server.place, client(), server: ReferenceIdentity("server.test"), deadline: patience,
      signers: [signer])
    let sent = Array("signed elsewhere".utf8)
    try session.stream.write(sent.span, deadline: patience)
    var received: [UInt8] = []
    #expect(try session.stream.read(appendingTo: &received, deadline: patience))
    #expect(received == sent)
  }

  @Test(arguments: BadSigner.Fault.allCases)
  private func `that does not do its work ends the handshake in time`(fault: BadSigner.Fault) throws
  {
    let server = try server([signer])
    server.start(report: { _ in }, handler: { _ in })
    defer { server.stop() }
    let configuration = try client()
    let clock = ContinuousClock()
    let begin = clock.now
    let deadline: Deadline = fault == .wrong ? .after(.seconds(20)) : .after(.milliseconds(350))
    do {
      _ = try ClientSession(
        to: server.place, configuration, server: ReferenceIdentity("server.test"),
        deadline: deadline, signers: [BadSigner(inner: signer, fault: fault)])
      Issue.record("connected")
    } catch {
      // A busy machine may not come as far as the signer.
      if case .socket(.timedOut) = error {
      } else {
        let said =
          switch fault {
          case .never, .late: "has not answered in time"
          case .wrong: "does not verify"
          case .refuses: "the token was taken out"
          }
        #expect("\(error)".contains(said), "\(error)")
      }
    }
    #expect(clock.now - begin < .seconds(15))
  }

  @Test func `that nobody knows is said`() throws {
    let server = try server([signer])
    server.start(report: { _ in }, handler: { _ in })
    defer { server.stop() }
    let configuration = try client()
    let failure = #expect(throws: StreamFailure.self) {
      _ = try ClientSession(
        to: server.place, configuration, server: ReferenceIdentity("server.test"),
        deadline: patience)
    }
    #expect("\(String(describing: failure))".contains("no signer"))
  }

  @Test func `of another kind is not asked`() throws {
    let request = SignatureRequest(
      of: [1], by: .ecdsa(.sha256), authority.certificate.publicKey ?? signer.publicKey)
    #expect(throws: SignerFailure.self) { try signer.signature(request, deadline: patience) }
  }
}
