import Bytes
import DER
import JSON
import PKI
import TestSupport
import Testing

@Suite struct `Changed bytes` {
  /// Changes one to four places of `original`: an octet, a bit, a cut or an insertion.
  func changed(_ original: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: bytes[place] = [0, 0x30, 0x80, 0x84, 0xFF].randomElement(using: &random) ?? 0
      case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 4: if bytes.count > 1 { bytes.remove(at: place) }
      default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 0..<4, using: &random)))
      }
    }
    return bytes
  }

  @Test func `of a certificate end in an error or in a certificate that can be shown`() throws {
    var random = SeededRandom()
    let authority = try makeAuthority("testRSA2048", using: &random)
    let published = try #require(PublishedPEM.rfc7468().first)
    let originals = [
      authority.certificate.der,
      try #require(PEM.objects(in: published.bytes).first).der,
      CertificateParts.with([
        extensionDER(.nameConstraints, "300a a008 3006 8204 61626364"),
        extensionDER(
          .subjectAlternativeName, "3019 8203612e62 870401020304 8606613a2f2f6263 82026162"),
        extensionDER(.certificatePolicies, "3008 3006 0604 55 1d2000"),
        extensionDER(.crlDistributionPoints, "300c 300a a008 a006 8604 613a2f2f"),
        extensionDER(.authorityInformationAccess, "3011 300f 06082b06010505073001 8603 613a62"),
      ]).der,
    ]
    var counts = (read: 0, refused: 0)
    for round in 0..<5000 {
      let bytes = changed(originals[round % originals.count], &random)
      do throws(CertificateError) {
        let certificate = try Certificate(der: bytes)
        #expect(certificate.der == bytes)
        if round.isMultiple(of: 20) {
          #expect(CertificateText.text(of: certificate).hasPrefix("Certificate:"))
          #expect(CertificateJSON.value(of: certificate)["version"] != nil)
        }
        counts.read += 1
      } catch {
        #expect((0...bytes.count).contains(error.reason.offset), "seed \(random.seed): \(error)")
        counts.refused += 1
      }
    }
    #expect(counts.read > 100 && counts.refused > 1000, "seed \(random.seed)")
  }

  @Test func `of a request end in an error or in a request that can be shown`() throws {
    var random = SeededRandom()
    let key = try publishedKey("Ed25519")
    let original = try SigningRequest.make(
      subject: Name([NameAttribute(.commonName, "api"), NameAttribute(.countryName, "DE")]),
      alternativeNames: [.dns("a.b"), .ip([1, 2, 3, 4])], key: key, using: &random)
    var counts = (read: 0, refused: 0)
    for round in 0..<2500 {
      let bytes = changed(original.der, &random)
      do throws(SigningRequestError) {
        let request = try SigningRequest(der: bytes)
        if bytes != original.der, round.isMultiple(of: 20) {
          #expect(!request.isSignatureValid, "seed \(random.seed)")
          #expect(CertificateText.text(of: request).hasPrefix("Certificate Request:"))
        }
        counts.read += 1
      } catch { counts.refused += 1 }
    }
    #expect(counts.read > 100 && counts.refused > 500, "seed \(random.seed)")
  }

  @Test func `of a private key end in an error that names it or in a key`() throws {
    var random = SeededRandom()
    var originals: [[UInt8]] = []
    for name in ["testECCP256", "testRSA1024", "Ed25519"] {
      originals.append([UInt8](copying: KeyFile.pkcs8(try publishedKey(name)).bytes))
      originals.append([UInt8](copying: KeyFile.pem(try publishedKey(name)).bytes))
    }
    var counts = (read: 0, refused: 0)
    for round in 0..<2500 {
      let bytes = changed(originals[round % originals.count], &random)
      do throws(FileError) {
        _ = try KeyFile.privateKey(in: bytes)
        counts.read += 1
      } catch {
        #expect("\(error)".count < 300, "seed \(random.seed): \(error)")
        counts.refused += 1
      }
    }
    #expect(counts.read > 20 && counts.refused > 500, "seed \(random.seed)")
  }
}
