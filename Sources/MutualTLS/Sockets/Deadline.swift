/// The moment after which waiting ends.
public struct Deadline: Sendable {
  private let instant: ContinuousClock.Instant?

  private init(_ instant: ContinuousClock.Instant?) { self.instant = instant }

  /// Waits for as long as it takes.
  public static let never = Deadline(nil)

  /// So much time from now.
  public static func after(_ duration: Duration) -> Deadline {
    Deadline(ContinuousClock.now.advanced(by: duration))
  }

  /// Whether the moment has come.
  public var hasPassed: Bool { instant.map { $0 <= ContinuousClock.now } ?? false }

  /// The earlier of two.
  public func orSooner(_ duration: Duration) -> Deadline {
    let other = ContinuousClock.now.advanced(by: duration)
    guard let instant else { return Deadline(other) }
    return Deadline(min(instant, other))
  }

  /// What is left for `poll(2)`, in milliseconds rounded up; -1 waits for ever.
  var pollMilliseconds: Int32 {
    guard let instant else { return -1 }
    let left = ContinuousClock.now.duration(to: instant)
    guard left > .zero else { return 0 }
    let parts = left.components
    guard parts.seconds < 1_000_000 else { return 1_000_000_000 }
    return Int32(
      parts.seconds * 1000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
