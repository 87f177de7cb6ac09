import Bytes
import Cryptography
import PKI
import PasswordEncryption
import TestSupport
import Testing

/// A key with its chain: leaf, intermediate and root.
struct Chain: ~Copyable {
  let key: PrivateKey
  let certificates: [Certificate]

  init(_ name: String, using random: inout SeededRandom) throws {
    let root = try makeAuthority("testECCP256", using: &random)
    let intermediate = try root.makeIntermediate(
      subject: Name([NameAttribute(.commonName, "Below")]), key: publishedKey("testRSA2048"),
      days: 1000, now: noon, using: &random)
    let key = try publishedKey(name)
    let request = try SigningRequest.make(
      subject: Name([NameAttribute(.commonName, "Größe")]), alternativeNames: [.dns("a.example")],
      key: key, using: &random)
    let (leaf, _) = try intermediate.issue(
      request, profile: .both, now: noon, using: &random)
    self.key = key
    certificates = [leaf, intermediate.certificate, root.certificate]
  }
}

@Suite struct `A PKCS #12 container` {
  static let cheap = PKCS12Builder.Style.modern(
    PasswordProtection(derivation: .pbkdf2(.sha256, iterations: 2048), cipher: .aes256))

  @Test(arguments: everyKey, [false, true])
  func `is read back`(name: String, isCompatible: Bool) throws {
    var random = SeededRandom()
    let chain = try Chain(name, using: &random)
    let publicKey = chain.key.publicKey
    let builder = PKCS12Builder(
      certificates: chain.certificates, friendlyName: "Größe 1",
      style: isCompatible ? .compatible : Self.cheap)
    for text in ["", "secret", "pässwörd €"] {
      let der = try builder.build(key: chain.key, password: password(text), using: &random)
      #expect(FileContents(of: der) == .pkcs12)
      let container = try PKCS12(in: der.span, password: password(text))
      #expect(container.certificates.map(\.certificate) == chain.certificates)
      #expect(container.certificates.map(\.friendlyName) == ["Größe 1", nil, nil])
      #expect(container.keys.count == 1)
      #expect(container.keys.first?.localKeyID == container.certificates.first?.localKeyID)
      let read = try #require(container.keys.first).privateKey()
      #expect(read.publicKey == publicKey)
      #expect(try container.chain() == chain.certificates)
      #expect(container.isLegacy == isCompatible)
      #expect(container.notes.isEmpty)
      do throws(FileError) {
        _ = try PKCS12(in: der.span, password: password("other"))
        Issue.record("read under another password")
      } catch { #expect(error == .wrongPassword(.pkcs12)) }
      // What is in a PEM file is found, too.
      let pem = PEMObject(label: "PKCS12", der: der).bytes
      #expect(try PKCS12(in: pem.span, password: password(text)).keys.count == 1)
    }
  }

  @Test func `gives the chain in its order, whatever the order of its bags`() throws {
    var random = SeededRandom()
    let chain = try Chain("Ed25519", using: &random)
    var builder = PKCS12Builder(certificates: chain.certificates, style: Self.cheap)
    builder.certificates = [chain.certificates[0]] + chain.certificates.dropFirst().reversed()
    let der = try builder.build(key: chain.key, password: password("a"), using: &random)
    let container = try PKCS12(in: der.span, password: password("a"))
    #expect(try container.chain() == chain.certificates)
    builder.certificates = Array(chain.certificates.dropFirst())
    do throws(FileError) {
      _ = try builder.build(key: chain.key, password: password("a"), using: &random)
      Issue.record("another's certificate was put beside the key")
    } catch { #expect("\(error)".contains("does not belong")) }
  }

  @Test func `of which one byte is changed is refused`() throws {
    var random = SeededRandom()
    let chain = try Chain("Ed25519", using: &random)
    let style = PKCS12Builder.Style.modern(
      PasswordProtection(derivation: .pbkdf2(.sha256, iterations: 1), cipher: .aes128))
    let der = try PKCS12Builder(certificates: chain.certificates, style: style)
      .build(key: chain.key, password: password("a"), using: &random)
    // The MAC is about everything but the outermost lengths and its own parameters.
    for _ in 0..<1500 {
      var bytes = der
      let place = Int.random(in: 60..<der.count - 120, using: &random)
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      do throws(FileError) {
        _ = try PKCS12(in: bytes.span, password: password("a"))
        Issue.record("accepted with byte \(place) changed, seed \(random.seed)")
      } catch { _ = error }
    }
    for _ in 0..<3000 {
      let bytes = Mutation.mutate(der, from: 0, &random)
      if let container = try? PKCS12(in: bytes.span, password: password("a")) {
        #expect(container.certificates.map(\.certificate) == chain.certificates)
      }
    }
  }

  @Test(arguments: [
    ("cert-key-aes256cbc.p12", "cryptography", 1, 1),
    ("cert-rc2-key-3des.p12", "cryptography", 1, 1),
    ("cert-none-key-none.p12", "cryptography", 1, 1),
    ("cert-aes256cbc-no-key.p12", "cryptography", 0, 1),
    ("no-cert-key-aes256cbc.p12", "cryptography", 1, 0),
    ("name-all-no-pwd.p12", "", 1, 3), ("name-all-pwd.p12", "password", 1, 3),
    ("name-unicode-pwd.p12", "password", 1, 3), ("java-truststore.p12", "", 0, 2),
  ])
  func `that others have published is read`(
    file: String, text: String, keys: Int, certificates: Int
  ) throws {
    let bytes = try PublishedFile.bytes("pkcs12/\(file)")
    let container = try PKCS12(in: bytes.span, password: password(text))
    #expect(container.keys.count == keys)
    #expect(container.certificates.count == certificates)
    if file.contains("unicode") {
      #expect(container.certificates.contains { $0.friendlyName?.isEmpty == false })
    }
    if file.hasPrefix("java") { #expect(container.certificates.allSatisfy { $0.isTrustedByJava }) }
  }
}

/// DER rewritten as BER.
enum BERForm {
  /// Constructed values with indefinite lengths; octet strings of more than eight octets in two pieces.
  static func indefinite(_ der: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var position = 0
    while position < der.count {
      let tag = der[position]
      var length = Int(der[position + 1])
      position += 2
      if length >= 0x80 {
        let octets = length & 0x7F
        length = der[position..<position + octets].reduce(0) { $0 << 8 | Int($1) }
        position += octets
      }
      let contents = Array(der[position..<position + length])
      position += length
      if tag & 0x20 != 0 {
        output += [tag, 0x80] + indefinite(contents) + [0, 0]
      } else if tag == 0x04, length > 8 {
        output += [0x24, 0x80] + primitive(0x04, Array(contents.prefix(5)))
        output += primitive(0x04, Array(contents.dropFirst(5))) + [0, 0]
      } else {
        output += primitive(tag, contents)
      }
    }
    return output
  }

  /// With a length in three octets, which is more than needed.
  private static func primitive(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
    let count = contents.count
    return [tag, 0x83, UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] + contents
  }
}

@Suite struct `OpenSSL, GnuTLS, keytool and PKCS #12` {
  @Test(arguments: ["testECCP256", "testRSA2048", "Ed25519"], [false, true])
  func `written here are read by them`(name: String, isCompatible: Bool) throws {
    var random = SeededRandom()
    let program = try Program()
    defer { program.remove() }
    let chain = try Chain(name, using: &random)
    let der = try PKCS12Builder(
      certificates: chain.certificates, friendlyName: "api",
      style: isCompatible ? .compatible : .modern(.modern)
    ).build(key: chain.key, password: password("secret 1"), using: &random)
    try program.write("a.p12", der)
    try program.write("key", [UInt8](copying: KeyFile.pem(chain.key).bytes))
    let legacy = isCompatible ? ["-provider", "legacy", "-provider", "default"] : []
    for openssl in ["openssl", Program.modern] {
      let isOld = openssl == "openssl"
      try program.check(
        openssl,
        ["pkcs12", "-in", "a.p12", "-passin", "pass:secret 1", "-nodes", "-nocerts", "-out", "k"]
          + (isOld ? legacy : []))
      try program.check(openssl, ["pkey", "-in", "k", "-out", "k2"])
      #expect(try program.read("k2") == program.read("key"))
      try program.check(
        openssl,
        ["pkcs12", "-in", "a.p12", "-passin", "pass:secret 1", "-nokeys", "-out", "c"]
          + (isOld ? legacy : []))
      #expect(try CertificateFile.certificates(in: program.read("c")) == chain.certificates)
    }
    let shown = try program.check(
      "certtool", ["--p12-info", "--inder", "--infile", "a.p12", "--password", "secret 1"])
    #expect(shown.contains("BEGIN CERTIFICATE") && shown.contains("PRIVATE KEY"), "\(shown)")
    let listed = try program.check(
      "keytool",
      [
        "-list", "-v", "-keystore", "a.p12", "-storetype", "PKCS12", "-storepass", "secret 1",
        "-J-Dfile.encoding=UTF-8", "-J-Dsun.jnu.encoding=UTF-8",
      ])
    #expect(listed.contains("PrivateKeyEntry") && listed.contains("chain length: 3"), "\(listed)")
  }

  @Test func `stores of trusted roots are read by Java`() throws {
    var random = SeededRandom()
    let program = try Program()
    defer { program.remove() }
    let chain = try Chain("Ed25519", using: &random)
    let root = chain.certificates[2]
    let der = PKCS12Builder(certificates: [root], friendlyName: "our root", style: .modern(.modern))
      .build(password: password("secret"), using: &random)
    try program.write("t.p12", der)
    let listed = try program.check(
      "keytool",
      ["-list", "-keystore", "t.p12", "-storetype", "PKCS12", "-storepass", "secret"])
    #expect(listed.contains("our root") && listed.contains("trustedCertEntry"), "\(listed)")
  }

  @Test(arguments: [
    ("openssl", ""), ("modern", ""),
    ("openssl", "-legacy"), ("openssl", "-keypbe NONE -certpbe NONE"), ("openssl", "-nomac"),
    ("openssl", "-keypbe aes-128-cbc -certpbe aes-192-cbc -macalg sha512 -iter 5000"),
    ("openssl", "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1"),
  ])
  func `written by OpenSSL are read here`(version: String, options: String) throws {
    var random = SeededRandom()
    let program = try Program()
    defer { program.remove() }
    let chain = try Chain("testECCP256", using: &random)
    try program.write("key", [UInt8](copying: KeyFile.pem(chain.key).bytes))
    try program.write("cert", CertificateFile.pem([chain.certificates[0]]))
    try program.write("more", CertificateFile.pem([chain.certificates[2], chain.certificates[1]]))
    for text in ["grüße", ""] {
      try program.check(
        version == "modern" ? Program.modern : version,
        [
          "pkcs12", "-export", "-inkey", "key", "-in", "cert", "-certfile", "more", "-name", "ä b",
          "-passout", "pass:\(text)", "-out", "a.p12",
        ] + options.split(separator: " ").map(String.init))
      let bytes = try program.read("a.p12")
      let container = try PKCS12(in: bytes.span, password: password(text))
      #expect(try container.chain() == chain.certificates)
      #expect(container.certificates.first?.friendlyName == "ä b")
      #expect((container.integrity == nil) == (options == "-nomac"))
      #expect(container.isLegacy == (options == "-legacy" || options.contains("3DES")))
    }
  }

  @Test(arguments: ["aes-256", "3des-pkcs12", "rc2-40"])
  func `written by GnuTLS are read here`(cipher: String) throws {
    var random = SeededRandom()
    let program = try Program()
    defer { program.remove() }
    let chain = try Chain("testRSA2048", using: &random)
    try program.write("key", [UInt8](copying: KeyFile.pem(chain.key).bytes))
    try program.write("cert", CertificateFile.pem(chain.certificates))
    try program.check(
      "certtool",
      [
        "--to-p12", "--load-privkey", "key", "--load-certificate", "cert", "--p12-name", "api",
        "--password", "secret", "--pkcs-cipher", cipher, "--outder", "--outfile", "a.p12",
      ])
    let bytes = try program.read("a.p12")
    let container = try PKCS12(in: bytes.span, password: password("secret"))
    #expect(try container.chain() == chain.certificates)
  }

  @Test(arguments: ["EC", "RSA"], ["", "-J-Dkeystore.pkcs12.legacy"])
  func `written by keytool are read here`(algorithm: String, option: String) throws {
    let program = try Program()
    defer { program.remove() }
    try program.check(
      "keytool",
      [
        "-genkeypair", "-alias", "api", "-keyalg", algorithm, "-keysize",
        algorithm == "EC" ? "256" : "2048", "-dname", "CN=api", "-keystore", "a.p12", "-storetype",
        "PKCS12", "-storepass", "secret",
      ] + (option.isEmpty ? [] : [option]))
    let bytes = try program.read("a.p12")
    let container = try PKCS12(in: bytes.span, password: password("secret"))
    #expect(try container.chain().first?.subject.text == "CN=api")
    #expect(container.isLegacy == !option.isEmpty)
    let key = try KeyFile.privateKey(in: bytes.span, password: password("secret"))
    let publicKey = try container.chain().first?.publicKey
    #expect(key.publicKey == publicKey)
  }
}

@Suite struct `OpenSSL, GnuTLS, keytool and PKCS #7` {
  @Test func `bundles written here are read by them, theirs are read here`() throws {
    var random = SeededRandom()
    let program = try Program()
    defer { program.remove() }
    let chain = try Chain("testECCP256", using: &random)
    func same(_ certificates: [Certificate]) -> Bool {
      Set(certificates.map(\.der)) == Set(chain.certificates.map(\.der))
    }
    try program.write("a.p7b", PKCS7.der(chain.certificates))
    try program.write("a.pem", PKCS7.pem(chain.certificates))
    try program.write("c.pem", CertificateFile.pem(chain.certificates))
    for (file, form) in [("a.p7b", "DER"), ("a.pem", "PEM")] {
      #expect(same(try PKCS7.certificates(in: program.read(file))))
      #expect(same(try CertificateFile.certificates(in: program.read(file))))
      try program.check(
        "openssl", ["pkcs7", "-in", file, "-inform", form, "-print_certs", "-out", "out"])
      #expect(same(try CertificateFile.certificates(in: program.read("out"))))
    }
    let shown = try program.check("certtool", ["--p7-info", "--infile", "a.pem"])
    #expect(shown.contains("Number of certificates: 3"), "\(shown)")
    let printed = try program.check("keytool", ["-printcert", "-file", "a.p7b"])
    #expect(printed.contains("Certificate[3]"), "\(printed)")
    for form in ["DER", "PEM"] {
      try program.check(
        "openssl",
        ["crl2pkcs7", "-nocrl", "-certfile", "c.pem", "-outform", form, "-out", "theirs"])
      #expect(same(try PKCS7.certificates(in: program.read("theirs"))))
    }
    try program.check(
      "certtool", ["--p7-generate", "--load-certificate", "c.pem", "--outfile", "gnutls"])
    #expect(try !PKCS7.certificates(in: program.read("gnutls")).isEmpty)
  }

  @Test(arguments: ["amazon-roots.der", "amazon-roots.p7b", "isrg.pem"])
  func `published bundles are read`(file: String) throws {
    let certificates = try PKCS7.certificates(in: PublishedFile.bytes("pkcs7/\(file)"))
    #expect(certificates.count == (file.hasPrefix("isrg") ? 1 : 2))
  }

  @Test(arguments: ["enveloped.pem", "enveloped-triple-des.pem"])
  func `other contents are refused by name`(file: String) throws {
    let bytes = try PublishedFile.bytes("pkcs7/\(file)")
    do throws(FileError) {
      _ = try PKCS7.certificates(in: bytes)
      Issue.record("it was read")
    } catch { #expect("\(error)".contains("not signedData"), "\(error)") }
  }
}
