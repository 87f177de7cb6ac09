import Bytes
import DER
import Foundation
import PKI
import TestSupport
import Testing

/// Every certificate of cryptography-vectors and of the distribution's ca-certificates, beside `openssl x509`.
@Suite struct `Published certificates` {
  /// Those that are refused, each with a part of the reason. All but the last two are meant to be malformed, or break a
  /// rule of RFC 5280 or of DER.
  static let refused: [String: String] = [
    "utf8-dnsname.pem": "is not ASCII", "badasn1time.pem": "Section 4.1.2.5",
    "v1_cert.pem": "differs from signatureAlgorithm", "wosign-bc-invalid.pem": "no authority",
    "custom/invalid_utf8_common_name.pem": "UTF8String",
    "custom/name_attribute_unsupported_tag.pem": "cut short",
    "custom/malformed-san.pem": "where a [0] is expected",
    "custom/malformed-ian.pem": "where a [0] is expected",
    "custom/inhibit_any_policy_negative.pem": "negative",
    "custom/unsupported_subject_public_key_info.pem": "before 2050",
    "custom/rsa_pss_cert_invalid_mgf.der": "differs from signatureAlgorithm",
    "custom/rsa_pss_cert_no_sig_params.der": "differs from signatureAlgorithm",
    "custom/rsa_pss_cert_unsupported_mgf_hash.der": "differs from signatureAlgorithm",
    "custom/mismatch_inner_outer_sig_algorithm.der": "differs from signatureAlgorithm",
    "custom/ec_no_named_curve.pem": "ECParameters", "custom/invalid_version.pem": "version",
    "custom/two_basic_constraints.pem": "twice", "custom/empty-eku.pem": "extKeyUsage",
    "PKITS_data/certs/Invalidpre2000UTCEEnotAfterDateTest7EE.crt": "before 2050",
    "PKITS_data/certs/ValidGeneralizedTimenotBeforeDateTest4EE.crt": "before 2050",
    "PKITS_data/certs/InvalidDSASignatureTest6EE.crt": "whole number of octets",
    "PKITS_data/certs/BadSignedCACert.crt": "whole number of octets",
    // The example of RFC 8410 says cA FALSE, which is the default, and DER leaves defaults out.
    "ed25519/ed25519-rfc8410.pem": "default",
  ]

  @Test func `are read as openssl reads them, field by field, or refused for a reason`() throws {
    let program = try Program()
    defer { program.remove() }
    let all = try Self.all()
    #expect(all.count > 650, "there are only \(all.count)")
    var certificates: [(name: String, certificate: Certificate)] = []
    var refused: Set<String> = []
    for (name, der) in all {
      do throws(CertificateError) { certificates.append((name, try Certificate(der: der))) } catch {
        refused.insert(name)
        // Roots of the distribution come and go; the one that is refused breaks this rule.
        let reason = name == Self.distribution ? "before 2050" : Self.refused[name]
        guard let reason else {
          Issue.record("\(name) is refused: \(error)")
          continue
        }
        #expect("\(error)".contains(reason), "\(name): \(error)")
      }
    }
    #expect(Set(Self.refused.keys).isSubset(of: refused))
    for (index, one) in certificates.enumerated() {
      try program.write("\(index).der", one.certificate.der)
    }
    // One shell for all, and one process for each certificate.
    try program.write(
      "ask",
      """
      i=0
      while [ $i -lt \(certificates.count) ]; do
        echo "== $i"
        openssl x509 -inform DER -in $i.der -noout -text -serial -subject -issuer -startdate -enddate \
          -dateopt iso_8601 -fingerprint -sha256 -nameopt oid,dump_all,dump_der,sep_comma_plus_space 2>&1
        i=$((i + 1))
      done
      """)
    let said = try program.run("sh", ["ask"]).output
    let answers = said.components(separatedBy: "\n== ")
    #expect(answers.count == certificates.count)
    var compared = 0
    for (one, answer) in zip(certificates, answers) {
      guard answer.contains("Certificate:") else {
        Issue.record("openssl does not read \(one.name): \(answer)")
        continue
      }
      compared += 1
      for (field, theirs, ours) in try PublishedFields.compare(one.certificate, answer)
      where theirs != ours {
        Issue.record("\(one.name), \(field): openssl has \(theirs), this has \(ours)")
      }
    }
    #expect(compared > 620, "only \(compared) were compared")
  }

