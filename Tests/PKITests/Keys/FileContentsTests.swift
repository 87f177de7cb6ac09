import Bytes
import Cryptography
import PKI
import TestSupport
import Testing

@Suite struct `What a file holds` {
  @Test(arguments: try PublishedPEM.rfc7468())
  func `is told from its label, and for DER from its shape`(_ published: PublishedPEM) throws {
    let expected: FileContents =
      switch published.label {
      case "CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE": .certificate
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST": .certificateRequest
      case "X509 CRL": .revocationList
      case "PRIVATE KEY": .privateKey
      case "ENCRYPTED PRIVATE KEY": .encryptedPrivateKey
      case "PUBLIC KEY": .publicKey
      case "PKCS7", "CMS": .pkcs7
      default: .unknown(label: published.label)
      }
    #expect(FileContents(of: published.bytes) == expected)
    if case .unknown = expected { return }
    // The RFC's examples of these hold no certificates: their DER is of another kind.
    if expected == .pkcs7 { return }
    let der = try #require(PEM.objects(in: published.bytes).first).der
    #expect(FileContents(of: der) == expected)
  }

  @Test func `is named when a private key was wanted`() throws {
    for published in try PublishedPEM.rfc7468() where published.label != "PRIVATE KEY" {
      do throws(FileError) {
        _ = try KeyFile.privateKey(in: published.bytes)
        Issue.record("\(published.label) was read as a private key")
      } catch {
        guard case .wrongContents(_, .privateKey) = error else {
          Issue.record("\(error)")
          return
        }
        if published.label == "CERTIFICATE" {
          #expect("\(error)" == "this is a certificate, not a private key")
        }
        if published.label == "ENCRYPTED PRIVATE KEY" {
          #expect("\(error)".contains("encrypted"))
        }
      }
    }
  }

  @Test func `is named when a certificate or a request was wanted`() throws {
    let key = try PublishedKey.named("testECCP256").bytes
    let certificate = #expect(throws: FileError.self) {
      try CertificateFile.certificates(in: key)
    }
    #expect(certificate == .wrongContents(found: .privateKey, expected: .certificate))
    let request = #expect(throws: FileError.self) { try CertificateFile.request(in: key) }
    #expect(request == .wrongContents(found: .privateKey, expected: .certificateRequest))
  }

  @Test func `may be an old key under a password, or nothing`() {
    let old = """
      -----BEGIN RSA PRIVATE KEY-----
      Proc-Type: 4,ENCRYPTED
      DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF

      AQID
      -----END RSA PRIVATE KEY-----
      """
    #expect(FileContents(of: Array(old.utf8)) == .encryptedPrivateKey)
    #expect(FileContents(of: []) == .empty)
    #expect(FileContents(of: Array(" \n".utf8)) == .empty)
    #expect(FileContents(of: Array("hello".utf8)) == .unknown(label: nil))
  }

  @Test func `is told even where the end of the file is missing`() throws {
    let whole = try PublishedKey.named("testRSA2048").bytes
    let cut = Array(whole.prefix(400))
    #expect(FileContents(of: cut) == .privateKey)
    do throws(FileError) {
      _ = try KeyFile.privateKey(in: cut)
      Issue.record("half a key was read")
    } catch { #expect("\(error)".contains("has no END line")) }
  }

  @Test func `may be parameters of a curve in front of the key`() throws {
    let parameters =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
    let key = try KeyFile.privateKey(
      in: Array(parameters.utf8) + PublishedKey.named("testECCP256").bytes)
    #expect(key.type == .p256)
  }

  @Test func `may be a certificate and its key in either order`() throws {
    var random = SeededRandom()
    let root = try makeAuthority(using: &random).certificate
    let certificate = Array(CertificateFile.pem([root]).utf8)
    let key = try PublishedKey.named("testECCP256").bytes
    for bytes in [certificate + key, key + certificate] {
      #expect(try CertificateFile.certificates(in: bytes) == [root])
      #expect(try KeyFile.privateKey(in: bytes).type == .p256)
    }
  }
}
