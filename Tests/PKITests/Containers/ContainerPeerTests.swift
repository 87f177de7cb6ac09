import Bytes
import Cryptography
import Foundation
import PKI
import TestSupport
import Testing

@Suite struct `Containers of other programs` {
  /// Its certificates are encrypted under a password of no bytes at all, the MAC under one of two zeros.
  @Test func `under no password are read`() throws {
    let bytes = try PublishedFile.bytes("pkcs12/no-password.p12")
    let container = try PKCS12(in: bytes.span, password: password(""))
    #expect(container.certificates.count == 1)
    let key = try #require(container.keys.first).privateKey()
    let publicKey = key.publicKey
    #expect(container.certificates.first?.certificate.publicKey == publicKey)
    do throws(FileError) {
      _ = try PKCS12(in: bytes.span, password: password("x"))
      Issue.record("it was read under another password")
    } catch { #expect(error == .wrongPassword(.pkcs12)) }
  }

  @Test func `with a key under 3DES by PBES2 are read`() throws {
    let bytes = try PublishedFile.bytes("asymmetric/PKCS8/enc-rsa-3des.pem")
    let key = try KeyFile.privateKey(in: bytes.span, password: password("password"))
    #expect(key.type == .rsa(bitCount: 2048))
    #expect(KeyFile.protection(of: bytes.span)?.contains("3DES") == true)
  }

  /// RFC 9579.
  @Test(arguments: [("SHA256", "SHA256"), ("SHA512", "SHA256"), ("SHA384", "SHA512")])
  func `guarded by PBMAC1, by OpenSSL 3.5, are read`(digest: String, prf: String) throws {
    let program = try Program()
    defer { program.remove() }
    try program.check(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
        "key", "-out", "certificate", "-subj", "/CN=a",
      ])
    let folder = VectorFile.packageFolder
    try program.check(
      "python3",
      [
        folder.appendingPathComponent("Tests/Peers/pbmac1.py").path,
        folder.appendingPathComponent(".peers/lib-openssl-3.5/libcrypto.so.3").path, "key",
        "certificate", "grüße", digest, prf, "a.p12",
      ])
    let bytes = try program.read("a.p12")
    let container = try PKCS12(in: bytes.span, password: password("grüße"))
    #expect(container.integrity?.hasPrefix("PBMAC1") == true)
    #expect(try container.chain().first?.subject.text == "CN=a")
    for wrong in ["gruesse", ""] {
      #expect(throws: FileError.wrongPassword(.pkcs12)) {
        try PKCS12(in: bytes.span, password: password(wrong))
      }
    }
  }

  /// OpenSSL writes indefinite lengths where it does not know the end beforehand.
  @Test func `in BER, as OpenSSL streams them, are read`() throws {
    let program = try Program()
    defer { program.remove() }
    try program.check(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
        "key", "-out", "certificate", "-subj", "/CN=a",
      ])
    try program.write("text", "hello")
    for form in ["DER", "PEM"] {
      try program.check(
        "openssl",
        [
          "cms", "-sign", "-signer", "certificate", "-inkey", "key", "-in", "text", "-outform",
          form, "-stream", "-nodetach", "-binary", "-out", "signed",
        ])
      let bytes = try program.read("signed")
      if form == "DER" { #expect(bytes.starts(with: [0x30, 0x80])) }
      #expect(FileContents(of: bytes) == .pkcs7)
      #expect(try PKCS7.certificates(in: bytes).map(\.subject.text) == ["CN=a"])
    }
  }

  @Test func `with lengths in more octets than needed are known for what they are`() throws {
    let version: [UInt8] = [0x02, 0x81, 0x01, 0x03, 0x30, 0x80, 0, 0]
    let type: [UInt8] =
      [0x06, 0x81, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02, 0xA0, 0x80, 0, 0]
    for length in [[0x80], [0x84, 0, 0, 0, 0x40], [0x82, 0, 0x40]] as [[UInt8]] {
      #expect(FileContents(of: [0x30] + length + version) == .pkcs12)
      #expect(FileContents(of: [0x30] + length + type) == .pkcs7)
    }
    #expect(FileContents(of: [0x30, 0xFF, 0x02]) == .unknown(label: nil))
  }

  /// Java takes ASCII alone, and says so: there are no such containers of its.
  @Test func `are not made by keytool under passwords beyond ASCII`() throws {
    let program = try Program()
    defer { program.remove() }
    let result = try program.run(
      "keytool",
      [
        "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=a", "-keystore", "a.p12",
        "-storetype", "PKCS12", "-storepass", "grüße1", "-J-Dsun.jnu.encoding=UTF-8",
      ])
    #expect(result.status != 0 && result.output.contains("not ASCII"), "\(result.output)")
  }
}
