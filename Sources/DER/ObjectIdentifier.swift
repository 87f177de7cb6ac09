/// An OBJECT IDENTIFIER (X.690, Section 8.19).
public struct ObjectIdentifier: Sendable, Hashable {
  /// Up to 15 contents octets, from the top of `high` down to `low`, whose lowest octet is their count: nearly all
  /// that there are, and they need no memory of their own.
  private let high: UInt64
  private let low: UInt64
  /// The contents octets where they are more; empty otherwise.
  private let long: [UInt8]

  /// The contents octets.
  public var contents: [UInt8] {
    guard long.isEmpty else { return long }
    var octets: [UInt8] = []
    octets.reserveCapacity(15)
    append(to: &octets)
    return octets
  }

  /// Appends the contents octets.
  func append(to octets: inout [UInt8]) {
    guard long.isEmpty else { return octets += long }
    for index in 0..<Int(low & 0xFF) {
      let word = index < 8 ? high : low
      octets.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7))))
    }
  }

  /// The identifier of contents that are well-formed.
  private init(known contents: Span<UInt8>) {
    guard contents.count <= 15 else {
      (high, low) = (0, 0)
      var copy: [UInt8] = []
      copy.reserveCapacity(contents.count)
      for index in contents.indices { copy.append(contents[index]) }
      long = copy
      return
    }
    var words: (UInt64, UInt64) = (0, UInt64(contents.count))
    for index in contents.indices {
      let octet = UInt64(contents[index]) << UInt64(56 - 8 * (index & 7))
      if index < 8 { words.0 |= octet } else { words.1 |= octet }
    }
    (high, low) = words
    long = []
  }

  /// The identifier of these contents; nil where a number is cut short, has leading zeros or
  /// exceeds 63 bits, or there are more than 128 octets.
  public init?(contents: Span<UInt8>) {
    guard (1...128).contains(contents.count), contents[contents.count - 1] < 0x80 else {
      return nil
    }
    var isFirst = true
    var octets = 0
    for index in contents.indices {
      if isFirst, contents[index] == 0x80 { return nil }
      octets += 1
      guard octets <= 9 else { return nil }
      isFirst = contents[index] < 0x80
      if isFirst { octets = 0 }
    }
    self.init(known: contents)
  }

  /// The identifier of these numbers, as in `1, 2, 840, 10045, 2, 1`: two or more, the first at
  /// most 2.
  public init(_ first: UInt64, _ second: UInt64, _ others: UInt64...) {
    precondition(first <= 2 && (first == 2 || second < 40), "no such arc")
    var contents: [UInt8] = []
    for number in [first * 40 + second] + others { ObjectIdentifier.append(number, to: &contents) }
    self.init(known: contents.span)
  }

  /// The identifier in dotted decimal; nil where the text is none.
  public init?(dotted text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    // Digits alone, without leading zeros: what `description` writes.
    let numbers = parts.compactMap { part in
      part.utf8.allSatisfy { (0x30...0x39).contains($0) } && (part.count == 1 || part.first != "0")
        ? UInt64(part) : nil
    }
    guard numbers.count == parts.count, numbers.count >= 2, numbers.count <= 32,
      numbers[0] <= 2, numbers[0] == 2 || numbers[1] < 40,
      numbers.allSatisfy({ $0 < 1 << 62 })
    else { return nil }
    var contents: [UInt8] = []
    ObjectIdentifier.append(numbers[0] * 40 + numbers[1], to: &contents)
    for number in numbers.dropFirst(2) { ObjectIdentifier.append(number, to: &contents) }
    self.init(known: contents.span)
  }

  /// The numbers.
  public var numbers: [UInt64] {
    var numbers: [UInt64] = []
    var number: UInt64 = 0
    for octet in contents {
      number = number << 7 | UInt64(octet & 0x7F)
      guard octet < 0x80 else { continue }
      if numbers.isEmpty {
        let first = min(number / 40, 2)
        numbers = [first, number - first * 40]
      } else {
        numbers.append(number)
      }
      number = 0
    }
    return numbers
  }

  private static func append(_ number: UInt64, to contents: inout [UInt8]) {
    var groups = [UInt8(number & 0x7F)]
    var rest = number >> 7
    while rest > 0 {
      groups.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    contents += groups.reversed()
  }
}

extension ObjectIdentifier: CustomStringConvertible {
  /// Dotted decimal, as in `1.2.840.10045.2.1`.
  public var description: String { numbers.map(String.init).joined(separator: ".") }
}
