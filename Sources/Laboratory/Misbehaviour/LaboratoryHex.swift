import Bytes

/// Hexadecimal digits as scripts have them: spaces do not count, and `00*32` stands for 32 zeros.
enum LaboratoryHex {
  static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "*")
      guard let unit = Hex.decode(parts[0]), parts.count <= 2 else { return nil }
      guard parts.count == 2 else {
        bytes += unit
        continue
      }
      guard let count = Int(parts[1]), (0...70_000).contains(count) else { return nil }
      for _ in 0..<count { bytes += unit }
    }
    return bytes
  }
}
