import Bytes
import Cryptography
import DER
import PKI
import TestSupport
import Testing

/// What is encoded is read back as it was, for anything that can be said.
@Suite struct `Random structures` {
  private static let rounds = 400

  private func text(_ random: inout SeededRandom, _ alphabet: String) -> String {
    let characters = Array(alphabet)
    return String(
      (0..<Int.random(in: 1...24, using: &random)).map { _ in
        characters.randomElement(using: &random) ?? "a"
      })
  }

  private func name(_ random: inout SeededRandom) -> Name {
    let types: [ObjectIdentifier] = [
      .commonName, .organizationName, .organizationalUnitName, .localityName, .emailAddress,
    ]
    return Name(
      (0..<Int.random(in: 1...6, using: &random)).map { _ in
        let type = types.randomElement(using: &random) ?? .commonName
        return NameAttribute(
          type, text(&random, type == .emailAddress ? "ab@.c" : "aZ0 ,+\"\\<>;#=éß水🔑'()"))
      })
  }

  private func identities(_ random: inout SeededRandom) -> [GeneralName] {
    (0..<Int.random(in: 1...8, using: &random)).map { _ in
      switch Int.random(in: 0..<6, using: &random) {
      case 0: .dns(text(&random, "abc-.*0"))
      case 1: .email(text(&random, "abc@."))
      case 2: .uri("spiffe://" + text(&random, "abc/."))
      case 3: .ip(random.bytes([4, 16].randomElement(using: &random) ?? 4))
      case 4: .directoryName(name(&random))
      default:
        .registeredID(
          ObjectIdentifier(dotted: "1.3.6.\(Int.random(in: 0...1 << 40, using: &random))")
            ?? .commonName)
      }
    }
  }

  @Test func `are requests that are read back as they were`() throws {
    var random = SeededRandom()
    let key = try publishedKey("testECCP256")
    let publicKey = key.publicKey
    for _ in 0..<Self.rounds {
      let (subject, names) = (name(&random), identities(&random))
      let made = try SigningRequest.make(
        subject: subject, alternativeNames: names, key: key, using: &random)
      let read = try SigningRequest(der: made.der)
      #expect(read.der == made.der, "seed \(random.seed)")
      #expect(read.subject == subject, "seed \(random.seed)")
      #expect(read.subject.der == subject.der, "seed \(random.seed)")
      #expect(read.parsed.subjectAlternativeNames == names, "seed \(random.seed)")
      #expect(read.publicKey == publicKey, "seed \(random.seed)")
      #expect(try `Published certificates`.encodedAgain(made.der.span) == made.der)
    }
  }

  @Test func `are certificates that are read back as they were`() throws {
    var random = SeededRandom()
    let key = try publishedKey("testECCP256")
    for _ in 0..<Self.rounds {
      // Seconds of the years 1951 to 2150: UTCTime and GeneralizedTime.
      let begin = Time(
        secondsSince1970: Int64.random(in: -599_616_000..<5_680_281_600, using: &random))
      var extensions: [Extension] = []
      for number in 0..<Int.random(in: 0...5, using: &random) {
        let identifier = try #require(ObjectIdentifier(dotted: "1.3.6.1.4.1.99999.\(number)"))
        extensions.append(
          Extension(
            identifier, isCritical: Bool.random(using: &random),
            value: random.bytes(Int.random(in: 0...300, using: &random))))
      }
      let builder = CertificateBuilder(
        serialNumber: CertificateBuilder.randomSerialNumber(using: &random), issuer: name(&random),
        notBefore: begin,
        notAfter: begin.adding(seconds: Int64.random(in: 0...1 << 30, using: &random)),
        subject: name(&random), subjectPublicKeyInfo: SubjectPublicKeyInfo(key.publicKey),
        extensions: extensions)
      let made = try builder.sign(with: key, using: &random)
      let read = try Certificate(der: made.der)
      #expect(read.serialNumber == builder.serialNumber, "seed \(random.seed)")
      #expect(read.issuer == builder.issuer, "seed \(random.seed)")
      #expect(read.subject == builder.subject, "seed \(random.seed)")
      #expect(read.notBefore == builder.notBefore, "seed \(random.seed)")
      #expect(read.notAfter == builder.notAfter, "seed \(random.seed)")
      #expect(read.subjectPublicKeyInfo == builder.subjectPublicKeyInfo, "seed \(random.seed)")
      #expect(read.extensions == extensions, "seed \(random.seed)")
      let isSigned = read.isSigned(by: key.publicKey)
      #expect(isSigned, "seed \(random.seed)")
      #expect(try `Published certificates`.encodedAgain(made.der.span) == made.der)
    }
  }
}
