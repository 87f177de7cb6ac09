public import Bytes
public import Cryptography
import DER
import PasswordEncryption

/// Makes PKCS #12 containers (RFC 7292).
public struct PKCS12Builder: Sendable {
  /// Whom a container is for.
  public enum Style: Sendable, Hashable {
    /// Programs of today: PBES2 with AES, and HMAC-SHA-256 over the whole.
    case modern(PasswordProtection)
    /// Old stores, such as Java 8's and older keychains': 3DES and SHA-1, which are weak.
    case compatible
  }

  /// Iterations of the weak scheme: old stores refuse large numbers.
  static let compatibleIterations = 50_000

  /// Certificates, the key's own first.
  public var certificates: [Certificate]
  /// The name that stores show; nil for none.
  public var friendlyName: String?
  /// Whom the container is for.
  public var style: Style

  /// A container with these certificates.
  public init(
    certificates: [Certificate], friendlyName: String? = nil,
    style: Style = .modern(.modern)
  ) {
    self.certificates = certificates
    self.friendlyName = friendlyName
    self.style = style
  }

  /// The container with a private key, whose certificate is the first, in DER.
  ///
  /// - Throws: ``FileError`` where the first certificate belongs to another key.
  public func build(
    key: borrowing PrivateKey, password: borrowing FilePassword,
    using random: inout some RandomSource
  ) throws(FileError) -> [UInt8] {
    guard let first = certificates.first, first.publicKey == key.publicKey else {
      throw .unreadable(.certificate, reason: "it does not belong to the private key")
    }
    let shrouded = KeyFile.encryptedInfo(of: key, scheme(&random), password: password)
    var bag: [UInt8] = []
    bag.writeSequence { output in
      output.writeObjectIdentifier(.shroudedKeyBag)
      output.writeExplicit(0) { output in output += shrouded }
      output.writeSetOf(attributes(isOwn: true))
    }
    return build(keyBags: bag, hasKey: true, password, &random)
  }

  /// The container without a private key: a store of certificates that Java trusts, in DER.
  public func build(
    password: borrowing FilePassword, using random: inout some RandomSource
  ) -> [UInt8] {
    build(keyBags: nil, hasKey: false, password, &random)
  }

  private func build(
    keyBags: [UInt8]?, hasKey: Bool, _ password: borrowing FilePassword,
    _ random: inout some RandomSource
  ) -> [UInt8] {
    var contents: [UInt8] = []
    contents.writeSequence { output in
      for (index, certificate) in certificates.enumerated() {
        write(certificate, isOwn: hasKey && index == 0, isTrusted: !hasKey, into: &output)
      }
    }
    let scheme = scheme(&random)
    let ciphertext = scheme.encrypt(contents.span, password: password)
    var safe: [UInt8] = []
    safe.writeSequence { output in
      output.writeSequence { output in
        output.writeObjectIdentifier(.pkcs7EncryptedData)
        output.writeExplicit(0) { output in
          output.writeSequence { output in
            output.writeInteger(0)
            output.writeSequence { output in
              output.writeObjectIdentifier(.pkcs7Data)
              scheme.write(into: &output)
              output.writeDER(.context(0)) { output in output += ciphertext }
            }
          }
        }
      }
      if let keyBags {
        output.writeSequence { output in
          output.writeObjectIdentifier(.pkcs7Data)
          output.writeExplicit(0) { output in
            var bags: [UInt8] = []
            bags.writeSequence { output in output += keyBags }
            output.writeOctetString(bags.span)
          }
        }
      }
    }
    let mac = PKCS12MAC(
      about: safe.span, style == .compatible ? .sha1 : .sha256, iterations: iterations,
      salt: random.bytes(16), password: password)
    var file: [UInt8] = []
    file.writeSequence { output in
      output.writeInteger(3)
      output.writeSequence { output in
        output.writeObjectIdentifier(.pkcs7Data)
        output.writeExplicit(0) { output in output.writeOctetString(safe.span) }
      }
      mac.write(into: &output)
    }
    return file
  }

  private func write(
    _ certificate: Certificate, isOwn: Bool, isTrusted: Bool, into output: inout [UInt8]
  ) {
    output.writeSequence { output in
      output.writeObjectIdentifier(.certificateBag)
      output.writeExplicit(0) { output in
        output.writeSequence { output in
          output.writeObjectIdentifier(.x509Certificate)
          output.writeExplicit(0) { output in output.writeOctetString(certificate.der.span) }
        }
      }
      var attributes = isOwn ? self.attributes(isOwn: true) : []
      if isTrusted {
        attributes = self.attributes(isOwn: false)
        attributes.append(
          PKCS12Builder.attribute(.javaTrustedKeyUsage) { output in
            output.writeObjectIdentifier(.anyExtendedKeyUsage)
          })
      }
      if !attributes.isEmpty { output.writeSetOf(attributes) }
    }
  }

  /// friendlyName and localKeyID (RFC 2985, Section 5.5).
  private func attributes(isOwn: Bool) -> [[UInt8]] {
    var attributes: [[UInt8]] = []
    if let friendlyName {
      attributes.append(
        PKCS12Builder.attribute(.friendlyName) { output in
          output.writeDER(.bmpString) { output in
            // BMPString has no characters beyond the first plane.
            for scalar in friendlyName.unicodeScalars {
              output.write(UInt16(exactly: scalar.value) ?? 0xFFFD)
            }
          }
        })
    }
    if isOwn, let first = certificates.first {
      attributes.append(
        PKCS12Builder.attribute(.localKeyID) { output in
          output.writeOctetString(Array(first.fingerprint.prefix(20)).span)
        })
    }
    return attributes
  }

  private static func attribute(
    _ type: ObjectIdentifier, _ value: (inout [UInt8]) -> Void
  ) -> [UInt8] {
    var attribute: [UInt8] = []
    attribute.writeSequence { output in
      output.writeObjectIdentifier(type)
      output.writeDER(.set) { output in value(&output) }
    }
    return attribute
  }

  private var iterations: Int {
    guard case .modern(let protection) = style else { return PKCS12Builder.compatibleIterations }
    // A MAC is made with PKCS #12's own derivation, even beside scrypt.
    guard case .pbkdf2(_, let iterations) = protection.derivation else {
      return PasswordProtection.defaultIterations
    }
    return min(max(iterations, 1), PasswordProtection.maximumIterations)
  }

  private func scheme(_ random: inout some RandomSource) -> PasswordBasedEncryption {
    switch style {
    case .modern(let protection): PasswordBasedEncryption(protection, using: &random)
    case .compatible:
      PasswordBasedEncryption(
        tripleDESIterations: PKCS12Builder.compatibleIterations, using: &random)
    }
  }
}
