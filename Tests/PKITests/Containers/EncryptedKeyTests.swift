import Bytes
import Cryptography
import Foundation
import PKI
import PasswordEncryption
import TestSupport
import Testing

/// The files of the PyPI package cryptography-vectors, which Tests/install-peers.sh puts under .peers.
enum PublishedFile {
  static func bytes(_ name: String) throws -> [UInt8] {
    let root = VectorFile.packageFolder.appendingPathComponent(".peers/venv/lib").path
    for python in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
      let path = "\(root)/\(python)/site-packages/cryptography_vectors/\(name)"
      if let data = FileManager.default.contents(atPath: path) { return [UInt8](data) }
    }
    throw Program.Failure(description: "\(name) is missing: run Tests/install-peers.sh")
  }
}

func password(_ text: String) -> FilePassword { FilePassword(copying: Array(text.utf8).span) }

@Suite struct `An encrypted private key` {
  static let cheap = PasswordProtection(
    derivation: .pbkdf2(.sha256, iterations: 2048), cipher: .aes256)

  @Test func `is read back under every protection`() throws {
    var random = SeededRandom()
    let scrypt = try #require(Scrypt(cost: 1024, blockSize: 8, parallelization: 1))
    for name in everyKey {
      let key = try publishedKey(name)
      let publicKey = key.publicKey
      for cipher in PasswordProtection.Cipher.allCases {
        for derivation in PasswordHash.allCases.map({
          PasswordProtection.KeyDerivation.pbkdf2($0, iterations: 3)
        }) + [.scrypt(scrypt)] {
          let pem = Array(
            KeyFile.encryptedPEM(
              key, password: password("pässword"),
              protection: PasswordProtection(derivation: derivation, cipher: cipher),
              using: &random
            ).utf8)
          #expect(FileContents(of: pem) == .encryptedPrivateKey)
          let isNeeded = KeyFile.needsPassword(pem.span)
          #expect(isNeeded)
          let read = try KeyFile.privateKey(in: pem.span, password: password("pässword"))
          #expect(read.publicKey == publicKey, "seed \(random.seed)")
        }
      }
    }
  }

  @Test func `is not read under another password`() throws {
    var random = SeededRandom()
    let key = try publishedKey("Ed25519")
    let der = KeyFile.encryptedPKCS8(
      key, password: password("right"), protection: Self.cheap, using: &random)
    // Some wrong passwords leave padding that looks right.
    let quick = PasswordProtection(derivation: .pbkdf2(.sha256, iterations: 1), cipher: .aes128)
    let other = KeyFile.encryptedPKCS8(
      key, password: password("right"), protection: quick, using: &random)
    expectWrong(der, "wrong")
    expectWrong(der, "")
    for round in 0..<2000 { expectWrong(other, "wrong \(round)") }
  }