  @Test func `that are accepted re-encode to the same bytes`() throws {
    var count = 0
    for (name, der) in try Self.all() {
      guard let certificate = try? Certificate(der: der) else { continue }
      count += 1
      do {
        let again = try Self.encodedAgain(der.span)
        #expect(again == der, "\(name)")
      } catch { Issue.record("\(name): \(error)") }
      for one in certificate.extensions {
        // What extensions hold is DER, too, wherever this package reads it.
        guard one.value.first == 0x30 || one.value.first == 0x04 || one.value.first == 0x03,
          let again = try? Self.encodedAgain(one.value.span)
        else { continue }
        #expect(again == one.value, "\(name), \(one.identifier)")
      }
    }
    #expect(count > 620)
  }

  /// Each value read and written anew, down to those that are not constructed.
  static func encodedAgain(_ der: Span<UInt8>) throws -> [UInt8] {
    var output: [UInt8] = []
    var reader = DERReader(der)
    while !reader.isAtEnd {
      let value = try reader.value("value")
      let contents =
        value.tag.isConstructed
        ? try encodedAgain(value.contents) : [UInt8](copying: value.contents)
      output.writeDER(value.tag) { output in output += contents }
    }
    return output
  }

  static let distribution = "ca-certificates.crt"

  /// Every certificate once, with the name of its file.
  static func all() throws -> [(name: String, der: [UInt8])] {
    var found: [(name: String, der: [UInt8])] = []
    var seen: Set<[UInt8]> = []
    func add(_ name: String, _ der: [UInt8]) {
      if seen.insert(der).inserted { found.append((name, der)) }
    }
    let folder = try self.folder()
    let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap {
      $0 as? String
    }
    for name in names.sorted() {
      // Requests, OCSP and lists of revoked certificates are of another kind, and this one is half a certificate.
      guard !name.hasPrefix("requests/"), !name.hasPrefix("ocsp/"),
        !name.hasPrefix("custom/crl_"), name != "cryptography-scts-tbs-precert.der",
        let data = FileManager.default.contents(atPath: "\(folder)/\(name)")
      else { continue }
      let bytes = [UInt8](data)
      for der in blocks(bytes) { add(name, der) }
      if name.hasSuffix(".der") || name.hasSuffix(".crt"), bytes.first == 0x30 { add(name, bytes) }
    }
    let roots = try #require(
      FileManager.default.contents(atPath: "/etc/ssl/certs/ca-certificates.crt"))
    for der in blocks([UInt8](roots)) { add(distribution, der) }
    return found
  }

  private static func blocks(_ bytes: [UInt8]) -> [[UInt8]] {
    String(decoding: bytes, as: UTF8.self).components(separatedBy: "-----BEGIN CERTIFICATE-----")
      .dropFirst().compactMap { text in
        let body = text.components(separatedBy: "-----END")[0]
          .components(separatedBy: .newlines).filter { !$0.contains(":") }.joined()
        return Data(base64Encoded: body, options: .ignoreUnknownCharacters).map { [UInt8]($0) }
      }
  }

  private static func folder() throws -> String {
    let root = VectorFile.packageFolder.appendingPathComponent(".peers/venv/lib").path
    for python in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
      let path = "\(root)/\(python)/site-packages/cryptography_vectors/x509"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw Program.Failure(
      description: "cryptography-vectors is missing: run Tests/install-peers.sh")
  }
}

