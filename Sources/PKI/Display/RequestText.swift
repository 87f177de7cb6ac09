import DER
public import JSON

extension CertificateText {
  /// All of a request, with a line break at the end: the fields of `openssl req -text`.
  public static func text(of request: SigningRequest) -> String {
    var lines = TextLines()
    lines.add(0, "Certificate Request:")
    lines.add(1, "Data:")
    lines.add(2, "Version: 1 (0x0)")
    lines.add(2, "Subject: \(DisplayText.name(request.subject))")
    addKey(request.subjectPublicKeyInfo, &lines)
    lines.add(2, "Attributes:")
    if request.extensions.isEmpty && request.otherAttributes.isEmpty { lines.add(3, "(none)") }
    for attribute in request.otherAttributes { lines.add(3, "\(attribute): (not shown)") }
    if !request.extensions.isEmpty {
      lines.add(3, "Requested Extensions:")
      ExtensionText.add(4, request.extensions, request.parsed, &lines)
    }
    addSignature(request.signatureAlgorithm, request.signature, &lines)
    return lines.text
  }
}

extension CertificateJSON {
  /// All of a request, and whether its signature is that of its own key.
  public static func value(of request: SigningRequest) -> JSONValue {
    [
      "version": .number(1),
      "subject": name(request.subject),
      "publicKey": key(request.subjectPublicKeyInfo),
      "requestedExtensions": .array(
        request.extensions.map { ExtensionJSON.value(of: $0, request.parsed) }),
      "otherAttributes": .array(request.otherAttributes.map { .string("\($0)") }),
      "signatureAlgorithm": algorithm(request.signatureAlgorithm),
      "signature": hex(request.signature),
      "signatureValid": .boolean(request.isSignatureValid),
    ]
  }
}
