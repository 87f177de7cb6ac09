#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A program that is started for each question, with files in a folder of its own.
final class Program {
  private let name: String
  private let folder: String

  init(_ name: String) throws(VectorError) {
    self.name = name
    var template = Array("/tmp/mtls-vectors-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe mkdtemp($0) != nil } ?? false
    }
    guard made else { throw VectorError("there is no place for temporary files") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for file in ["message", "signature", "public.pem", "private.pem", "output"] {
      unsafe unlink(folder + "/" + file)
    }
    unsafe rmdir(folder)
  }

  /// Writes a file and gives its path. Only the keys of published vectors are written.
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    let path = folder + "/" + name
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return path }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return path }
      rest = rest.dropFirst(count)
    }
    return path
  }

  /// Runs it; what it ends with, and what it writes to standard output.
  func run(_ arguments: [String]) -> (status: Int32, output: [UInt8]) {
    let path = folder + "/output"
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(
      &actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([name] + arguments).map {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    defer { unsafe words.forEach { unsafe free($0) } }
    var child = pid_t()
    let isStarted = unsafe posix_spawnp(&child, name, &actions, nil, &words, environ) == 0
    guard isStarted else { return (-1, []) }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 { guard errno == EINTR else { return (-1, []) } }
    guard status & 0x7F == 0 else { return (-1, []) }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return (-1, []) }
    defer { close(descriptor) }
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 14)
    while output.count < 1 << 24 {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { break }
      output += piece[..<count]
    }
    return (status >> 8 & 0xFF, output)
  }
}
