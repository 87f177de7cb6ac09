public import Foundation

/// The published test vectors in `Vectors/`.
public enum VectorFile {
  /// Why vectors could not be read. A missing or empty file fails the test that wants it.
  public struct Failure: Error, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String
  }

  /// The package's folder.
  public static let packageFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The whole of `Vectors/<name>.json`.
  public static func load<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
    let file = packageFolder.appendingPathComponent("Vectors/\(name).json")
    return try JSONDecoder().decode(type, from: Data(contentsOf: file))
  }

  /// The list under `key` of `Vectors/<name>.json`.
  public static func cases<T: Decodable>(_ name: String, _ key: String = "cases") throws -> [T] {
    let file = packageFolder.appendingPathComponent("Vectors/\(name).json")
    let decoder = JSONDecoder()
    decoder.userInfo[.listName] = key
    let cases = try decoder.decode(NamedList<T>.self, from: Data(contentsOf: file)).cases
    guard !cases.isEmpty else { throw Failure(description: "\(name).json has no \(key)") }
    return cases
  }
}

extension CodingUserInfoKey {
  static var listName: CodingUserInfoKey {
    guard let key = CodingUserInfoKey(rawValue: "list") else { preconditionFailure("a valid key") }
    return key
  }
}

/// The list under the key that the decoder was told; the file's other keys are passed over.
private struct NamedList<T: Decodable>: Decodable {
  let cases: [T]

  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let name = decoder.userInfo[.listName] as? String ?? "cases"
    let container = try decoder.container(keyedBy: Key.self)
    cases = try container.decode([T].self, forKey: Key(stringValue: name))
  }
}
