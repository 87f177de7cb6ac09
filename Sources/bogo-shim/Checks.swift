import Bytes
import Cryptography
import MutualTLS
import PKI
import TLS13

/// Something is not as an `-expect-…` flag has it.
struct Mismatch: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

/// The application, which is the shim, refuses.
struct Refusal: Error {
  let name: String
}

extension Options {
  /// Holds what was agreed on against the flags.
  func check(_ summary: Summary, isResumption: Bool) throws {
    let wasResumed = summary.preSharedKey == .session
    guard wasResumed == (isResumption && !expectsSessionMiss) else {
      throw Mismatch("the session was \(wasResumed ? "" : "not ")resumed")
    }
    if expectsAcceptedEarlyData, summary.earlyData != .accepted {
      throw Mismatch("early data \(summary.earlyData), not accepted")
    }
    if expectsRejectedEarlyData, summary.earlyData == .accepted {
      throw Mismatch("early data accepted")
    }
    if !expectedEarlyDataReason.isEmpty {
      // BoringSSL names more reasons than there are answers.
      let isExpected = ["accept", "accepted"].contains(expectedEarlyDataReason)
      guard isExpected == (summary.earlyData == .accepted) else {
        throw Mismatch("early data \(summary.earlyData), not \(expectedEarlyDataReason)")
      }
    }
    try check("group", summary.group?.rawValue, expectedGroup)
    try check("cipher suite", summary.cipherSuite?.rawValue, expectedCipherSuite)
    try check("cipher suite", summary.cipherSuite?.rawValue, expectedCipherSuiteAES)
    try check("signature scheme", summary.peerSignatureScheme?.rawValue, expectedPeerScheme)
    if expectsRetry, !summary.usedHelloRetryRequest { throw Mismatch("no HelloRetryRequest") }
    if expectsNoRetry, summary.usedHelloRetryRequest { throw Mismatch("a HelloRetryRequest") }
    if isServer {
      try check("server name", summary.serverName ?? "", expectedServerName)
      if expectsNoServerName, summary.serverName != nil { throw Mismatch("a server name") }
    }
    let wanted = isServer ? selectedProtocol : expectedProtocol
    let selected = summary.applicationProtocol?.description ?? ""
    guard selected == wanted else { throw Mismatch("protocol \(selected), not \(wanted)") }
    try checkPeer(summary)
    try checkEvidence(summary)
    if let expectedCredential {
      let found = try selectedCredential(summary)
      guard found == nil || found == expectedCredential else {
        throw Mismatch("credential \(found ?? 99), not \(expectedCredential)")
      }
    }
    if isResumption, expectedSkew != 0, summary.ticketAgeSkew != Int64(expectedSkew) {
      throw Mismatch("a skew of \(summary.ticketAgeSkew ?? 0), not \(expectedSkew)")
    }
    if let request = summary.certificateRequest {
      try checkSchemes(request.signatureSchemes)
      if !expectedClientAuthorities.isEmpty {
        guard request.authorities == (try names(expectedClientAuthorities)) else {
          throw Mismatch("other authorities in CertificateRequest")
        }
      }
    }
  }

  private func checkSchemes(_ schemes: [SignatureScheme]) throws {
    guard expectedPeerSchemes.isEmpty || schemes.map({ Int($0.rawValue) }) == expectedPeerSchemes
    else { throw Mismatch("the peer prefers other signature schemes") }
  }

  /// The place of the credential that was used among those of the flags; -1 is the one that no flag began.
  private func selectedCredential(_ summary: Summary) throws -> Int? {
    let numbered =
      credentials.indices.dropFirst().map { ($0 - 1, credentials[$0]) } + [(-1, credentials[0])]
    if case .external(let identity) = summary.preSharedKey {
      return try numbered.first { _, one in
        try one.kind == .preSharedKey
          && one.importedKeys().contains { $0.identity == identity }
      }?.0
    }
    let own = numbered.filter { _, one in one.kind != .preSharedKey && !one.keyFile.isEmpty }
    return summary.credentialIndex.map { own[$0].0 }
  }

  private func checkEvidence(_ summary: Summary) throws {
    let evidence = summary.peer?.evidence
    if !expectedOCSPResponse.isEmpty, evidence?.ocspResponses.first != expectedOCSPResponse {
      throw Mismatch("another OCSP response")
    }
    if !expectedTimestamps.isEmpty {
      var list: [UInt8] = []
      list.writeVector16 { list in
        for one in evidence?.signedCertificateTimestamps ?? [] {
          list.writeVector16 { list in list += one }
        }
      }
      guard list == expectedTimestamps else { throw Mismatch("other timestamps") }
    }
    if let expectedPeerType {
      let type: CertificateType = summary.peer?.rawPublicKey == nil ? .x509 : .rawPublicKey
      guard Int(type.rawValue) == expectedPeerType else { throw Mismatch("a peer of type \(type)") }
    }
    if !expectedRawKeyHash.isEmpty {
      let der = summary.peer?.rawPublicKey?.der ?? []
      let digest = Hash.digest(.sha256, of: der.span)
      guard [UInt8](copying: digest.bytes) == expectedRawKeyHash else {
        throw Mismatch("another raw public key")
      }
    }
  }

  private func checkPeer(_ summary: Summary) throws {
    if summary.peer?.rawPublicKey != nil { return }
    let chain = summary.peer?.chain ?? []
    if case .external = summary.preSharedKey {
      guard chain.isEmpty else { throw Mismatch("a peer's certificate beside a key") }
    } else if expectsNoPeerCertificate {
      guard chain.isEmpty else { throw Mismatch("a peer's certificate") }
    } else if !isServer || requiresClientCertificate {
      guard !chain.isEmpty else { throw Mismatch("no peer's certificate") }
    }
    if !expectedPeerCertificateFile.isEmpty {
      let wanted = try CertificateFile.certificates(in: Files.read(expectedPeerCertificateFile))
      guard wanted.map(\.der) == chain.map(\.der) else { throw Mismatch("another certificate") }
    }
  }

  private func check(_ what: String, _ found: UInt16?, _ wanted: Int) throws {
    guard wanted == 0 || found.map(Int.init) == wanted else {
      throw Mismatch("\(what) \(found ?? 0), not \(wanted)")
    }
  }

  private func check(_ what: String, _ found: String, _ wanted: String) throws {
    guard wanted.isEmpty || found == wanted else {
      throw Mismatch("\(what) \(found), not \(wanted)")
    }
  }
}
