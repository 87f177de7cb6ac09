import Bytes
import DER

extension ObjectIdentifier {
  /// id-pkix-ocsp-basic (RFC 6960, Section 4.2.1).
  static let ocspBasic = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1, 1)
  /// id-pkix-ocsp-nonce (RFC 9654).
  static let ocspNonce = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1, 2)
  /// id-pkix-ocsp-nocheck (RFC 6960, Section 4.2.2.2.1).
  static let ocspNoCheck = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1, 5)
}

extension DERReader {
  /// Reads a GeneralizedTime of any year, with seconds, in UTC, without fractions (RFC 5280, Section 4.1.2.5.2).
  mutating func generalizedTime(_ field: StaticString) throws(DERError) -> Time {
    let value = try self.value(.generalizedTime, field)
    let digits = value.contents
    func number(_ start: Int, _ count: Int) -> Int? {
      var number = 0
      for index in start..<start + count {
        guard (0x30...0x39).contains(digits[index]) else { return nil }
        number = number * 10 + Int(digits[index] - 0x30)
      }
      return number
    }
    guard digits.count == 15, digits[14] == UInt8(ascii: "Z"),
      let year = number(0, 4), let month = number(4, 2), let day = number(6, 2),
      let hour = number(8, 2), let minute = number(10, 2), let second = number(12, 2),
      let time = Time(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else {
      throw DERError(
        .contents("is no time of the form YYYYMMDDHHMMSSZ"), field: field, offset: value.offset)
    }
    return time
  }
}

extension [UInt8] {
  /// Appends a GeneralizedTime.
  mutating func writeGeneralizedTime(_ time: Time) {
    writeDER(.generalizedTime) { output in
      output += "\(time)".utf8.filter { (0x30...0x39).contains($0) }
      output.append(UInt8(ascii: "Z"))
    }
  }

  /// Appends an extension that holds a nonce.
  mutating func writeNonce(_ nonce: [UInt8]) {
    var value: [UInt8] = []
    value.writeOctetString(nonce.span)
    Extension(.ocspNonce, value: value).write(into: &self)
  }
}

/// What questions and answers have in common.
enum OCSPExtensions {
  /// The nonce among extensions; nil where there is none, or where it has a length that RFC 9654, Section 2.1 forbids.
  static func nonce(_ extensions: [Extension]) throws(DERError) -> [UInt8]? {
    guard let one = extensions.first(where: { $0.identifier == .ocspNonce }) else { return nil }
    var reader = DERReader(one.value.span)
    let nonce = [UInt8](copying: try reader.octetString("nonce"))
    try reader.requireEnd("nonce")
    guard (1...128).contains(nonce.count) else {
      throw DERError(.contents("has \(nonce.count) bytes"), field: "nonce", offset: 0)
    }
    return nonce
  }
}