/// The fields of a certificate as `openssl x509` tells them, and as they are read here.
enum PublishedFields {
  static func compare(
    _ certificate: Certificate, _ answer: String
  ) throws -> [(field: String, theirs: String, ours: String)] {
    let lines = answer.split(separator: "\n").map(String.init)
    func after(_ prefix: String) -> String {
      lines.last { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) } ?? "nothing"
    }
    func text(_ prefix: String, in lines: [String]) -> String {
      lines.lazy.map { $0.trimmingCharacters(in: .whitespaces) }
        .first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) } ?? "nothing"
    }
    let own = CertificateText.text(of: certificate).split(separator: "\n").map(String.init)
    var pairs = [
      ("version", text("Version: ", in: lines), text("Version: ", in: own)),
      ("serial number", after("serial="), serial(certificate.serialNumber)),
      ("subject", after("subject="), try name(certificate.subject.der)),
      ("issuer", after("issuer="), try name(certificate.issuer.der)),
      (
        "notBefore", after("notBefore=").replacingOccurrences(of: " ", with: "T"),
        "\(certificate.notBefore)"
      ),
      (
        "notAfter", after("notAfter=").replacingOccurrences(of: " ", with: "T"),
        "\(certificate.notAfter)"
      ),
      (
        "fingerprint", after("sha256 Fingerprint=").replacingOccurrences(of: ":", with: ""),
        Hex.encode(certificate.fingerprint.span).uppercased()
      ),
    ]
    // What has no name here is shown by its numbers.
    for field in ["Public Key Algorithm: ", "Signature Algorithm: "] {
      let ours = text(field, in: own)
      if ours.first?.isNumber != true { pairs.append((field, text(field, in: lines), ours)) }
    }
    if certificate.publicKey != nil {
      pairs.append(
        (
          "key's size", text("Public-Key: ", in: lines),
          text("Public-Key: ", in: own.map { $0.replacing("RSA-PSS ", with: "") })
        ))
    }
    let (theirs, mine) = (extensions(lines), extensions(own))
    pairs.append(("number of extensions", "\(theirs.count)", "\(mine.count)"))
    for (one, other) in zip(theirs, mine) {
      let isNumber = other.first?.isNumber == true
      pairs.append(
        (
          "extension", isNumber ? "\(one.hasSuffix("critical"))" : one,
          isNumber ? "\(other.hasSuffix("critical"))" : other
        ))
    }
    pairs.append(("subjectAltName", alternativeNames(lines), alternativeNames(own)))
    return pairs.map { (field: $0.0, theirs: $0.1, ours: $0.2) }
  }

  /// As `openssl` writes it: the magnitude, with a sign.
  private static func serial(_ octets: [UInt8]) -> String {
    var magnitude = octets
    let isNegative = (octets.first ?? 0) & 0x80 != 0
    if isNegative {
      var carry = 1
      for index in magnitude.indices.reversed() {
        let sum = Int(~magnitude[index]) + carry
        magnitude[index] = UInt8(sum & 0xFF)
        carry = sum >> 8
      }
    }
    let shown = magnitude.count > 1 ? Array(magnitude.drop { $0 == 0 }) : magnitude
    return (isNegative ? "-" : "") + Hex.encode(shown.span).uppercased()
  }

  /// Identifiers in numbers, values in DER.
  private static func name(_ der: [UInt8]) throws -> String {
    var reader = DERReader(der.span)
    var sequence = try reader.sequence("name")
    var parts: [String] = []
    while !sequence.isAtEnd {
      var set = try sequence.constructed(.set, "rdn")
      var attributes: [String] = []
      while !set.isAtEnd {
        var attribute = try set.sequence("attribute")
        let type = try attribute.objectIdentifier("type")
        let value = try attribute.value("value")
        attributes.append(
          "\(type)=#" + Hex.encode([UInt8](copying: value.encoded).span).uppercased())
      }
      parts.append(attributes.joined(separator: " + "))
    }
    return parts.joined(separator: ", ")
  }

  /// The headings of the extensions.
  private static func extensions(_ lines: [String]) -> [String] {
    guard let start = lines.firstIndex(where: { $0.hasSuffix("X509v3 extensions:") }) else {
      return []
    }
    return lines[(start + 1)...].prefix { !$0.hasPrefix("    Signature") }
      .filter { $0.hasPrefix("            ") && !$0.hasPrefix("             ") }
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { $0.hasSuffix(":") || $0.hasSuffix(": critical") }
  }

  /// Hosts, addresses, mailboxes and URIs; other kinds are spelled otherwise by `openssl`.
  private static func alternativeNames(_ lines: [String]) -> String {
    guard let start = lines.firstIndex(where: { $0.contains("X509v3 Subject Alternative Name:") }),
      start + 1 < lines.count
    else { return "none" }
    let line = TextLines.of(lines[start + 1]).joined()
    return line.components(separatedBy: ", ").filter { part in
      ["DNS:", "IP Address:", "email:", "URI:"].contains { part.hasPrefix($0) }
    }.joined(separator: ", ")
  }
}
