#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The bytes of a file, a piece at a time, so that a file of any size takes little memory.
public final class Input {
  /// Where the bytes come from, for people: a path.
  public let name: String
  /// How many there are in all.
  public let byteCount: Int
  /// How many were handed out since the start.
  public private(set) var position = 0
  private let descriptor: Int32
  private let memory: [UInt8]

  /// Bytes of a piece.
  static let pieceByteCount = 1 << 16

  /// Opens a file.
  ///
  /// - Throws: ``VectorError`` where it cannot be opened, or is no plain file.
  public init(path: String) throws(VectorError) {
    name = path
    memory = []
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      byteCount = 0
      throw VectorError("cannot be opened: \(unsafe String(cString: strerror(errno)))")
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      byteCount = 0
      throw VectorError("is no plain file")
    }
    byteCount = Int(status.st_size)
  }

  /// Bytes that are in memory already.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    memory = bytes
    byteCount = bytes.count
    descriptor = -1
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Back to the start.
  public func rewind() {
    position = 0
    if descriptor >= 0 { lseek(descriptor, 0, SEEK_SET) }
  }

  /// The next piece; empty at the end.
  func piece() throws(VectorError) -> [UInt8] {
    if descriptor < 0 {
      let end = min(memory.count, position + Input.pieceByteCount)
      defer { position = end }
      return Array(memory[position..<end])
    }
    var failed = false
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Input.pieceByteCount) {
      buffer, count in
      let got = unsafe read(descriptor, buffer.baseAddress, buffer.count)
      failed = got < 0
      count = max(0, got)
    }
    guard !failed else {
      throw VectorError("cannot be read: \(unsafe String(cString: strerror(errno)))")
    }
    position += bytes.count
    return bytes
  }

  /// The first bytes, at most one piece; the reading starts anew after it.
  func front() throws(VectorError) -> [UInt8] {
    rewind()
    defer { rewind() }
    return try piece()
  }
}
