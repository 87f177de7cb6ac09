package import Bytes

/// Times as the laboratory's options and recordings write them.
package enum LaboratoryClock {
  /// The moment of all that the laboratory plays in memory: 2026-11-18T09:46:40Z.
  package static let now = Time(secondsSince1970: 1_794_995_200)

  /// A moment in UTC, as in `2026-11-28T12:00:00Z`; nil for anything else.
  package static func time(_ text: String) -> Time? {
    let parts = text.split(whereSeparator: { "-T:Z".contains($0) }).map { Int($0) }
    guard text.hasSuffix("Z"), text.utf8.count == 20, parts.count == 6 else { return nil }
    let numbers = parts.compactMap { $0 }
    guard numbers.count == 6 else { return nil }
    let time = Time(
      year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4],
      second: numbers[5])
    // Written back it has to be the same text: no other spelling passes.
    return time.flatMap { "\($0)" == text ? $0 : nil }
  }
}
