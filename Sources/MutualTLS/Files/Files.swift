public import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files, read within bounds and written whole or not at all.
public enum Files {
  /// What happens to a file that is there already.
  public enum Existing: Sendable {
    /// It stays, and writing fails with ``FileFailure/Reason/exists``.
    case keep
    /// It is replaced, and gone.
    case replace
    /// It is replaced; a copy stays beside it as `<name>.bak-<time>`.
    case backUp(Time)
  }

  /// Permissions of private keys.
  public static let privateMode: UInt32 = 0o600
  /// Permissions of certificates and requests.
  public static let publicMode: UInt32 = 0o644
  /// The most bytes that a file of keys or certificates may have.
  public static let keyFileLimit = 1 << 20

  /// All of a file of at most `limit` bytes; `-` is standard input.
  public static func read(
    _ path: String, limit: Int = keyFileLimit
  ) throws(FileFailure) -> [UInt8] {
    let descriptor: Int32 = path == "-" ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last("open", path) }
    defer { if path != "-" { _ = close(descriptor) } }
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    // What was read may be a key.
    defer { wipe(&buffer) }
    while true {
      #if canImport(Darwin)
        let count = unsafe Darwin.read(descriptor, &buffer, buffer.count)
      #elseif canImport(Musl)
        let count = unsafe Musl.read(descriptor, &buffer, buffer.count)
      #else
        let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      #endif
      if count == 0 { return contents }
      if count < 0 {
        if errno == EINTR { continue }
        throw .last("read", path)
      }
      guard contents.count + count <= limit else {
        throw FileFailure(path, .tooLong(limit: limit))
      }
      contents += buffer[..<count]
    }
  }

  /// Writes a file so that it is there whole and on the disk, or not at all: first under another name,
  /// then under its own.
  ///
  /// - Parameter mode: Its permissions, from its first moment on.
  /// - Returns: Where the file that was there before is kept; nil where there was none.
  @discardableResult
  public static func write(
    _ contents: Span<UInt8>, to path: String, mode: UInt32, existing: Existing = .keep
  ) throws(FileFailure) -> String? {
    let random = UInt64.random(in: 0...0xFFFF_FFFF_FFFF)
    let temporary = "\(path).new-\(String(random, radix: 16))"
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(mode))
    guard descriptor >= 0 else { throw failure(temporary, path, "open") }
    defer { _ = unsafe unlink(temporary) }
    do {
      defer { _ = close(descriptor) }
      // Not the umask, but the caller says who may read.
      guard fchmod(descriptor, mode_t(mode)) == 0 else { throw FileFailure.last("fchmod", path) }
      try writeAll(contents, descriptor, path)
      guard fsync(descriptor) == 0 else { throw FileFailure.last("fsync", path) }
    }
    let backup = try place(temporary, at: path, existing)
    synchronizeFolder(of: path)
    return backup
  }

  /// Makes a folder for its owner alone, and those above it; one that is there stays as it is.
  public static func makeFolder(_ path: String) throws(FileFailure) {
    if unsafe mkdir(path, 0o700) == 0 { return }
    switch errno {
    case EEXIST:
      guard isFolder(path) else { throw FileFailure(path, .exists) }
    case ENOENT:
      guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
        throw .last("mkdir", path)
      }
      try makeFolder(String(path[..<slash]))
      guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last("mkdir", path) }
    default: throw .last("mkdir", path)
    }
  }

  /// Whether there is anything at this path.
  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether a folder is at this path.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a path leads to a plain file, not to a device or a pipe.
  public static func isPlainFile(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether others than the owner may read a file, such as a private key.
  public static func isReadableByOthers(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & 0o077 != 0
  }

  /// All of a file of at most `limit` bytes that nobody but its owner may read.
  public static func readSecret(
    _ path: String, limit: Int = keyFileLimit
  ) throws(FileFailure) -> SecretBytes {
    guard exists(path) else { throw FileFailure(path, .missing) }
    guard !isReadableByOthers(path) else { throw FileFailure(path, .readableByOthers) }
    var contents = try read(path, limit: limit)
    defer { wipe(&contents) }
    return SecretBytes(copying: contents.span)
  }

  /// Takes a file away, so that of all who ask for it one alone gets it; nil where there is none.
  ///
  /// - Returns: Its name now, in the same folder.
  static func takeAway(_ path: String) throws(FileFailure) -> String? {
    let name = "\(path).taken-\(String(UInt64.random(in: 0...0xFFFF_FFFF_FFFF), radix: 16))"
    guard unsafe rename(path, name) == 0 else {
      guard errno == ENOENT else { throw .last("rename", path) }
      return nil
    }
    return name
  }

  /// Gives a file its name back, unless the name is taken.
  static func putBack(_ taken: String, as path: String) {
    if unsafe link(taken, path) == 0 { _ = unsafe unlink(taken) }
  }

  /// The path without symbolic links, `.` and `..`; nil where nothing is there.
  public static func resolved(_ path: String) -> String? {
    guard let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  /// The names in a folder, in order, without those that begin with a dot.
  public static func names(in folder: String) throws(FileFailure) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw .last("opendir", folder) }
    defer { _ = unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file; one that is not there is no failure.
  public static func remove(_ path: String) throws(FileFailure) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .last("unlink", path) }
  }

  /// A new folder for temporary files, for its owner alone.
  public static func makeTemporaryFolder() throws(FileFailure) -> String {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array((parent + "/mtls-XXXXXX").utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw .last("mkdtemp", parent) }
    return String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a folder that was made by ``makeTemporaryFolder()``, with the files and folders in it.
  public static func removeFolder(_ path: String) {
    for name in (try? names(in: path)) ?? [] {
      let inner = "\(path)/\(name)"
      if isFolder(inner) { removeFolder(inner) } else { _ = unsafe unlink(inner) }
    }
    _ = unsafe rmdir(path)
  }

  private static func writeAll(
    _ contents: Span<UInt8>, _ descriptor: Int32, _ path: String
  ) throws(FileFailure) {
    var written = 0
    while written < contents.count {
      let rest = contents.extracting(written...)
      let count = unsafe rest.withUnsafeBufferPointer {
        #if canImport(Darwin)
          unsafe Darwin.write(descriptor, $0.baseAddress, $0.count)
        #elseif canImport(Musl)
          unsafe Musl.write(descriptor, $0.baseAddress, $0.count)
        #else
          unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        #endif
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .last("write", path)
      }
      written += count
    }
  }

  /// Gives the finished file its name.
  private static func place(
    _ temporary: String, at path: String, _ existing: Existing
  ) throws(FileFailure) -> String? {
    if case .replace = existing {
      guard !isFolder(path) else { throw FileFailure(path, .isFolder) }
      guard unsafe rename(temporary, path) == 0 else { throw .last("rename", path) }
      return nil
    }
    // A hard link fails where the name is taken; renaming would replace what is there.
    if unsafe link(temporary, path) == 0 { return nil }
    guard errno == EEXIST else { throw .last("link", path) }
    guard case .backUp(let now) = existing else { throw FileFailure(path, .exists) }
    guard !isFolder(path) else { throw FileFailure(path, .isFolder) }
    let stamp = "\(now)".filter { $0 != ":" && $0 != "-" }
    var backup = "\(path).bak-\(stamp)"
    var number = 1
    while unsafe link(path, backup) != 0 {
      guard errno == EEXIST, number < 1000 else { throw .last("link", backup) }
      number += 1
      backup = "\(path).bak-\(stamp)-\(number)"
    }
    guard unsafe rename(temporary, path) == 0 else { throw .last("rename", path) }
    return backup
  }

  private static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    _ = close(descriptor)
  }

  /// A failure of the temporary file, told of the file that is wanted.
  private static func failure(_ temporary: String, _ path: String, _ call: String) -> FileFailure {
    let failure = FileFailure.last(call, path)
    guard failure.reason == .missing else { return failure }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    return FileFailure(folder, .missing)
  }
}
