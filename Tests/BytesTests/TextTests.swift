import Bytes
import TestSupport
import Testing

@Suite struct `Base 64 (RFC 4648, Section 10)` {
  static let vectors = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]

  @Test(arguments: vectors)
  func `gives the published text and back`(plain: String, text: String) {
    let bytes = Array(plain.utf8)
    let encoded = Base64.encode(bytes.span)
    #expect(encoded == Array(text.utf8))
    let decoded = Base64.decode(encoded.span)
    #expect(decoded == bytes)
  }

  @Test(arguments: ["Z", "Zg=", "Zh==", "Zm9=", "Zm-v", "=Zg=", "Zg==Zg==", "Zm 9v", "Zg=a"])
  func `refuses what is not canonical`(_ text: String) {
    let bytes = Array(text.utf8)
    let decoded = Base64.decode(bytes.span)
    #expect(decoded == nil)
  }

  @Test func `gives back every byte at every place`() {
    var random = SeededRandom()
    for count in 0..<300 {
      let bytes = random.bytes(count)
      let encoded = Base64.encode(bytes.span)
      let decoded = Base64.decode(encoded.span)
      #expect(decoded == bytes, "seed \(random.seed)")
    }
  }
}

@Suite struct `Base 16` {
  @Test func `goes both ways and refuses the rest`() {
    let bytes: [UInt8] = [0, 0x1F, 0xAB, 0xFF]
    #expect(Hex.encode(bytes.span) == "001fabff")
    #expect(Hex.encode(bytes.span, separator: ":") == "00:1f:ab:ff")
    #expect(Hex.decode("001FabFf") == bytes)
    #expect(Hex.decode("0") == nil)
    #expect(Hex.decode("0g") == nil)
  }
}

@Suite struct `A moment` {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (-1, "1969-12-31T23:59:59Z"), (4_102_444_799, "2099-12-31T23:59:59Z"),
      (253_402_300_799, "9999-12-31T23:59:59Z"), (-631_152_000, "1950-01-01T00:00:00Z"),
    ] as [(Int64, String)])
  func `is written by the calendar`(seconds: Int64, text: String) {
    let time = Time(secondsSince1970: seconds)
    #expect("\(time)" == text)
    let c = time.calendar
    let back = Time(
      year: c.year, month: c.month, day: c.day, hour: c.hour, minute: c.minute, second: c.second)
    #expect(back == time)
  }

  @Test func `exists or not`() {
    #expect(Time(year: 2100, month: 2, day: 29) == nil)
    #expect(Time(year: 2000, month: 2, day: 29) != nil)
    #expect(Time(year: 2026, month: 13, day: 1) == nil)
    #expect(Time(year: 2026, month: 4, day: 31) == nil)
    #expect(Time(year: 2026, month: 1, day: 1, hour: 24) == nil)
  }
}

@Suite struct `A secret` {
  @Test func `is compared in constant time and copied on demand`() {
    let bytes: [UInt8] = [1, 2, 3]
    let secret = SecretBytes(copying: bytes.span)
    let other = secret.copy()
    let isEqual = equalInConstantTime(secret.bytes, other.bytes)
    #expect(isEqual)
    var changed = secret.copy()
    var view = changed.mutableBytes
    view[2] ^= 1
    let isStillEqual = equalInConstantTime(secret.bytes, changed.bytes)
    #expect(!isStillEqual)
    let shorter = equalInConstantTime(secret.bytes, bytes.span.extracting(0..<2))
    #expect(!shorter)
  }

  @Test func `is wiped when filling it fails`() {
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      _ = try SecretBytes(byteCount: 4) { (span) throws(Failure) in
        span[0] = 1
        throw Failure()
      }
    }
  }
}
