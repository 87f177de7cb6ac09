import TLS13

#if Zlib
  import ZlibCompression
#endif

/// Whether certificates may be compressed on their way (RFC 8879).
enum CompressionOptions {
  private static let name = "compress-cert"

  #if Zlib
    private static let known = [CertificateCompression.zlib]
    private static let usual = "zlib"
  #else
    private static let known: [CertificateCompression] = []
    private static let usual = "off; zlib needs a build with --traits Zlib"
  #endif

  static let option = Option(
    name, nil, .choice(["zlib", "off"]),
    "let both sides compress certificates, where both can (RFC 8879): \(usual)")

  /// What is offered and used: everything that was built in, unless the option says otherwise.
  static func algorithms(
    _ invocation: Invocation
  ) throws(Explanation) -> [CertificateCompression] {
    switch invocation.value(name) {
    case "off": return []
    case "zlib" where known.isEmpty:
      throw Explanation(
        .usage, "this mtls was built without zlib", at: "--\(name)",
        next: "swift build -c release --traits Zlib --product mtls")
    default: return known
    }
  }

  /// The name of an algorithm (RFC 8879, Section 7.3).
  static func text(_ algorithm: UInt16) -> String {
    [1: "zlib", 2: "brotli", 3: "zstd"][algorithm] ?? "algorithm \(algorithm)"
  }
}
