public import Bytes

extension DERReader {
  /// Reads a Time: UTCTime or GeneralizedTime in the forms of RFC 5280, Section 4.1.2.5, with
  /// seconds, in UTC, without fractions. Years until 2049 are in UTCTime, later ones in
  /// GeneralizedTime.
  public mutating func time(_ field: StaticString) throws(DERError) -> Time {
    let value = try self.value(field)
    let digits = value.contents
    func failure(_ text: String) -> DERError {
      DERError(.contents(text), field: field, offset: value.offset)
    }
    let yearDigits: Int
    switch value.tag {
    case .utcTime: yearDigits = 2
    case .generalizedTime: yearDigits = 4
    default:
      throw DERError(
        .unexpectedTag(found: value.tag, expected: .utcTime), field: field, offset: value.offset)
    }
    guard digits.count == yearDigits + 11, digits[digits.count - 1] == UInt8(ascii: "Z") else {
      throw failure("is a time in another form than RFC 5280, Section 4.1.2.5 has")
    }
    for index in 0..<digits.count - 1 {
      guard digits[index] >= 0x30, digits[index] <= 0x39 else {
        throw failure("is a time with something else than digits")
      }
    }
    var year = decimal(digits, 0, yearDigits)
    if value.tag == .utcTime {
      year += year < 50 ? 2000 : 1900
    } else if (1950..<2050).contains(year) {
      throw failure("is a GeneralizedTime before 2050, where RFC 5280 wants UTCTime")
    }
    guard
      let time = Time(
        year: year, month: decimal(digits, yearDigits, 2), day: decimal(digits, yearDigits + 2, 2),
        hour: decimal(digits, yearDigits + 4, 2), minute: decimal(digits, yearDigits + 6, 2),
        second: decimal(digits, yearDigits + 8, 2))
    else { throw failure("is a time that does not exist") }
    return time
  }
}

/// The number that `count` digits from `start` on write.
private func decimal(_ digits: Span<UInt8>, _ start: Int, _ count: Int) -> Int {
  var number = 0
  for index in start..<start + count { number = number * 10 + Int(digits[index] & 0x0F) }
  return number
}

extension [UInt8] {
  /// Appends a Time in the form that RFC 5280, Section 4.1.2.5 has for its year.
  public mutating func writeTime(_ time: Time) {
    let c = time.calendar
    func padded(_ value: Int, _ width: Int) -> [UInt8] {
      let digits = Array(String(value).utf8)
      return [UInt8](repeating: 0x30, count: Swift.max(0, width - digits.count)) + digits
    }
    let rest =
      padded(c.month, 2) + padded(c.day, 2) + padded(c.hour, 2) + padded(c.minute, 2)
      + padded(c.second, 2) + [UInt8(ascii: "Z")]
    if (1950..<2050).contains(c.year) {
      writeDER(.utcTime) { output in output += padded(c.year % 100, 2) + rest }
    } else {
      writeDER(.generalizedTime) { output in output += padded(c.year, 4) + rest }
    }
  }
}
