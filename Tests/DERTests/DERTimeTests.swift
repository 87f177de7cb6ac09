import Bytes
import DER
import TestSupport
import Testing

@Suite struct `A certificate's time (RFC 5280 §4.1.2.5)` {
  func encoded(_ tag: DERTag, _ text: String) -> [UInt8] {
    [tag.rawValue, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  @Test(arguments: [
    (DERTag.utcTime, "500101000000Z", "1950-01-01T00:00:00Z"),
    (.utcTime, "491231235959Z", "2049-12-31T23:59:59Z"),
    (.utcTime, "261123200710Z", "2026-11-23T20:07:10Z"),
    (.utcTime, "000229120000Z", "2000-02-29T12:00:00Z"),
    (.generalizedTime, "20500101000000Z", "2050-01-01T00:00:00Z"),
    (.generalizedTime, "99991231235959Z", "9999-12-31T23:59:59Z"),
  ])
  func `has one form`(tag: DERTag, text: String, expected: String) throws {
    let bytes = encoded(tag, text)
    let time = try read(bytes) { (reader) throws(DERError) in try reader.time("notBefore") }
    #expect(time.description == expected)
    var written: [UInt8] = []
    written.writeTime(time)
    #expect(written == bytes)
  }

  @Test(arguments: [
    (DERTag.utcTime, "2611232007Z"), (.utcTime, "261123200710"), (.utcTime, "261123200710+0000"),
    (.utcTime, "26112320071xZ"), (.utcTime, "261323200710Z"), (.utcTime, "260229200710Z"),
    (.utcTime, "261123240000Z"), (.utcTime, "261123206000Z"), (.utcTime, "261123200760Z"),
    (.utcTime, "260023200710Z"), (.utcTime, "261100200710Z"), (.utcTime, ""),
    (.utcTime, "20500101000000Z"), (.generalizedTime, "20490101000000Z"),
    (.generalizedTime, "20500101000000.5Z"), (.generalizedTime, "20500101000000"),
    (.generalizedTime, "20500101000000+0100"), (.generalizedTime, "205001010000Z"),
    (.generalizedTime, "500101000000Z"), (.visibleString, "261123200710Z"),
  ])
  func `is refused in another form`(tag: DERTag, text: String) {
    let error = failure(encoded(tag, text)) { (reader) throws(DERError) in
      try reader.time("notBefore")
    }
    #expect(error?.field == "notBefore")
  }
}
