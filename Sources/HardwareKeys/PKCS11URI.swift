import Bytes

/// The name of a key in a hardware module (RFC 7512): `pkcs11:token=…;object=…?module-path=…&pin-source=…`.
public struct PKCS11URI: Sendable, Hashable {
  /// The token's label.
  public var token: String?
  /// The token's manufacturer.
  public var manufacturer: String?
  /// The token's model.
  public var model: String?
  /// The token's serial number.
  public var serial: String?
  /// The key's label.
  public var object: String?
  /// The key's identifier.
  public var id: [UInt8]?
  /// The shared library that speaks for the token.
  public var modulePath: String?
  /// Where the PIN is: `file:PATH`, `env:NAME` or `fd:NUMBER`. The first is RFC 7512's, the others are ours.
  public var pinSource: PINSource?

  /// Where a PIN is.
  public enum PINSource: Sendable, Hashable {
    /// In a file; a line break at its end does not count.
    case file(String)
    /// In an environment variable.
    case environment(String)
    /// To be read from a descriptor.
    case descriptor(Int32)
  }

  /// Why a text is no such name.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String
  }

  /// What such a name begins with.
  public static let scheme = "pkcs11:"

  /// Reads a name.
  ///
  /// - Throws: ``Problem``, also for `pin-value`: a PIN does not belong on a command line.
  public init(_ text: String) throws(Problem) {
    guard text.hasPrefix(PKCS11URI.scheme) else {
      throw Problem(description: "it does not begin with pkcs11: (RFC 7512, Section 2.3)")
    }
    let parts = text.dropFirst(PKCS11URI.scheme.count)
      .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var seen: Set<String> = []
    for (part, separator) in zip(parts, [Character(";"), "&"]) where !part.isEmpty {
      for attribute in part.split(separator: separator, omittingEmptySubsequences: false) {
        let pair = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2, let value = PercentEncoding.decode(pair[1]) else {
          throw Problem(description: "\(attribute) is no attribute with a value")
        }
        let name = String(pair[0])
        // RFC 7512 §2.3 MUST NOT: an attribute twice.
        guard seen.insert(name).inserted else {
          throw Problem(description: "\(name) stands there twice")
        }
        if separator == ";" { try take(name, value) } else { try takeQuery(name, value) }
      }
    }
  }

  private mutating func take(_ name: String, _ value: [UInt8]) throws(Problem) {
    if name == "id" {
      id = value
      return
    }
    guard let text = String(validating: value, as: UTF8.self) else {
      throw Problem(description: "\(name) is no UTF-8")
    }
    switch name {
    case "token": token = text
    case "manufacturer": manufacturer = text
    case "model": model = text
    case "serial": serial = text
    case "object": object = text
    case "type":
      guard text == "private" else {
        throw Problem(description: "type=\(text) is no private key")
      }
    // What tells modules and slots apart: the key is found without.
    case "library-manufacturer", "library-description", "library-version", "slot-manufacturer",
      "slot-description", "slot-id":
      break
    default:
      guard name.hasPrefix("x-") else {
        throw Problem(description: "\(name) is no attribute of RFC 7512, Section 2.3")
      }
    }
  }

  private mutating func takeQuery(_ name: String, _ value: [UInt8]) throws(Problem) {
    guard let text = String(validating: value, as: UTF8.self) else {
      throw Problem(description: "\(name) is no UTF-8")
    }
    switch name {
    case "module-path": modulePath = text
    case "pin-source": pinSource = try PKCS11URI.source(text)
    case "pin-value":
      throw Problem(
        description: "a PIN does not belong into a name: say where it is, by pin-source=file:PATH, "
          + "pin-source=env:NAME or pin-source=fd:NUMBER")
    case "module-name":
      throw Problem(description: "module-name is not supported; name the library by module-path")
    default:
      guard name.hasPrefix("x-") else {
        throw Problem(description: "\(name) is no attribute of RFC 7512, Section 2.3")
      }
    }
  }

  private static func source(_ text: String) throws(Problem) -> PINSource {
    let rest = text.drop { $0 != ":" }.dropFirst()
    if text.hasPrefix("env:"), !rest.isEmpty { return .environment(String(rest)) }
    if text.hasPrefix("fd:"), let number = Int32(rest), number >= 0 { return .descriptor(number) }
    if text.hasPrefix("file:"), !rest.isEmpty {
      return .file(rest.hasPrefix("//") ? String(rest.dropFirst(2)) : String(rest))
    }
    if text.hasPrefix("/") { return .file(text) }
    throw Problem(
      description: "pin-source is neither file:PATH nor env:NAME nor fd:NUMBER")
  }
}
