import Bytes
import MutualTLS
import PKI
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the passwords of keys and containers come from: never from the command line, which everybody on a machine can
/// read.
struct PasswordSource: Sendable {
  enum Place: Sendable, Equatable {
    case file(String)
    case environment(String)
    case descriptor(Int32)
    /// The terminal, without echo.
    case prompt
  }

  let place: Place
  /// In front of the options' names: `` or `new-`.
  let prefix: String

  /// Options for the password of what is read.
  static let reading = options("", "of a key or a .p12 that is encrypted")
  /// Options for the password of what is written.
  static let writing = options("new-", "for what is written")

  /// Asks on the terminal.
  static let prompt = PasswordSource(place: .prompt, prefix: "")

  private init(place: Place, prefix: String) {
    self.place = place
    self.prefix = prefix
  }

  /// What the options of `reading`, or with the prefix `new-` those of `writing`, name; the terminal without them.
  init(_ invocation: Invocation, prefix: String = "") throws(Explanation) {
    self =
      try PasswordSource.named(invocation, prefix: prefix)
      ?? PasswordSource(
        place: .prompt, prefix: prefix)
  }

  /// What the options name; nil without them.
  static func named(
    _ invocation: Invocation, prefix: String
  ) throws(Explanation) -> PasswordSource? {
    var places: [Place] = []
    if let path = invocation.value("\(prefix)password-file") { places.append(.file(path)) }
    if let name = invocation.value("\(prefix)password-env") { places.append(.environment(name)) }
    if let number = try invocation.number("\(prefix)password-fd", in: 0...65_535) {
      places.append(.descriptor(Int32(number)))
    }
    guard places.count < 2 else {
      throw Explanation(.usage, "only one of --\(prefix)password-file, -env and -fd can be meant")
    }
    return places.first.map { PasswordSource(place: $0, prefix: prefix) }
  }

  /// The password of the file at `path`.
  func password(for path: String) throws(Explanation) -> FilePassword {
    switch place {
    case .file(let file):
      var bytes = try Reading.bytes(file, limit: 4096)
      defer { wipe(&bytes) }
      return PasswordSource.firstLine(bytes)
    case .environment(let name):
      guard var text = Console.variable(name).map({ Array($0.utf8) }) else {
        throw Explanation(
          .usage, "the environment has no variable \(name)", at: "--\(prefix)password-env")
      }
      defer { wipe(&text) }
      return FilePassword(copying: text.span)
    case .descriptor(let number): return try PasswordSource.line(from: number, prefix)
    case .prompt: return try Terminal.password("Password of \(path): ", prefix)
    }
  }

  /// A password for a file that is to be written: on the terminal it is asked for twice.
  func newPassword(for path: String) throws(Explanation) -> FilePassword {
    guard place == .prompt else {
      let password = try password(for: path)
      guard !password.isEmpty else {
        throw Explanation(.usage, "the new password is empty", at: "--\(prefix)password-…")
      }
      return password
    }
    var first = try Terminal.line("New password for \(path): ", prefix)
    var second = try Terminal.line("The same again: ", prefix)
    defer {
      wipe(&first)
      wipe(&second)
    }
    guard first == second else { throw Explanation(.usage, "the two passwords differ") }
    guard !first.isEmpty else { throw Explanation(.usage, "the password is empty") }
    return FilePassword(copying: first.span)
  }

  /// The three options with this prefix.
  static func options(_ prefix: String, _ what: String) -> [Option] {
    [
      Option("\(prefix)password-file", nil, .file, "the file with the password \(what)"),
      Option(
        "\(prefix)password-env", nil, .text("VARIABLE"),
        "the environment's variable with the password \(what)"),
      Option(
        "\(prefix)password-fd", nil, .number("FD"),
        "the open descriptor with the password \(what)"),
    ]
  }

  private static func firstLine(_ bytes: [UInt8]) -> FilePassword {
    var end = bytes.firstIndex(of: 0x0A) ?? bytes.count
    if end > 0, bytes[end - 1] == 0x0D { end -= 1 }
    return FilePassword(copying: bytes.span.extracting(0..<end))
  }

  /// What was read from each descriptor last: a second file has the next line's password, or the same.
  private static let lines = Mutex<[Int32: [UInt8]]>([:])

  private static func line(
    from descriptor: Int32, _ prefix: String
  ) throws(Explanation) -> FilePassword {
    var line: [UInt8] = []
    line.reserveCapacity(4096)
    defer { wipe(&line) }
    var byte: UInt8 = 0
    var isEnded = false
    while line.count < 4096 {
      let count = unsafe read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        isEnded = true
        break
      }
      if byte == 0x0A { break }
      line.append(byte)
    }
    if isEnded, line.isEmpty {
      guard let known = lines.withLock({ $0[descriptor] }) else {
        throw Explanation(
          .usage, "nothing can be read from the descriptor \(descriptor)",
          at: "--\(prefix)password-fd", next: "--\(prefix)password-fd 3 3<FILE")
      }
      return firstLine(known)
    }
    let kept = line
    lines.withLock { $0[descriptor] = kept }
    return firstLine(line)
  }
}

/// The terminal, asked without echo.
enum Terminal {
  static func password(_ question: String, _ prefix: String) throws(Explanation) -> FilePassword {
    var line = try line(question, prefix)
    defer { wipe(&line) }
    return FilePassword(copying: line.span)
  }

  /// A line that is not shown. The caller wipes it.
  static func line(_ question: String, _ prefix: String) throws(Explanation) -> [UInt8] {
    let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Explanation(
        .usage, "a password is needed, and there is no terminal to ask for it",
        next:
          "--\(prefix)password-file FILE, --\(prefix)password-env VARIABLE or --\(prefix)password-fd N"
      )
    }
    defer { _ = close(descriptor) }
    say(question, descriptor)
    var before = termios()
    guard unsafe tcgetattr(descriptor, &before) == 0 else {
      throw Explanation(.internal, "the terminal does not say how it is set")
    }
    // Byte by byte and without signals, so that nothing leaves the terminal without its echo.
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    guard unsafe tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else {
      throw Explanation(.internal, "the terminal cannot be silenced")
    }
    defer {
      _ = unsafe tcsetattr(descriptor, TCSAFLUSH, &before)
      say("\n", descriptor)
    }
    var line: [UInt8] = []
    line.reserveCapacity(1024)
    while line.count < 1024 {
      var byte: UInt8 = 0
      let count = unsafe read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      switch byte {
      case 0x0A, 0x0D: return line
      case 0x03, 0x1C:
        wipe(&line)
        throw Explanation(.usage, "no password was given")
      case 0x04 where line.isEmpty: throw Explanation(.usage, "no password was given")
      case 0x08, 0x7F:
        // A character of UTF-8 may have several bytes.
        while let last = line.popLast(), last & 0xC0 == 0x80 {}
      case 0x15:
        wipe(&line)
        line.removeAll(keepingCapacity: true)
      default: line.append(byte)
      }
    }
    return line
  }

  private static func say(_ text: String, _ descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = unsafe write(descriptor, bytes, bytes.count)
  }
}
