import Authorities
import PKI
import Testing

@Suite struct `A signing policy` {
  @Test(
    arguments: [
      ("DNS:api.example.org", "DNS:API.example.org", true),
      ("DNS:api.example.org", "DNS:b.api.example.org", false),
      ("DNS:*.example.org", "DNS:api.example.org", true),
      ("DNS:*.example.org", "DNS:*.example.org", true),
      ("DNS:*.example.org", "DNS:a.b.example.org", false),
      ("DNS:*.example.org", "DNS:example.org", false),
      ("DNS:.example.org", "DNS:a.b.example.org", true),
      ("DNS:.example.org", "DNS:notexample.org", false),
      ("IP:10.0.0.0/8", "IP:10.255.0.1", true), ("IP:10.0.0.0/8", "IP:11.0.0.1", false),
      ("IP:10.0.0.0/12", "IP:10.15.0.1", true), ("IP:10.0.0.0/12", "IP:10.16.0.1", false),
      ("IP:fd00::/8", "IP:fd12::1", true), ("IP:0.0.0.0/0", "IP:fd12::1", false),
      ("URI:spiffe://example.org/*", "URI:spiffe://example.org/a/b", true),
      ("URI:spiffe://example.org/*", "URI:spiffe://example.org.evil/a", false),
      ("email:@example.org", "email:a@example.org", true),
      ("email:@example.org", "email:a@b.example.org", false),
      ("email:a@example.org", "email:A@example.org", false),
    ] as [(String, String, Bool)])
  func `says of each form of name whether a pattern covers it`(
    pattern: String, name: String, expected: Bool
  ) throws {
    let pattern = try #require(NamePattern(pattern))
    #expect(pattern.covers(try GeneralName(text: name)) == expected)
  }

  @Test(
    arguments: [
      "example.org", "DNS:", "DNS:*", "DNS:a b", "DNS:*.*.example.org", "IP:10.0.0.0/33", "IP:x",
      "URI:spiffe://example.org*", "URI:*", "email:example.org", "CN:", "CN:a*b*c", "X:y",
    ])
  func `refuses what is no pattern`(text: String) { #expect(NamePattern(text) == nil) }

  @Test func `sees a forbidden host within a wildcard`() throws {
    let pattern = try #require(NamePattern("DNS:admin.example.org"))
    #expect(pattern.touches(try GeneralName(text: "DNS:*.example.org")))
    #expect(!pattern.touches(try GeneralName(text: "DNS:*.b.example.org")))
    #expect(!pattern.touches(try GeneralName(text: "DNS:api.example.org")))
  }

  @Test(
    arguments: [
      ("[]", "an object"), ("{}", "schema"), (#"{"schema": "mtls.ca.policy/2"}"#, "schema"),
      (#"{"schema": "mtls.ca.policy/1", "maxDays": 3}"#, "no rule named maxDays"),
      (#"{"schema": "mtls.ca.policy/1", "maximumDays": 0}"#, "maximumDays"),
      (#"{"schema": "mtls.ca.policy/1", "maximumDays": 3, "maximumDays": 4}"#, "twice"),
      (#"{"schema": "mtls.ca.policy/1", "keyTypes": ["rsa1024"]}"#, "rsa1024"),
      (#"{"schema": "mtls.ca.policy/1", "purposes": ["all"]}"#, "all"),
      (#"{"schema": "mtls.ca.policy/1", "allowedNames": ["example.org"]}"#, "no pattern"),
      (#"{"schema": "mtls.ca.policy/1", "authorities": 1}"#, "authorities"),
    ])
  func `is refused where a rule is misspelt`(json: String, said: String) throws {
    let problem = #expect(throws: SigningPolicy.Problem.self) {
      try SigningPolicy(json: Array(json.utf8))
    }
    #expect(problem?.description.contains(said) == true)
  }
}
