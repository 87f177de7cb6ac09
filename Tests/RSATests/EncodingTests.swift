import Bytes
import Hashing
import TestSupport
import Testing

@testable import RSA

/// Messages that are encoded otherwise than RFC 8017 says, signed with the right key all the same.
@Suite struct `Encoded messages` {
  static let digestInfo: [UInt8] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
  ]
  static let digest = [UInt8](repeating: 0x5A, count: 32)

  struct Forgery: CustomTestStringConvertible {
    let testDescription: String
    let message: [UInt8]
    let isValid: Bool

    init(_ fault: String, _ head: [UInt8], _ tail: [UInt8], after: Int = 0, isValid: Bool = false) {
      testDescription = fault
      let padding = [UInt8](repeating: 0xFF, count: 256 - head.count - tail.count - after)
      message = head + padding + tail + [UInt8](repeating: 0xA5, count: after)
      self.isValid = isValid
    }
  }

  static let forgeries: [Forgery] = {
    let head: [UInt8] = [0x00, 0x01]
    let information = digestInfo + digest
    let withoutNull: [UInt8] =
      [0x30, 0x2F, 0x30, 0x0B] + digestInfo[4..<15] + [0x04, 0x20] + digest
    let longLength: [UInt8] = [0x30, 0x81, 0x31] + digestInfo[2...] + digest
    let longInnerLength: [UInt8] =
      [0x30, 0x32, 0x30, 0x81, 0x0D] + digestInfo[4...] + digest
    let longDigestLength: [UInt8] =
      [0x30, 0x32] + digestInfo[2..<17] + [0x04, 0x81, 0x20] + digest
    let indefinite: [UInt8] = [0x30, 0x80] + digestInfo[2...] + digest + [0x00, 0x00]
    var sha384 = information
    sha384[14] = 0x02
    var brokenPadding = Forgery("a byte of the padding is not FF", head, [0] + information).message
    brokenPadding[100] = 0xFE
    let shortPadding = head + [UInt8](repeating: 0xFF, count: 8) + [0] + information
    return [
      Forgery("nothing wrong", head, [0] + information, isValid: true),
      Forgery("bytes behind the digest", head, [0] + information, after: 1),
      Forgery(
        "bytes behind the digest fill what the padding leaves", shortPadding, [],
        after: 256 - shortPadding.count),
      Forgery("no NULL", head, [0] + withoutNull),
      Forgery("long form of the outer length", head, [0] + longLength),
      Forgery("long form of the inner length", head, [0] + longInnerLength),
      Forgery("long form of the digest's length", head, [0] + longDigestLength),
      Forgery("indefinite length", head, [0] + indefinite),
      Forgery("another hash's identifier", head, [0] + sha384),
      Forgery("no separator", head, information),
      Forgery("separator is not zero", head, [1] + information),
      Forgery("block type 2", [0x00, 0x02], [0] + information),
      Forgery("block type 0", [0x00, 0x00], [0] + information),
      Forgery("no zero in front", [0x01, 0xFF], [0] + information),
      Forgery("digest alone", head, [0] + digest),
      Forgery("padding of FE", brokenPadding, []),
    ]
  }()

  @Test(arguments: forgeries)
  func `of PKCS #1 v1.5 are taken in one form alone`(forgery: Forgery) throws {
    var random = SeededRandom()
    let key = try KeyComponents.rfc9500("testRSA2048").key()
    let signature = try key.sign(forgery.message.span, using: &random)
    let isValid = key.publicKey.verifyPKCS1v15(
      signature.span, digest: Self.digest.span, hash: .sha256)
    #expect(isValid == forgery.isValid)
  }

  /// What each step of RFC 8017, Section 9.1.2 refuses; a change of maskedDB changes DB in the same
  /// bits.
  static let changes: [(String, place: Int, bits: UInt8, isValid: Bool)] = [
    ("nothing wrong", 0, 0, true),
    ("Step 4: trailer is not BC", 255, 0xBC ^ 0xCC, false),
    ("Step 6: highest bit is not zero", 0, 0x80, false),
    ("Step 10: padding is not zero, in front", 0, 0x01, false),
    ("Step 10: padding is not zero, at its end", 189, 0x80, false),
    ("Step 10: no 01 behind the padding", 190, 0x03, false),
    ("Step 14: another salt", 200, 0x01, false),
    ("Step 14: another hash", 230, 0x01, false),
  ]

  @Test(arguments: changes)
  func `of PSS are refused step by step`(
    fault: String, place: Int, bits: UInt8, isValid: Bool
  ) throws {
    var random = SeededRandom()
    let key = try KeyComponents.rfc9500("testRSA2048").key()
    while true {
      let salt = random.bytes(32)
      var message = try PSS.encode(
        digest: Self.digest.span, hash: .sha256, salt: salt.span, encodedBitCount: 2047)
      message[place] ^= bits
      // With its highest bit set, not every message is less than the modulus.
      guard message.lexicographicallyPrecedes(key.publicKey.modulus) else { continue }
      let signature = try key.sign(message.span, using: &random)
      let result = key.publicKey.verifyPSS(
        signature.span, digest: Self.digest.span, hash: .sha256, saltByteCount: 32)
      #expect(result == isValid, "seed \(random.seed)")
      return
    }
  }

  /// RFC 8017, Section 8.1.2, Step 2c: where the modulus has a bit more than whole bytes, the
  /// message has a byte less than it.
  @Test(arguments: [2041, 2042, 2043, 2044, 2045, 2046, 2047, 2048])
  func `of PSS have every length that a modulus can ask for`(encodedBitCount: Int) throws {
    var random = SeededRandom()
    let salt = random.bytes(48)
    let digest = random.bytes(48)
    let message = try PSS.encode(
      digest: digest.span, hash: .sha384, salt: salt.span, encodedBitCount: encodedBitCount)
    #expect(message.count == 256)
    #expect(Int(message[0]) < 1 << (encodedBitCount - 2040))
    func isConsistent(_ representative: [UInt8]) -> Bool {
      PSS.isConsistent(
        representative.span, digest: digest.span, hash: .sha384, saltByteCount: 48,
        encodedBitCount: encodedBitCount)
    }
    #expect(isConsistent(message), "seed \(random.seed)")
    #expect(isConsistent([0] + message), "seed \(random.seed)")
    #expect(!isConsistent([1] + message), "seed \(random.seed)")
    #expect(!isConsistent(Array(message.dropFirst())), "seed \(random.seed)")
    var highest = message
    highest[0] |= encodedBitCount == 2048 ? 0 : 1 << UInt8(encodedBitCount - 2040)
    #expect(isConsistent(highest) == (encodedBitCount == 2048), "seed \(random.seed)")
  }
}
