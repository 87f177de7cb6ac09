extension DERValue {
  /// The text of a string of any type that names use (RFC 5280, Section 4.1.2.4 and Appendix B);
  /// nil for another type, or for octets that the type does not allow.
  public var text: String? {
    switch tag {
    case .utf8String: utf8
    case .printableString: isAll(DERValue.isPrintable) ? ascii : nil
    case .ia5String: isAll { $0 < 0x80 } ? ascii : nil
    case .visibleString: isAll { (0x20..<0x7F).contains($0) } ? ascii : nil
    // In practice TeletexString holds Latin-1.
    case .teletexString: scalars(width: 1)
    case .bmpString: scalars(width: 2)
    case .universalString: scalars(width: 4)
    default: nil
    }
  }

  /// Whether this is a UTF8String or a PrintableString of the alphabet of PrintableString: ``text`` has it then,
  /// octet by octet.
  public var isPlainText: Bool {
    (tag == .utf8String || tag == .printableString) && isAll(DERValue.isPrintable)
  }

  /// The contents as ASCII; nil where there is an octet above 127 or a zero.
  public var asciiContents: String? { isAll { $0 < 0x80 && $0 != 0 } ? ascii : nil }

  private func isAll(_ allowed: (UInt8) -> Bool) -> Bool {
    for index in contents.indices where !allowed(contents[index]) { return false }
    return true
  }

  private var ascii: String {
    unsafe contents.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  private var utf8: String? {
    unsafe contents.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }
  }

  private func scalars(width: Int) -> String? {
    guard contents.count.isMultiple(of: width) else { return nil }
    var text = ""
    for start in stride(from: 0, to: contents.count, by: width) {
      var number: UInt32 = 0
      for index in start..<start + width { number = number << 8 | UInt32(contents[index]) }
      guard let scalar = Unicode.Scalar(number) else { return nil }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  /// The alphabet of PrintableString (X.680, Section 41.4).
  static func isPrintable(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      // The digits, and "'()+,-./:=?" with the space.
      UInt8(ascii: "'")...UInt8(ascii: ")"), UInt8(ascii: "+")...UInt8(ascii: ":"), 0x20, 0x3D,
      0x3F:
      true
    default: false
    }
  }
}

extension [UInt8] {
  /// Appends a DirectoryString: PrintableString where its alphabet suffices, else UTF8String (RFC
  /// 5280, Section 4.1.2.4).
  public mutating func writeDirectoryString(_ text: String) {
    let isPrintable = text.utf8.allSatisfy(DERValue.isPrintable)
    writeDER(isPrintable ? .printableString : .utf8String) { output in output += text.utf8 }
  }
}
