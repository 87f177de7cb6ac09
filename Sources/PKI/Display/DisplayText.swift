import Bytes
import DER

/// Values as people read them. Whatever comes from a certificate is made harmless for a terminal
/// first.
enum DisplayText {
  /// The text with other characters as the octets of their UTF-8, as in `\0a`.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.isHarmlessOnTerminal {
        result.unicodeScalars.append(scalar)
      } else {
        for octet in String(scalar).utf8 { result += "\\" + Hex.encode([octet].span) }
      }
    }
    return result
  }

  /// A name from the root down.
  static func name(_ name: Name) -> String { escaped(name.text) }

  /// A name of any form, as `openssl x509 -text` writes it.
  static func name(_ name: GeneralName) -> String {
    switch name {
    case .other(0, let contents): "othername:" + hex(contents)
    case .other(3, let contents): "X400Name:" + hex(contents)
    case .other(5, let contents): "EdiPartyName:" + hex(contents)
    default: escaped(name.description)
    }
  }

  /// Upper-case octets with colons between them.
  static func hex(_ bytes: [UInt8]) -> String {
    Hex.encode(bytes.span, separator: ":").uppercased()
  }

  /// As in `Nov  3 21:12:06 2026 GMT`.
  static func time(_ time: Time) -> String {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let c = time.calendar
    func padded(_ number: Int, _ pad: String) -> String {
      number < 10 ? pad + "\(number)" : "\(number)"
    }
    let clock = [c.hour, c.minute, c.second].map { padded($0, "0") }.joined(separator: ":")
    return "\(months[c.month - 1]) \(padded(c.day, " ")) \(clock) \(c.year) GMT"
  }

  /// The serial number's magnitude, and whether it is negative.
  static func serialNumber(_ contents: [UInt8]) -> (isNegative: Bool, magnitude: [UInt8]) {
    guard let first = contents.first, first >= 0x80 else {
      return (
        false, contents.count > 1 && contents.first == 0 ? Array(contents.dropFirst()) : contents
      )
    }
    var magnitude = contents
    var carry = true
    for index in magnitude.indices.reversed() {
      magnitude[index] = ~magnitude[index]
      if carry { (magnitude[index], carry) = magnitude[index].addingReportingOverflow(1) }
    }
    return (true, Array(magnitude.drop { $0 == 0 }))
  }
}
