import Bytes

/// A certificate byte by byte, under the names of RFC 5280 down to the values of its extensions.
package enum CertificateFields {
  /// The fields of a certificate in DER. Their leaves cover each byte once.
  package static func annotate(_ der: [UInt8]) -> Field {
    var field = DERFields.certificate(der)
    guard field.name == "Certificate" else { return field }
    CertificateShapes.certificate.name(&field)
    explain(&field, der)
    return field
  }

  /// Says in words what types alone do not tell.
  private static func explain(_ field: inout Field, _ bytes: [UInt8]) {
    if let contents = field.children.last, contents.children.isEmpty, contents.name == "contents" {
      let octets = Array(bytes[contents.range])
      let text: String? =
        switch field.name {
        case "KeyUsage": usages(octets)
        case "iPAddress" where octets.count == 4:
          octets.map { "\($0)" }.joined(separator: ".")
        case "iPAddress": Hex.encode(octets.span)
        default: nil
        }
      if let text {
        field.value = text
        field.children[field.children.count - 1].value = text
      }
    }
    for index in field.children.indices { explain(&field.children[index], bytes) }
  }

  /// The bits of a KeyUsage (RFC 5280, Section 4.2.1.3), behind the count of those that are not used.
  private static func usages(_ octets: [UInt8]) -> String {
    let names = [
      "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
      "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
    ]
    let set = names.indices.filter { bit in
      octets.count > 1 + bit / 8 && octets[1 + bit / 8] & (0x80 >> UInt8(bit % 8)) != 0
    }
    return set.map { names[$0] }.joined(separator: ", ")
  }

  /// The fields as lines: each range of bytes with what it says, what it is for and where that is defined.
  package static func text(of der: [UInt8]) -> String {
    var lines: [String] = []
    add(annotate(der), der, level: 0, to: &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func add(_ field: Field, _ bytes: [UInt8], level: Int, to lines: inout [String]) {
    let start = "\(field.range.lowerBound)"
    var line = String(repeating: " ", count: max(0, 6 - start.utf8.count)) + start
    line += "..<\(field.range.upperBound)"
    line += String(repeating: " ", count: max(1, 14 - line.utf8.count + 2 * level)) + field.name
    if !field.value.isEmpty { line += ": \(field.value)" }
    if field.children.isEmpty {
      let hex = Annotator.hex(Array(bytes[field.range]))
      if !field.value.hasPrefix(hex.prefix(40)) { line += "  [\(hex)]" }
    }
    if !field.meaning.isEmpty { line += "  — \(field.meaning)" }
    if !field.section.isEmpty { line += " (\(field.section))" }
    lines.append(line)
    for child in field.children { add(child, bytes, level: level + 1, to: &lines) }
  }
}

/// What stands where in a structure of ASN.1, told to a tree of values that knows types alone.
struct CertificateShape: Sendable {
  /// The parts of a value, by which it is taken apart.
  indirect enum Parts: Sendable {
    /// Nothing is said of them.
    case none
    /// One behind the other; those that are not there are told by their types.
    case sequence([CertificateShape])
    /// Any number of the same.
    case list(CertificateShape)
    /// One of several, by its tag, such as `[2]`.
    case choice([String: CertificateShape])
    /// An Extension: what is in its octets depends on the identifier in front.
    case ofExtension
  }

  let title: String
  var meaning = ""
  var section = ""
  /// The types that stand for it; any where nil.
  var types: Set<String>?
  var parts = Parts.none

  init(
    _ title: String, _ meaning: String = "", _ section: String = "", types: Set<String>? = nil,
    _ parts: Parts = .none
  ) {
    self.title = title
    self.meaning = meaning
    self.section = section
    self.types = types
    self.parts = parts
  }

  /// Names a field and what is in it.
  func name(_ field: inout Field) {
    if case .choice(let shapes) = parts, let shape = shapes[field.name] {
      shape.name(&field)
      return
    }
    if !title.isEmpty {
      field.name = title
      if !meaning.isEmpty { field.meaning = meaning }
      if !section.isEmpty { field.section = section }
    }
    // Its own tag and length stand in front.
    let inner = field.children.indices.dropFirst()
    switch parts {
    case .none, .choice: break
    case .list(let shape): for index in inner { shape.name(&field.children[index]) }
    case .ofExtension: nameExtension(&field)
    case .sequence(let shapes):
      var rest = shapes[...]
      for index in inner where field.children[index].name != "unused bits" {
        let found = field.children[index].name
        while let next = rest.first, !(next.types?.contains(found) ?? true) { rest.removeFirst() }
        guard let next = rest.popFirst() else { break }
        next.name(&field.children[index])
      }
    }
  }

  private func nameExtension(_ field: inout Field) {
    CertificateShape(
      "", "", "",
      .sequence([
        CertificateShape("extnID", "which extension this is"),
        CertificateShape(
          "critical", "whether those who do not know it must refuse the certificate",
          types: ["BOOLEAN"]),
        CertificateShape("extnValue", "what it says"),
      ])
    ).name(&field)
    guard let identifier = field.children.first(where: { $0.name == "extnID" })?.value,
      let last = field.children.indices.last
    else { return }
    let name = String(identifier.prefix { $0 != " " })
    field.value = name
    guard let shape = CertificateShapes.extensions[name] else { return }
    field.meaning = shape.meaning
    field.section = shape.section
    // The octets hold one value, behind their own tag and length.
    guard let value = field.children[last].children.indices.last, value > 0 else { return }
    CertificateShape(shape.title, "", "", shape.parts).name(&field.children[last].children[value])
  }
}
