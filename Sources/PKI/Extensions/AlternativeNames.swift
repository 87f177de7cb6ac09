import DER

/// subjectAltName, to write.
enum AlternativeNames {
  /// The extension; critical where the subject is empty (RFC 5280, Section 4.2.1.6).
  static func asExtension(_ names: [GeneralName], subjectIsEmpty: Bool) -> Extension {
    var value: [UInt8] = []
    value.writeSequence { output in for name in names { name.write(into: &output) } }
    return Extension(.subjectAlternativeName, isCritical: subjectIsEmpty, value: value)
  }
}
