import Bytes
import PKI
import TestSupport
import Testing

@Suite struct `PEM (RFC 7468)` {
  @Test(arguments: try PublishedPEM.rfc7468())
  func `objects that the RFC prints are decoded`(_ published: PublishedPEM) throws {
    let objects = try PEM.objects(in: published.bytes)
    #expect(objects.count == 1)
    #expect(objects.first?.label == published.label)
    #expect(objects.first?.der.count == published.derLength)
    // Encoded again, they are the same but for the RFC's own line breaks.
    #expect(objects.first?.text.filter { $0 != "\n" } == published.pem.filter { $0 != "\n" })
  }

  @Test(arguments: [0, 1, 47, 48, 49, 96, 1000])
  func `lines have 64 characters`(count: Int) throws {
    let der = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let lines = PEMObject(label: "TEST", der: der).text.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "-----BEGIN TEST-----")
    #expect(lines.suffix(2) == ["-----END TEST-----", ""])
    let body = lines.dropFirst().dropLast(2)
    #expect(body.dropLast().allSatisfy { $0.count == 64 })
    #expect((1...64).contains(body.last?.count ?? 64))
    guard count > 0 else { return }
    let read = try PEM.objects(in: Array(lines.joined(separator: "\n").utf8))
    #expect(read == [PEMObject(label: "TEST", der: der)])
  }

  @Test func `several objects stand among other text and line endings`() throws {
    let text = """
      subject=CN = a\r
      -----BEGIN CERTIFICATE-----\r
      AQID\r
      -----END CERTIFICATE-----\r
      some text: with a colon
      -----BEGIN PRIVATE KEY-----
        BA==\u{20}
      -----END PRIVATE KEY-----
      """
    let objects = try PEM.objects(in: Array(text.utf8))
    #expect(objects.map(\.label) == ["CERTIFICATE", "PRIVATE KEY"])
    #expect(objects.map(\.der) == [[1, 2, 3], [4]])
  }

  @Test(arguments: [
    ("no END line", "-----BEGIN A-----\nAQID\n", PEMError.noEnd(label: "A", line: 1)),
    (
      "another END line", "x\n-----BEGIN A-----\nAQID\n-----END B-----\n",
      .noEnd(label: "A", line: 2)
    ),
    (
      "a BEGIN line inside", "-----BEGIN A-----\n-----BEGIN B-----\nAQID\n-----END B-----\n",
      .noEnd(label: "A", line: 1)
    ),
    (
      "a foreign character", "-----BEGIN A-----\nAQ*D\n-----END A-----",
      .notBase64(label: "A", line: 1)
    ),
    (
      "a colon in the middle", "-----BEGIN A-----\nAQID\nA:ID\n-----END A-----",
      .notBase64(label: "A", line: 1)
    ),
    ("missing padding", "-----BEGIN A-----\nBA\n-----END A-----", .notBase64(label: "A", line: 1)),
    (
      "bits behind the end", "-----BEGIN A-----\nBB==\n-----END A-----",
      .notBase64(label: "A", line: 1)
    ),
    (
      "text after padding", "-----BEGIN A-----\nBA==\nAQID\n-----END A-----",
      .notBase64(label: "A", line: 1)
    ),
    ("nothing inside", "-----BEGIN A-----\n-----END A-----", .notBase64(label: "A", line: 1)),
  ])
  func `faults are named`(fault: String, text: String, expected: PEMError) {
    let error = #expect(throws: PEMError.self, "\(fault)") {
      try PEM.objects(in: Array(text.utf8))
    }
    #expect(error == expected)
  }

  @Test(arguments: ["", "text", "----BEGIN A-----", "-----BEGINA-----", "-----END A-----"])
  func `text without an object has none`(text: String) throws {
    #expect(try PEM.objects(in: Array(text.utf8)).isEmpty)
    #expect(!PEM.isPEM(Array(text.utf8)))
  }
}
