import CZlib

/// Streams in the format of RFC 1950, whole and in memory.
enum Zlib {
  /// Compresses as well as zlib can.
  ///
  /// - Returns: A stream shorter than `bytes`; nil where there is none.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count > 1 else { return nil }
    var isCompressed = false
    let stream = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count - 1) { output, count in
      var written = uLong(output.count)
      let code = unsafe bytes.withUnsafeBufferPointer { input in
        unsafe compress2(
          output.baseAddress, &written, input.baseAddress, uLong(input.count), Z_BEST_COMPRESSION)
      }
      // Z_BUF_ERROR says that it does not become shorter.
      isCompressed = code == Z_OK
      count = isCompressed ? Int(written) : 0
    }
    return isCompressed ? stream : nil
  }

  /// Decompresses to `byteCount` bytes, for which alone memory is taken, however long the stream would go on.
  ///
  /// - Returns: Nil where the stream is damaged, cut off, wants a dictionary (RFC 1950, Section 2.2), or is followed by
  ///   anything, and where it makes more or fewer bytes.
  static func decompress(_ stream: [UInt8], to byteCount: Int) -> [UInt8]? {
    guard byteCount > 0 else { return nil }
    var isWhole = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
      var written = uLong(byteCount)
      var read = uLong(stream.count)
      let code = unsafe stream.withUnsafeBufferPointer { input in
        unsafe uncompress2(output.baseAddress, &written, input.baseAddress, &read)
      }
      isWhole = code == Z_OK && written == uLong(byteCount) && read == uLong(stream.count)
      count = isWhole ? byteCount : 0
    }
    return isWhole ? bytes : nil
  }
}
