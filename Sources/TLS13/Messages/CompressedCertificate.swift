import Bytes

/// CompressedCertificate (RFC 8879, Section 4).
enum CompressedCertificate {
  /// The Certificate message that is in this one, with its header, and by which algorithm it was compressed.
  ///
  /// - Parameters:
  ///   - known: The algorithms that were offered.
  ///   - limit: The longest Certificate message that is taken, in bytes, compressed or not.
  static func expand(
    _ message: borrowing HandshakeMessage, _ known: [CertificateCompression], limit: Int
  ) throws(HandshakeError) -> (message: [UInt8], algorithm: UInt16) {
    var reader = message.reader
    let number: UInt16
    let byteCount: Int
    let compressed: [UInt8]
    do {
      number = try reader.integer("algorithm")
      byteCount = try reader.integer24("uncompressed_length")
      compressed = [UInt8](
        copying: try reader.vector24("compressed_certificate_message", 1...0xFF_FFFF).rest())
      try reader.finish("CompressedCertificate")
    } catch { throw .malformed(error) }
    // RFC 8879 §4 MUST: illegal_parameter for an algorithm that was not offered.
    guard let algorithm = known.first(where: { $0.algorithm == number }) else {
      throw .compressionNotOffered(number)
    }
    // RFC 8879 §5 MUST: bounded as a message is that was not compressed, before a byte of it is stored.
    guard byteCount <= limit else {
      throw .decompression("\(byteCount) bytes are more than are accepted")
    }
    guard let body = algorithm.decompress(compressed, byteCount), body.count == byteCount else {
      throw .decompression("what comes out is not the \(byteCount) bytes that were announced")
    }
    var expanded: [UInt8] = []
    HandshakeMessage.write(.certificate, into: &expanded) { output in output += body }
    return (expanded, number)
  }

  /// Replaces the Certificate message that ends `flight` and begins at `start` by a compressed one, if there is
  /// an algorithm that both sides have.
  static func compress(
    _ flight: inout [UInt8], from start: Int, _ known: [CertificateCompression],
    accepted: [UInt16]
  ) {
    guard let algorithm = known.first(where: { accepted.contains($0.algorithm) }) else { return }
    let body = Array(flight[(start + MessageAssembler.headerByteCount)...])
    guard let compressed = algorithm.compress(body), !compressed.isEmpty else { return }
    flight.removeSubrange(start...)
    HandshakeMessage.write(.compressedCertificate, into: &flight) { output in
      output.write(algorithm.algorithm)
      output.write24(body.count)
      output.writeVector24 { output in output += compressed }
    }
  }
}
