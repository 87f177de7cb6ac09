import Bytes
import Ciphers
import PasswordEncryption
import TestSupport
import Testing

@Suite struct `Ciphers and key derivations of files` {
  static let aesFiles = [128, 192, 256].flatMap { bits in
    ["GFSbox", "KeySbox", "MMT", "VarKey", "VarTxt"].map { "CBC\($0)\(bits)" }
  }

  @Test(arguments: aesFiles)
  func `AES-CBC (CAVP)`(file: String) throws {
    for one in try PublishedSuite.cases("ciphers/AES/CBC/\(file).rsp", last: "IV") {
      let cipher = AESCBC(key: SecretBytes(copying: one.bytes("KEY").span))
      let (plain, sealed, iv) = (one.bytes("PLAINTEXT"), one.bytes("CIPHERTEXT"), one.bytes("IV"))
      try #require(!plain.isEmpty)
      var bytes = plain
      var span = bytes.mutableSpan
      cipher.encrypt(&span, iv: iv.span)
      #expect(bytes == sealed, "\(one.fields)")
      span = bytes.mutableSpan
      cipher.decrypt(&span, iv: iv.span)
      #expect(bytes == plain, "\(one.fields)")
    }
  }

  @Test(arguments: [
    "TCBCMMT1", "TCBCMMT2", "TCBCMMT3", "TCBCinvperm", "TCBCpermop", "TCBCsubtab", "TCBCvarkey",
    "TCBCvartext",
  ])
  func `3DES-CBC (CAVP)`(file: String) throws {
    for one in try PublishedSuite.cases("ciphers/3DES/CBC/\(file).rsp", last: "IV") {
      let keys = ["KEY1", "KEY2", "KEY3"].flatMap { name in
        one.fields["KEYs"] == nil ? one.bytes(name) : one.bytes("KEYs")
      }
      let cipher = TripleDES(key: SecretBytes(copying: keys.span))
      let (plain, sealed, iv) = (one.bytes("PLAINTEXT"), one.bytes("CIPHERTEXT"), one.bytes("IV"))
      try #require(!plain.isEmpty)
      var bytes = plain
      var span = bytes.mutableSpan
      cipher.encrypt(&span, iv: iv.span)
      #expect(bytes == sealed, "\(one.fields)")
      span = bytes.mutableSpan
      cipher.decrypt(&span, iv: iv.span)
      #expect(bytes == plain, "\(one.fields)")
    }
  }

  @Test func `RC2 (RFC 2268, and in CBC)`() throws {
    // RFC 2268, Section 5: those whose effective bits are all of the key's.
    let published: [(HexBytes, HexBytes, HexBytes)] = [
      ("ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"),
      ("3000000000000000", "1000000000000001", "30649edf9be7d2c2"),
      ("88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6"),
    ]
    let zero = [UInt8](repeating: 0, count: 8)
    for (key, plain, sealed) in published {
      var bytes = sealed.bytes
      var span = bytes.mutableSpan
      RC2(key: SecretBytes(copying: key.bytes.span)).decrypt(&span, iv: zero.span)
      #expect(bytes == plain.bytes)
    }
    for one in try PublishedSuite.cases("ciphers/RC2/rc2-cbc.txt", last: "Ciphertext") {
      var bytes = one.bytes("Ciphertext")
      let iv = one.bytes("IV")
      var span = bytes.mutableSpan
      RC2(key: SecretBytes(copying: one.bytes("Key").span)).decrypt(&span, iv: iv.span)
      #expect(bytes == one.bytes("Plaintext"))
    }
  }

  @Test(arguments: ["Short", "Long"])
  func `SHA-1 (CAVP)`(file: String) throws {
    let cases = try PublishedSuite.cases("hashes/SHA1/SHA1\(file)Msg.rsp", last: "MD")
    for one in cases {
      let message = Array(one.bytes("Msg").prefix(one.number("Len") / 8))
      #expect(SHA1.digest(of: message.span) == one.bytes("MD"), "\(one.fields)")
    }
    #expect(cases.count >= 64)
  }

  @Test func `PBKDF2 with SHA-1 (RFC 6070)`() throws {
    let published: [(String, String, Int, HexBytes)] = [
      ("password", "salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
      ("password", "salt", 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
      ("password", "salt", 4096, "4b007901b765489abead49d926f721d065a429c1"),
      (
        "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096,
        "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"
      ), ("pass\0word", "sa\0lt", 4096, "56fa6aa75548099dcc37d7f03425e0c3"),
    ]
    for (password, salt, iterations, key) in published {
      let (text, grains) = (Array(password.utf8), Array(salt.utf8))
      let derived = PBKDF2.deriveKey(
        password: text.span, salt: grains.span, iterations: iterations, hash: .sha1,
        byteCount: key.bytes.count)
      #expect([UInt8](copying: derived.bytes) == key.bytes)
    }
  }

  struct Derivation: Decodable {
    let password, salt, key: HexBytes
    let iterations, cost, blockSize, parallelization: Int?
  }

  @Test func `PBKDF2 with SHA-256 and scrypt (RFC 7914)`() throws {
    for one in try VectorFile.cases("rfc7914-scrypt", "pbkdf2") as [Derivation] {
      let derived = PBKDF2.deriveKey(
        password: one.password.bytes.span, salt: one.salt.bytes.span,
        iterations: try #require(one.iterations), hash: .sha256, byteCount: one.key.bytes.count)
      #expect([UInt8](copying: derived.bytes) == one.key.bytes)
    }
    for one in try VectorFile.cases("rfc7914-scrypt", "scrypt") as [Derivation] {
      let cost = try #require(one.cost)
      let blockSize = try #require(one.blockSize)
      let parallelization = try #require(one.parallelization)
      let function = try #require(
        Scrypt(cost: cost, blockSize: blockSize, parallelization: parallelization))
      let derived = function.deriveKey(
        password: one.password.bytes.span, salt: one.salt.bytes.span,
        byteCount: one.key.bytes.count)
      #expect([UInt8](copying: derived.bytes) == one.key.bytes)
    }
  }

  @Test func `scrypt is bounded`() {
    #expect(Scrypt(cost: 1 << 15, blockSize: 8, parallelization: 1) != nil)
    for (cost, blockSize, parallelization) in [
      (1 << 20, 8, 1), (3, 8, 1), (1, 8, 1), (0, 8, 1), (16, 0, 1), (16, 1, 0), (-16, 1, 1),
      (1 << 17, 8, 1 << 20), (1 << 16, 1, 1), (Int.max, Int.max, Int.max),
    ] {
      #expect(
        Scrypt(cost: cost, blockSize: blockSize, parallelization: parallelization) == nil)
    }
  }
}
