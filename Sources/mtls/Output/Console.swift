import JSON
import PKI

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output for data, standard error for talk.
struct Console: Sendable {
  var json = false
  var quiet = false
  var verbose = false
  /// Colours only where a person looks on and has not asked for none (no-color.org).
  var colour =
    isatty(2) == 1 && !Console.hasVariable("NO_COLOR") && Console.variable("TERM") != "dumb"

  /// The same for standard output.
  var colourOfData: Bool {
    isatty(1) == 1 && !Console.hasVariable("NO_COLOR") && Console.variable("TERM") != "dumb"
  }

  /// Writes data, as it is.
  func data(_ bytes: [UInt8]) { Console.write(bytes, to: 1) }

  /// Writes a text and a line break to standard output.
  func data(_ text: String) { data(Array((text.hasSuffix("\n") ? text : text + "\n").utf8)) }

  /// Tells a person something, unless told to be quiet.
  func talk(_ text: String) {
    if !quiet { Console.write(Array((text + "\n").utf8), to: 2) }
  }

  /// Replaces the line on a terminal that tells how far something is; with nothing, removes it.
  func overwrite(_ text: String) {
    if !quiet { Console.write(Array("\r\u{1B}[K\(text)".utf8), to: 2) }
  }

  /// Tells a person who wants to know more.
  func detail(_ text: String) { if verbose { talk(text) } }

  /// Warns of a danger, always.
  func warn(_ text: String) {
    Console.write(Array((paint("warning: ", .yellow) + text + "\n").utf8), to: 2)
  }

  /// Tells of a failure, always.
  func fail(_ explanation: Explanation) {
    let text = json ? explanation.json.description : paint(explanation.text, .red, firstWord: true)
    Console.write(Array((text + "\n").utf8), to: 2)
  }

  /// The result of a command: JSON with its schema on standard output, or text on standard error.
  func result(_ schema: String, _ members: [JSONValue.Member], text: String) {
    if json {
      data(
        JSONValue.object([JSONValue.Member("schema", .string("mtls.\(schema)/1"))] + members)
          .description)
    } else {
      talk(text)
    }
  }

  enum Colour: String { case red = "31", yellow = "33", green = "32", bold = "1" }

  func paint(_ text: String, _ colour: Colour, firstWord: Bool = false) -> String {
    guard self.colour else { return text }
    let end = firstWord ? text.firstIndex(of: " ") ?? text.endIndex : text.endIndex
    return "\u{1B}[\(colour.rawValue)m\(text[..<end])\u{1B}[0m\(text[end...])"
  }

  static func hasVariable(_ name: String) -> Bool { variable(name).map { !$0.isEmpty } ?? false }

  static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Writes bytes to a descriptor, all of them, as long as somebody reads.
  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes[written...].withUnsafeBytes {
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
        if errno == EAGAIN {
          usleep(1000)
          continue
        }
        // Nobody reads any more.
        return
      }
      written += count
    }
  }
}
