import DER
import Testing

@testable import PKI

@Suite struct `Filters of extensions (RFC 9846, Section 4.3.5)` {
  private func certificate(
    _ usage: KeyUsage?, _ purposes: [ObjectIdentifier]?
  ) throws -> Certificate {
    try Entity.root(
      Template(subject: "leaf", usage: usage, purposes: purposes)
    ).certificate
  }

  @Test func `want all the uses and purposes that they name`() throws {
    let one = try certificate([.digitalSignature, .keyAgreement], [.clientAuth, .serverAuth])
    #expect(ExtensionFilter(keyUsage: .digitalSignature).lack(in: one) == nil)
    #expect(ExtensionFilter(keyUsage: [.digitalSignature, .keyAgreement]).lack(in: one) == nil)
    #expect(
      ExtensionFilter(keyUsage: [.digitalSignature, .crlSign]).lack(in: one)
        == "keyUsage without CRL Sign")
    #expect(ExtensionFilter(extendedKeyUsage: [.serverAuth, .clientAuth]).lack(in: one) == nil)
    #expect(
      ExtensionFilter(extendedKeyUsage: [.clientAuth, .emailProtection]).lack(in: one)
        == "extKeyUsage without E-mail Protection")
    let bare = try certificate(nil, nil)
    #expect(ExtensionFilter(keyUsage: .digitalSignature).lack(in: bare) != nil)
    #expect(ExtensionFilter(extendedKeyUsage: [.clientAuth]).lack(in: bare) != nil)
    // Any purpose is no named one.
    let any = try certificate(nil, [.anyExtendedKeyUsage])
    #expect(ExtensionFilter(extendedKeyUsage: [.clientAuth]).lack(in: any) != nil)
  }

  @Test func `of extensions without a matching rule are skipped`() throws {
    let one = try certificate(nil, nil)
    let filter = ExtensionFilter(oid: [6, 3, 0x55, 0x1D, 0x20], values: [0xFF])
    #expect(filter.lack(in: one) == nil)
    #expect(ExtensionFilter.problem(of: [filter]) == nil)
    #expect("\(filter)" == "the extension 2.5.29.32")
  }

  @Test func `break rules of their own`() {
    let usage = ExtensionFilter(keyUsage: .digitalSignature)
    let purpose = ExtensionFilter(extendedKeyUsage: [.clientAuth])
    #expect(ExtensionFilter.problem(of: [usage, purpose]) == nil)
    #expect(ExtensionFilter.problem(of: [usage, purpose, usage]) == "one OID stands twice")
    let any = ExtensionFilter(extendedKeyUsage: [.clientAuth, .anyExtendedKeyUsage])
    #expect(ExtensionFilter.problem(of: [any]) == "anyExtendedKeyUsage is asked for")
    #expect(ExtensionFilter.problem(of: [ExtensionFilter(oid: [6, 1], values: [])]) != nil)
    #expect(
      ExtensionFilter.problem(of: [ExtensionFilter(oid: usage.oid, values: [3, 1])]) != nil)
  }
}

@Suite struct `Purposes of clients' certificates` {
  private func verdict(
    _ leaf: [ObjectIdentifier]?, _ middle: [ObjectIdentifier]?, _ rule: ClientPurpose
  ) throws -> VerificationFailure.Cause? {
    let root = try Entity.root()
    let issuer = try root.issue(Template.authority("Middle").with { $0.purposes = middle })
    let one = try issuer.issue(Template.leaf().with { $0.purposes = leaf })
    return judge([one, issuer], roots: [root], purpose: .client) { $0.clientPurpose = rule }?.cause
  }

  @Test func `are clientAuth unless the policy is wider`() throws {
    #expect(try verdict([.clientAuth], nil, .clientAuth) == nil)
    #expect(try verdict([.serverAuth], nil, .clientAuth) != nil)
    #expect(try verdict([.serverAuth], nil, .serverAuth) == nil)
    #expect(try verdict([.emailProtection], nil, .serverAuth) != nil)
    #expect(try verdict([.emailProtection], nil, .any) == nil)
    #expect(try verdict(nil, nil, .clientAuth) == nil)
  }

  @Test func `are the same all the way up`() throws {
    #expect(try verdict([.serverAuth], [.serverAuth], .serverAuth) == nil)
    #expect(try verdict([.clientAuth], [.serverAuth], .serverAuth) != nil)
    #expect(try verdict([.clientAuth, .serverAuth], [.serverAuth], .serverAuth) == nil)
    #expect(try verdict([.clientAuth], [.anyExtendedKeyUsage], .serverAuth) == nil)
  }

  @Test func `do not widen what servers need`() throws {
    let root = try Entity.root()
    let one = try root.issue(Template.leaf().with { $0.purposes = [.clientAuth] })
    #expect(judge([one], roots: [root]) { $0.clientPurpose = .any } != nil)
  }

  @Test func `are reported as what was relied on`() throws {
    var policy = VerificationPolicy(purpose: .client)
    func basis(_ purposes: [ObjectIdentifier]?) throws -> PurposeBasis? {
      policy.basis(
        of: try Entity.root(Template(subject: "leaf", purposes: purposes)).certificate)
    }
    #expect(try basis([.serverAuth, .clientAuth]) == .named(.clientAuth))
    #expect(try basis([.serverAuth]) == nil)
    #expect(try basis([.anyExtendedKeyUsage]) == .anyPurpose)
    #expect(try basis(nil) == .unrestricted)
    policy.clientPurpose = .serverAuth
    #expect(try basis([.serverAuth]) == .named(.serverAuth))
    policy.clientPurpose = .any
    #expect(try basis([.emailProtection]) == .notAsked)
  }
}
