import Bytes
import DER
import Foundation
import JSON
import PKI
import TestSupport
import Testing

@Suite struct `A certificate as text and as JSON` {
  func published() throws -> Certificate {
    let published = try #require(PublishedPEM.rfc7468().first { $0.section.hasPrefix("5.1") })
    return try #require(CertificateFile.certificates(in: published.bytes).first)
  }

  @Test func `has the fields in the order of OpenSSL`() throws {
    let text = CertificateText.text(of: try published())
    let name =
      "C=BE, O=GnuTLS, OU=GnuTLS certificate authority, ST=Leuven, "
      + "CN=GnuTLS certificate authority"
    let expected = [
      "Certificate:", "    Data:", "        Version: 3 (0x2)", "        Serial Number: 0 (0x0)",
      "        Signature Algorithm: ecdsa-with-SHA256", "        Issuer: \(name)",
      "        Validity",
      "            Not Before: May 23 20:38:21 2011 GMT",
      "            Not After : Dec 22 07:41:51 2012 GMT",
      "        Subject: \(name)", "        Subject Public Key Info:",
    ]
    let lines = text.split(separator: "\n").map(String.init)
    #expect(Array(lines.prefix(expected.count)) == expected)
    #expect(lines.contains("            X509v3 Basic Constraints: critical"))
    #expect(lines.contains("                CA:TRUE"))
    #expect(text.hasSuffix("\n"))
  }

  @Test func `in JSON can be read by another reader`() throws {
    let certificate = try published()
    let text = CertificateJSON.value(of: certificate).description
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["version"] as? Int == 3)
    #expect(object["serialNumber"] as? String == "00")
    #expect(object["notAfter"] as? String == "2012-12-22T07:41:51Z")
    let subject = try #require(object["subject"] as? [String: Any])
    #expect(subject["text"] as? String == certificate.subject.text)
    let extensions = try #require(object["extensions"] as? [[String: Any]])
    #expect(extensions.map { $0["critical"] as? Bool } == [true, true, false])
    #expect((extensions[0]["value"] as? [String: Any])?["authority"] as? Bool == true)
    #expect(object["fingerprintSHA256"] as? String == Hex.encode(certificate.fingerprint.span))
  }

  @Test func `cannot write on a terminal`() throws {
    // DNS:a<ESC>[2J, URI:a<line break>b
    let names = extensionDER(.subjectAlternativeName, "300c 8205 611b5b324a 8603 610a62")
    let certificate = try Certificate(der: CertificateParts.with([names]).der)
    let text = CertificateText.text(of: certificate)
    #expect(text.contains(#"DNS:a\1b[2J, URI:a\0ab"#))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
    let json = CertificateJSON.value(of: certificate).description
    #expect(json.contains(#""a\u001b[2J""#) && json.contains(#""a\nb""#))
  }

  @Test(
    arguments: [
      ([0], "0 (0x0)"), ([0x42], "66 (0x42)"), ([0xFB], "-5 (-0x5)"), ([0, 0xFF], "255 (0xff)"),
      ([0x7F] + [UInt8](repeating: 0xFF, count: 7), "9223372036854775807 (0x7fffffffffffffff)"),
    ] as [([UInt8], String)])
  func `shows a short serial number as a number`(contents: [UInt8], expected: String) throws {
    var parts = CertificateParts.with([extensionDER(.basicConstraints, "3000")])
    parts.head[1] = [2, UInt8(contents.count)] + contents
    let text = CertificateText.text(of: try Certificate(der: parts.der))
    #expect(text.contains("Serial Number: \(expected)\n"))
  }

  @Test func `shows what it does not understand as octets`() throws {
    let unknown = extensionDER(ObjectIdentifier(1, 2, 3), "3003020105", critical: [1, 1, 0xFF])
    let certificate = try Certificate(der: CertificateParts.with([unknown]).der)
    #expect(
      CertificateText.text(of: certificate).contains(
        "1.2.3: critical\n                30:03:02:01:05\n"))
    #expect(CertificateJSON.value(of: certificate).description.contains(#""der": "3003020105""#))
  }

  @Test(
    arguments: [
      (ObjectIdentifier.tlsFeature, "3006 020105 020111", "status_request, status_request_v2"),
      (.policyMappings, "300a 3008 06022a03 06022a04", "1.2.3:1.2.4"),
      (
        .policyConstraints, "3006 800100 810102",
        "Require Explicit Policy:0, Inhibit Policy Mapping:2"
      ),
      (.inhibitAnyPolicy, "020103", "3"),
      // Malformed timestamps are shown as octets.
      (.signedCertificateTimestamps, "0403 000500", "04:03:00:05:00"),
    ] as [(ObjectIdentifier, String, String)])
  func `shows extensions that only people read`(
    identifier: ObjectIdentifier, value: String, expected: String
  ) throws {
    let certificate = try Certificate(
      der: CertificateParts.with([extensionDER(identifier, value)]).der)
    #expect(CertificateText.text(of: certificate).contains("                \(expected)\n"))
  }
}

@Suite struct `A JSON value` {
  @Test func `is written with its members in order`() {
    let value: JSONValue = [
      "b": .number(-1), "a": ["x", .null, .boolean(true)], "e": .array([]), "o": .object([]),
    ]
    #expect(
      value.description == """
        {
          "b": -1,
          "a": [
            "x",
            null,
            true
          ],
          "e": [],
          "o": {}
        }
        """)
    #expect(value["b"] == .number(-1))
    #expect(value["c"] == nil)
  }

  @Test(arguments: [
    ("\"\\/", #""\"\\/""#),
    ("\u{0}\u{1F}\u{7F}\u{2028}\u{202E}", #""\u0000\u001f\u007f\u2028\u202e""#),
    ("ü😀\t", #""ü😀\t""#),
  ])
  func `escapes what has to be escaped`(text: String, expected: String) throws {
    #expect(JSONValue.string(text).description == expected)
    let read = try JSONSerialization.jsonObject(
      with: Data(expected.utf8), options: .fragmentsAllowed)
    #expect(read as? String == text)
  }
}
