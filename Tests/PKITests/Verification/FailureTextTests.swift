import Bytes
import Cryptography
import Testing

@testable import PKI

@Suite struct `A refusal` {
  let root: Entity
  let middle: Entity

  init() throws {
    root = try Entity.root()
    middle = try root.issue(.authority("Middle"))
  }

  private func expect(
    _ failure: VerificationFailure?, _ text: String, rule: String, hint: String,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(failure.map { "\($0)" } == text, sourceLocation: location)
    #expect(failure?.rule == rule, sourceLocation: location)
    #expect(failure?.hint == hint, sourceLocation: location)
  }

  @Test func `names the issuer that is not trusted`() throws {
    expect(
      judge([try middle.issue(.leaf())], roots: [root]),
      "the certificate (CN=leaf) was issued by CN=Middle, an authority that is not trusted here",
      rule: "RFC 5280, Section 6.1",
      hint:
        "trust the authority that issued it, or have the peer send the intermediate that is missing"
    )
    expect(
      judge([try middle.issue(.leaf()), middle], roots: [try Entity.root(.authority("Other"))]),
      "certificate 1 of the path (CN=Middle) was issued by CN=Root, an authority that is not trusted here",
      rule: "RFC 5280, Section 6.1",
      hint:
        "trust the authority that issued it, or have the peer send the intermediate that is missing"
    )
  }

  @Test func `tells whose signature is wrong`() throws {
    let impostor = try Entity.root()
    expect(
      judge([try impostor.issue(.leaf())], roots: [root]),
      "the certificate (CN=leaf) has a signature that was not made by the key of its issuer, CN=Root",
      rule: "RFC 5280, Section 6.1.3 (a)(1)",
      hint: "get the certificate anew: it was changed, or its issuer has another key")
  }

  @Test func `tells both times`() throws {
    let leaf = try root.issue(Template.leaf().with { $0.days = -9 ... -2 })
    expect(
      judge([leaf], roots: [root]),
      "the certificate (CN=leaf) expired on 2027-01-13T08:00:00Z; it is 2027-01-15T08:00:00Z",
      rule: "RFC 5280, Section 6.1.3 (a)(2)", hint: "renew it")
  }

  @Test func `tells the purposes that are there and the one that is not`() throws {
    let leaf = try root.issue(Template.leaf().with { $0.purposes = [.clientAuth, .codeSigning] })
    expect(
      judge([leaf], roots: [root]),
      "the certificate (CN=leaf) is for TLS Web Client Authentication, Code Signing, not for "
        + "TLS Web Server Authentication",
      rule: "RFC 5280, Section 4.2.1.12",
      hint: "have it issued for the right purpose: client, server or both")
  }

  @Test func `tells the names that are there, but not all of a crowd`() throws {
    let few = try root.issue(.leaf(.dns("a.test"), .ip([10, 0, 0, 1])))
    expect(
      judge([few], roots: [root], identity: "b.test"),
      "the certificate (CN=leaf) is for DNS:a.test, IP Address:10.0.0.1, not for b.test",
      rule: "RFC 9525, Section 6",
      hint: "use a name that the certificate has, or have it issued for this one")
    let many = try root.issue(
      Template.leaf().with { $0.names = (0..<100).map { .dns("x\($0).test") } })
    let text = "\(try #require(judge([many], roots: [root], identity: "b.test")))"
    #expect(text.hasSuffix("DNS:x7.test and 92 more, not for b.test"))
  }

  @Test func `cannot write on a terminal`() throws {
    let leaf = try root.issue(
      Template.leaf().with {
        $0.names = [.dns("\u{1B}[2J\r\n")]
        $0.subject = "\u{1B}[31mred\u{202E}"
      })
    let failure = try #require(judge([leaf], roots: [root], identity: "b.test"))
    #expect(
      "\(failure)"
        == "the certificate (CN=\\1b[31mred\\e2\\80\\ae) is for DNS:\\1b[2J\\0d\\0a, not for b.test"
    )
  }

  @Test func `tells which constraint forbids which name`() throws {
    let narrow = try root.issue(
      Template.authority("Narrow").with {
        $0.constraints = NameConstraints(permitted: [.dns("b.test")], excluded: [])
      })
    expect(
      judge([try narrow.issue(.leaf()), narrow], roots: [root]),
      "the certificate (CN=leaf) has the name DNS:a.test, which its issuer may not vouch for "
        + "(permitted: DNS:b.test)",
      rule: "RFC 5280, Section 4.2.1.10",
      hint: "have it issued by an authority that may issue that name")
  }

  @Test func `of a chain that is too long says how long it may be`() throws {
    let leaf = try middle.issue(.leaf())
    let crowd = Array(repeating: middle, count: 32)
    expect(
      judge([leaf] + crowd, roots: [root]),
      "the certificate (CN=leaf) came in a chain of more than 32 certificates",
      rule: "RFC 5280, Section 6.1",
      hint: "have the peer send its own certificate first, those of its issuers next, and no others"
    )
    expect(
      judge([leaf, middle], roots: [try Entity.root(.authority("X"))]) {
        $0.maximumIntermediates = 0
      },
      "the certificate (CN=leaf) is followed by more intermediates than the 0 that are allowed",
      rule: "RFC 5280, Section 6.1", hint: "issue from an authority nearer to the root")
  }

  @Test func `without a certificate says so`() {
    expect(
      judge([], roots: [root]), "the certificate is missing: the peer sent none",
      rule: "RFC 9846, Section 4.5.1.3", hint: "configure the peer with a certificate and its key")
  }
}
