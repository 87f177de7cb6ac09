import Bytes
import Cryptography
import PKI
import Testing

@Suite struct `OpenSSL and private keys` {
  @Test(arguments: everyKey)
  func `written here are accepted by it`(name: String) throws {
    let program = try Program()
    defer { program.remove() }
    let key = try publishedKey(name)
    try program.write("key.pem", [UInt8](copying: KeyFile.pem(key).bytes))
    try program.write("key.der", [UInt8](copying: KeyFile.pkcs8(key).bytes))
    for (file, form) in [("key.pem", "PEM"), ("key.der", "DER")] {
      let said = try program.check(
        "openssl", ["pkey", "-in", file, "-inform", form, "-check", "-noout"])
      #expect(said.contains("Key is valid"))
    }
    try program.check("openssl", ["pkey", "-in", "key.pem", "-pubout", "-out", "public.pem"])
    #expect(
      String(decoding: try program.read("public.pem"), as: UTF8.self) == KeyFile.pem(key.publicKey))
    // Ours is the form that it writes itself.
    try program.check("openssl", ["pkey", "-in", "key.pem", "-out", "again.pem"])
    #expect(try program.read("again.pem") == program.read("key.pem"))
  }

  @Test(arguments: [
    ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key", KeyType.p256),
    ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -outform DER -out key", .p384),
    ("genpkey -algorithm ed25519 -out key", .ed25519),
    ("genpkey -algorithm ed448 -out key", .ed448),
    ("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key", .rsa(bitCount: 2048)),
    ("genrsa -traditional -out key 2048", .rsa(bitCount: 2048)),
    ("ecparam -name prime256v1 -genkey -out key", .p256),
    ("ecparam -name secp384r1 -genkey -noout -outform DER -out key", .p384),
  ])
  func `written by it are read here`(command: String, type: KeyType) throws {
    let program = try Program()
    defer { program.remove() }
    try program.check("openssl", command.split(separator: " ").map(String.init))
    let key = try KeyFile.privateKey(in: program.read("key"))
    #expect(key.type == type)
    try program.check(
      "openssl", ["pkey", "-in", "key", "-pubout", "-outform", "DER", "-out", "public"])
    #expect(try program.read("public") == SubjectPublicKeyInfo(key.publicKey).der)
  }

  @Test(arguments: [
    (
      "genpkey -algorithm ed25519 -aes128 -pass pass:abcd -out key",
      FileContents.encryptedPrivateKey
    ),
    ("genrsa -traditional -aes128 -passout pass:abcd -out key 2048", .encryptedPrivateKey),
    ("req -x509 -newkey ed25519 -nodes -keyout k -subj /CN=a -out key", .certificate),
    ("req -x509 -newkey ed25519 -nodes -keyout k -subj /CN=a -outform DER -out key", .certificate),
    ("req -newkey ed25519 -nodes -keyout k -subj /CN=a -outform DER -out key", .certificateRequest),
  ])
  func `of another kind are named`(command: String, contents: FileContents) throws {
    let program = try Program()
    defer { program.remove() }
    try program.check("openssl", command.split(separator: " ").map(String.init))
    let bytes = try program.read("key")
    #expect(FileContents(of: bytes) == contents)
    do throws(FileError) {
      _ = try KeyFile.privateKey(in: bytes)
      Issue.record("it was read as a private key")
    } catch { #expect(error == .wrongContents(found: contents, expected: .privateKey)) }
  }
}
