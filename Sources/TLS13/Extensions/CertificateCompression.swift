import Bytes

/// A way to compress Certificate messages (RFC 8879): its number and two functions, which the application brings.
public struct CertificateCompression: Sendable {
  /// `CertificateCompressionAlgorithm` (Section 7.3): 1 is zlib, 2 brotli, 3 zstd.
  public let algorithm: UInt16
  /// Compresses a message's body; nil leaves it as it is.
  public let compress: @Sendable (_ body: [UInt8]) -> [UInt8]?
  /// Decompresses to exactly `byteCount` bytes, never storing more; nil where that is not what comes out.
  public let decompress: @Sendable (_ compressed: [UInt8], _ byteCount: Int) -> [UInt8]?

  /// The algorithm of this number, by these functions.
  public init(
    algorithm: UInt16, compress: @escaping @Sendable (_ body: [UInt8]) -> [UInt8]?,
    decompress: @escaping @Sendable (_ compressed: [UInt8], _ byteCount: Int) -> [UInt8]?
  ) {
    self.algorithm = algorithm
    self.compress = compress
    self.decompress = decompress
  }
}

/// compress_certificate (RFC 8879, Section 3): the algorithms by which a side can decompress.
enum CompressCertificate {
  /// Reads the list, which has an algorithm, and none twice.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> [UInt16] {
    let algorithms: [UInt16]
    do throws(DecodeError) {
      var reader = reader
      let start = reader.offset
      var list = try reader.vector8("algorithms", 2...254)
      try reader.finish("compress_certificate")
      guard list.remaining.isMultiple(of: 2) else {
        throw .lengthOutOfBounds(field: "algorithms", offset: start, length: list.remaining)
      }
      var all: [UInt16] = []
      while !list.isAtEnd { all.append(try list.integer("CertificateCompressionAlgorithm")) }
      algorithms = all
    } catch { throw .malformed(error) }
    guard Set(algorithms).count == algorithms.count else { throw .duplicateCompression }
    return algorithms
  }

  /// Appends the extension; nothing where there is no algorithm.
  static func write(_ known: [CertificateCompression], into output: inout [UInt8]) {
    guard !known.isEmpty else { return }
    output.writeExtension(.compressCertificate) { output in
      output.writeVector8 { output in for one in known { output.write(one.algorithm) } }
    }
  }
}
