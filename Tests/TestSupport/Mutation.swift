/// Random damage to bytes, for tests that what is damaged is refused and nothing crashes.
public enum Mutation {
  /// One to three changes: bits, bytes, insertions, deletions, repetitions, lengths that lie.
  public static func mutate(_ bytes: [UInt8], from start: Int, _ random: inout SeededRandom)
    -> [UInt8]
  {
    var result = bytes
    repeat {
      for _ in 0...Int.random(in: 0...2, using: &random) {
        change(&result, from: start, &random)
      }
    } while result == bytes
    return result
  }

  private static func change(
    _ bytes: inout [UInt8], from start: Int, _ random: inout SeededRandom
  ) {
    guard bytes.count > start else {
      bytes.append(UInt8.random(in: 0...255, using: &random))
      return
    }
    let place = Int.random(in: start..<bytes.count, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0, 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
    case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
    case 4: bytes.remove(at: place)
    case 5: bytes.removeSubrange(place...)
    case 6:
      let end = min(bytes.count, place + Int.random(in: 1...16, using: &random))
      bytes.insert(contentsOf: bytes[place..<end], at: place)
    default:
      let count = Int.random(in: 1...64, using: &random)
      bytes.append(contentsOf: (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
  }
}
