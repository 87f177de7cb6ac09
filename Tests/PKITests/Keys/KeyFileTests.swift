import Bytes
import Cryptography
import DER
import PKI
import TestSupport
import Testing

@Suite struct `A private key file` {
  @Test(arguments: try PublishedKey.all())
  func `of RFC 9500 gives the published public key`(_ published: PublishedKey) throws {
    let publicKey = try KeyFile.privateKey(in: published.bytes).publicKey
    let der = SubjectPublicKeyInfo(publicKey).der
    let digest = Hash.digest(.sha256, of: der.span)
    #expect([UInt8](copying: digest.bytes) == published.spkiSHA256.bytes)
    let readBack = try SubjectPublicKeyInfo(der: der.span)
    #expect(readBack.publicKey == publicKey)
  }

  @Test func `on a curve that is not supported is refused by name`() throws {
    let object = try #require(PEM.objects(in: PublishedKey.named("testECCP384").bytes).first)
    let name: [UInt8] = [0x06, 5, 0x2B, 0x81, 4, 0, 34]
    let start = try #require(
      object.der.indices.first { object.der[$0...].starts(with: name) })
    var der = object.der
    // secp256k1.
    der[start + 6] = 10
    let error = failure(der)
    #expect("\(try #require(error))".contains("1.3.132.0.10"))
  }

  @Test(arguments: try PublishedPEM.rfc8410().filter { $0.label == "PRIVATE KEY" })
  func `of RFC 8410 is read, or refused where the RFC says it is wrong`(
    _ published: PublishedPEM
  ) throws {
    guard let expected = published.publicKey ?? RFC8410.versionOne(published) else {
      #expect(failure(published.bytes) != nil)
      return
    }
    let publicKey = try KeyFile.privateKey(in: published.bytes).publicKey
    #expect(publicKey == .ed25519(expected.bytes))
  }

  @Test(arguments: try PublishedPEM.rfc8410().filter { $0.label == "PUBLIC KEY" })
  func `public keys of RFC 8410 are read`(_ published: PublishedPEM) throws {
    let object = try #require(PEM.objects(in: published.bytes).first)
    let info = try SubjectPublicKeyInfo(der: object.der.span)
    #expect(info.publicKey?.type == .ed25519)
    let key = try #require(info.publicKey)
    #expect(KeyFile.pem(key).filter { $0 != "\n" } == published.pem.filter { $0 != "\n" })
  }

  @Test(arguments: everyKey + ["testRSA4096"])
  func `written as PKCS#8 is read back as the same key`(name: String) throws {
    let key = try publishedKey(name)
    let pem = KeyFile.pem(key)
    let text = [UInt8](copying: pem.bytes)
    #expect(String(decoding: text, as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
    let publicKey = key.publicKey
    #expect(try KeyFile.privateKey(in: text).publicKey == publicKey)
    let der = KeyFile.pkcs8(key)
    let bytes = [UInt8](copying: der.bytes)
    #expect(try KeyFile.privateKey(in: bytes).publicKey == publicKey)
    #expect(FileContents(of: bytes) == .privateKey)
    let again = KeyFile.pkcs8(try KeyFile.privateKey(in: bytes))
    let same = equalVariableTime(again.bytes, der.bytes)
    #expect(same)
  }

  @Test func `of Ed25519 is written as RFC 8410, Section 7 prints it`() throws {
    let published = try #require(PublishedPEM.rfc8410().first { $0.label == "PRIVATE KEY" })
    let pem = KeyFile.pem(try KeyFile.privateKey(in: published.bytes))
    #expect(String(decoding: [UInt8](copying: pem.bytes), as: UTF8.self) == published.pem)
  }

  func failure(_ bytes: [UInt8]) -> FileError? {
    do throws(FileError) {
      _ = try KeyFile.privateKey(in: bytes)
      return nil
    } catch { return error }
  }

  @Test func `with another public key inside is refused`() throws {
    let object = try #require(PEM.objects(in: PublishedKey.named("testECCP256").bytes).first)
    var der = object.der
    // The last octet of the public point, and one of the scalar.
    for index in [der.count - 1, 12] {
      der[index] ^= 1
      #expect(failure(der) != nil)
      der[index] ^= 1
    }
    #expect(failure(der) == nil)
  }

  @Test(arguments: [
    ("version 2", "302e020102300506032b657004220420"),
    ("version 1 alone", "302e020101300506032b657004220420"),
    ("parameters", "3030020100300706032b6570050004220420"),
    ("31 bytes", "302d020100300506032b65700421041f"),
    ("no inner OCTET STRING", "302c020100300506032b65700420"),
  ])
  func `of Ed25519 has one form`(fault: String, start: String) throws {
    let bytes = HexBytes(stringLiteral: start).bytes
    let count = fault == "31 bytes" ? 31 : 32
    #expect(failure(bytes + [UInt8](repeating: 7, count: count)) != nil, "\(fault)")
    let right = HexBytes("302e020100300506032b657004220420").bytes
    #expect(failure(right + [UInt8](repeating: 7, count: 32)) == nil)
  }

  @Test(arguments: [
    ("version 2", "3047020102300506032b6571043b0439"),
    ("version 1 alone", "3047020101300506032b6571043b0439"),
    ("parameters", "3049020100300706032b65710500043b0439"),
    ("56 bytes", "3046020100300506032b6571043a0438"),
    ("no inner OCTET STRING", "3045020100300506032b65710439"),
    ("X448", "3046020100300506032b656f043a0438"),
  ])
  func `of Ed448 has one form`(fault: String, start: String) throws {
    let bytes = HexBytes(stringLiteral: start).bytes
    let count = bytes.last == 0x38 ? 56 : 57
    #expect(failure(bytes + [UInt8](repeating: 7, count: count)) != nil, "\(fault)")
    let right = HexBytes("3047020100300506032b6571043b0439").bytes
    #expect(failure(right + [UInt8](repeating: 7, count: 57)) == nil)
  }

  @Test(arguments: [
    ("a scalar of zero", [UInt8](repeating: 0, count: 32)),
    (
      "a scalar of n",
      HexBytes("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").bytes
    ),
    ("a scalar of 31 bytes", [UInt8](repeating: 1, count: 31)),
    ("a scalar of 33 bytes", [UInt8](repeating: 1, count: 33)),
    ("two zeros before it", [0, 0] + [UInt8](repeating: 1, count: 32)),
  ])
  func `on P-256 has a scalar in range and of full length`(
    fault: String, scalar: [UInt8]
  ) {
    func encoded(_ scalar: [UInt8]) -> [UInt8] {
      var der: [UInt8] = []
      der.writeSequence { output in
        output.writeInteger(1)
        output.writeOctetString(scalar.span)
        output.writeExplicit(0) { output in output.writeObjectIdentifier(.secp256r1) }
      }
      return der
    }
    #expect(failure(encoded(scalar)) != nil, "\(fault)")
    #expect(failure(encoded([UInt8](repeating: 1, count: 32))) == nil)
    // As GnuTLS writes it.
    #expect(failure(encoded([0] + [UInt8](repeating: 0x81, count: 32))) == nil)
  }
}

/// The key of RFC 8410, Section 10.3 with attributes and a public key.
enum RFC8410 {
  static func versionOne(_ published: PublishedPEM) -> HexBytes? {
    published.section.hasPrefix("10.3.")
      ? "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1" : nil
  }
}
