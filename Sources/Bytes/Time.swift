/// A moment, in seconds since 1970-01-01T00:00:00Z without leap seconds.
///
/// The protocol and the verifier have no clock: whoever calls them says what time it is.
public struct Time: Sendable, Hashable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z; negative before.
  public var secondsSince1970: Int64

  /// The moment `secondsSince1970` seconds after 1970-01-01T00:00:00Z.
  public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

  /// A moment of the proleptic Gregorian calendar in UTC; nil where no such day or time exists.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Time.days(inMonth: month, of: year), (0...23).contains(hour),
      (0...59).contains(minute), (0...59).contains(second)
    else { return nil }
    // Days from the civil date, counted in eras of 400 years that begin on the first of March.
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    secondsSince1970 = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
  }

  /// Year, month (1–12), day (1–31), hour, minute and second in UTC.
  public var calendar: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    let secondOfDay = Int((secondsSince1970 % 86_400 + 86_400) % 86_400)
    let days = Int((secondsSince1970 - Int64(secondOfDay)) / 86_400) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, day, secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60)
  }

  /// The moment `seconds` later.
  public func adding(seconds: Int64) -> Time { Time(secondsSince1970: secondsSince1970 + seconds) }

  /// The moment `days` times 86,400 seconds later.
  public func adding(days: Int) -> Time { adding(seconds: Int64(days) * 86_400) }

  /// Earlier moments are less.
  public static func < (left: Time, right: Time) -> Bool {
    left.secondsSince1970 < right.secondsSince1970
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2:
      year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    default: 31
    }
  }
}

extension Time: CustomStringConvertible {
  /// As in `2026-11-23T20:07:10Z` (RFC 3339).
  public var description: String {
    let c = calendar
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(c.year, 4))-\(padded(c.month, 2))-\(padded(c.day, 2))"
      + "T\(padded(c.hour, 2)):\(padded(c.minute, 2)):\(padded(c.second, 2))Z"
  }
}