  private func expectWrong(_ der: [UInt8], _ text: String) {
    do throws(FileError) {
      _ = try KeyFile.privateKey(in: der.span, password: password(text))
      Issue.record("read under \(text)")
    } catch { #expect(error == .wrongPassword(.encryptedPrivateKey)) }
  }

  @Test(arguments: [
    ("ec_private_key_encrypted.pem", "123456", KeyType.p256),
    ("ed25519-scrypt.pem", "hunter42", .ed25519),
    ("rsa-aes-192-cbc.pem", "PolarSSLTest", nil), ("rsa-40bitrc2.pem", "baz", nil),
    ("rsa_pkcs8_pbes2_pbkdf2_2048_3des_sha512.pem", "PolarSSLTest", nil),
    ("rsa_pkcs8_pbes2_pbkdf2_2048_3des_sha384.pem", "PolarSSLTest", nil),
  ])
  func `that others have published is read`(file: String, text: String, type: KeyType?) throws {
    let bytes = try PublishedFile.bytes("asymmetric/PKCS8/\(file)")
    do {
      let key = try KeyFile.privateKey(in: bytes.span, password: password(text))
      if let type { #expect(key.type == type) }
    } catch {
      // Keys of 1024 bits are decrypted, and refused as keys.
      guard case .unreadable(.privateKey, let reason) = error, reason.contains("bits") else {
        throw error
      }
    }
  }

  @Test(arguments: [
    ("bad-encryption-oid.pem", "not supported"), ("enc-unknown-algorithm.pem", "not supported"),
    ("enc-unknown-kdf.pem", "not supported"), ("enc-unknown-pbkdf2-prf.pem", "not supported"),
    ("enc-rsa-pkcs8-pbkdf2-0iter.pem", "no iterations"),
    ("enc-ec-sha1-128-rc4.pem", "not supported"),
    ("rsa-pbewithmd5anddescbc.pem", "not supported"),
  ])
  func `of a kind that is not supported is refused by name`(file: String, reason: String) throws {
    let bytes = try PublishedFile.bytes("asymmetric/PKCS8/\(file)")
    do throws(FileError) {
      _ = try KeyFile.privateKey(in: bytes.span, password: password("foobar"))
      Issue.record("it was read")
    } catch { #expect("\(error)".contains(reason), "\(error)") }
  }

  @Test func `that asks for more work than will be spent is refused at once`() throws {
    var random = SeededRandom()
    let key = try publishedKey("Ed25519")
    let cheap = PasswordProtection(
      derivation: .pbkdf2(.sha256, iterations: 0x2DC6), cipher: .aes128)
    let der = KeyFile.encryptedPKCS8(
      key, password: password("a"), protection: cheap, using: &random)
    let place = try #require(
      der.indices.first { der[$0...].starts(with: [0x02, 0x02, 0x2D, 0xC6]) })
    // One INTEGER longer by two octets; every length around it grows.
    var longer = der
    longer.replaceSubrange(place..<place + 4, with: [0x02, 0x04, 0x2D, 0xC6, 0, 0])
    for start in 0..<place where longer[start] == 0x30 {
      let length = Int(longer[start + 1])
      if length < 0x80, start + 2 + length >= place + 4, start + 2 + length <= der.count {
        longer[start + 1] += 2
      } else if length == 0x81, start + 3 + Int(longer[start + 2]) >= place + 4 {
        longer[start + 2] += 2
      }
    }
    do throws(FileError) {
      _ = try KeyFile.privateKey(in: longer.span, password: password("a"))
      Issue.record("it was read")
    } catch { #expect("\(error)".contains("iterations are more than"), "\(error)") }
  }

  @Test func `in OpenSSL's form of old is refused with what mends it`() throws {
    let program = try Program()
    defer { program.remove() }
    try program.check(
      "openssl",
      ["genrsa", "-traditional", "-aes128", "-passout", "pass:abcd", "-out", "k", "2048"])
    let bytes = try program.read("k")
    do throws(FileError) {
      _ = try KeyFile.privateKey(in: bytes.span, password: password("abcd"))
      Issue.record("it was read")
    } catch { #expect("\(error)".contains("openssl pkcs8 -topk8")) }
  }

  @Test func `that is damaged ends in an error or in the same key`() throws {
    var random = SeededRandom()
    let key = try publishedKey("Ed25519")
    let publicKey = key.publicKey
    let quick = PasswordProtection(derivation: .pbkdf2(.sha256, iterations: 1), cipher: .aes128)
    let der = KeyFile.encryptedPKCS8(
      key, password: password("a"), protection: quick, using: &random)
    var refused = 0
    for _ in 0..<3000 {
      let bytes = Mutation.mutate(der, from: 0, &random)
      // Damage may ask for many iterations; those are bounded, and too slow for this many rounds.
      if let text = KeyFile.protection(of: bytes.span), text.contains("000") { continue }
      do throws(FileError) {
        // CBC does not authenticate: a bit of the vector is a bit of the version.
        let read = try KeyFile.privateKey(in: bytes.span, password: password("a"))
        _ = read.publicKey == publicKey
      } catch { refused += 1 }
    }
    #expect(refused > 2000, "seed \(random.seed)")
  }
}

@Suite struct `OpenSSL, GnuTLS and encrypted keys` {
  @Test(arguments: everyKey.filter { !$0.hasPrefix("ML") })
  func `written here are read by them`(name: String) throws {
    var random = SeededRandom()
    let program = try Program()
    defer { program.remove() }
    let key = try publishedKey(name)
    let scrypt = try #require(Scrypt(cost: 1 << 14, blockSize: 8, parallelization: 1))
    try program.write("plain", [UInt8](copying: KeyFile.pem(key).bytes))
    for (index, derivation) in [
      PasswordProtection.KeyDerivation.pbkdf2(.sha256, iterations: 2048),
      .pbkdf2(.sha512, iterations: 2048), .scrypt(scrypt),
    ].enumerated() {
      for cipher in PasswordProtection.Cipher.allCases {
        let pem = KeyFile.encryptedPEM(
          key, password: password("grüße"),
          protection: PasswordProtection(derivation: derivation, cipher: cipher), using: &random)
        try program.write("key", pem)
        for openssl in ["openssl", Program.modern] {
          try program.check(
            openssl, ["pkey", "-in", "key", "-passin", "pass:grüße", "-out", "decrypted"])
          #expect(try program.read("decrypted") == program.read("plain"))
        }
        // GnuTLS knows no scrypt, and prints no identifier for keys of Edwards curves.
        guard index < 2, !name.hasPrefix("Ed") else { continue }
        let said = try program.check(
          "certtool", ["--key-info", "--infile", "key", "--password", "grüße"])
        #expect(said.contains("Public Key ID"), "\(said)")
      }
    }
  }

  @Test(arguments: [
    "-v2 aes-256-cbc", "-v2 aes-192-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512",
    "-v2 aes-256-cbc -v2prf hmacWithSHA1 -iter 10000", "-v2 des3", "-scrypt",
    "-v1 PBE-SHA1-3DES", "-v1 PBE-SHA1-RC2-40 -provider legacy -provider default",
    "-v1 PBE-SHA1-RC2-128 -provider legacy -provider default",
  ])
  func `written by OpenSSL are read here`(options: String) throws {
    let program = try Program()
    defer { program.remove() }
    try program.check(
      "openssl",
      ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "k"])
    let key = try KeyFile.privateKey(in: program.read("k"))
    let publicKey = key.publicKey
    for form in ["PEM", "DER"] {
      try program.check(
        "openssl",
        ["pkcs8", "-topk8", "-in", "k", "-passout", "pass:grüße", "-outform", form, "-out", "e"]
          + options.split(separator: " ").map(String.init))
      let bytes = try program.read("e")
      let read = try KeyFile.privateKey(in: bytes.span, password: password("grüße"))
      #expect(read.publicKey == publicKey)
    }
  }

  @Test(arguments: ["pbes2-aes256", "pbes2-aes128", "pbes2-3des", "pkcs12-3des", "rc2-40"])
  func `written by GnuTLS are read here`(cipher: String) throws {
    let program = try Program()
    defer { program.remove() }
    try program.check(
      "openssl", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "k"])
    let key = try KeyFile.privateKey(in: program.read("k"))
    try program.check(
      "certtool",
      [
        "--to-p8", "--load-privkey", "k", "--pkcs-cipher",
        ["pbes2-aes256": "aes-256", "pbes2-aes128": "aes-128", "pbes2-3des": "3des"][cipher]
          ?? (cipher == "rc2-40" ? "rc2-40" : "3des-pkcs12"), "--password", "secret", "--outfile",
        "e",
      ])
    let bytes = try program.read("e")
    let read = try KeyFile.privateKey(in: bytes.span, password: password("secret"))
    let publicKey = key.publicKey
    #expect(read.publicKey == publicKey)
  }

  @Test(arguments: everyKey)
  func `in the traditional form are read by both and by us`(name: String) throws {
    let program = try Program()
    defer { program.remove() }
    let key = try publishedKey(name)
    guard let pem = KeyFile.traditionalPEM(key) else {
      #expect(name.hasPrefix("Ed") || name.hasPrefix("ML"))
      return
    }
    let bytes = [UInt8](copying: pem.bytes)
    let publicKey = key.publicKey
    #expect(try KeyFile.privateKey(in: bytes).publicKey == publicKey)
    try program.write("key", bytes)
    try program.check("openssl", ["pkey", "-in", "key", "-check", "-noout"])
    let again = name.contains("RSA") ? "rsa" : "ec"
    try program.check(
      "openssl",
      [again, "-in", "key", "-traditional", "-out", "again"].filter {
        $0 != "-traditional" || again == "rsa"
      })
    #expect(try program.read("again") == bytes)
  }
}
