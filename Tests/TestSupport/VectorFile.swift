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

  /// The tests of `Vectors/<name>.json` (docs/vectors.md), each with what its group says, of one operation or of
  /// all, and only those that have the field `having`.
  ///
  /// - Parameter renaming: Names of the schema, and those that `T` has for them.
  public static func cases<T: Decodable>(
    _ name: String, _ operation: String? = nil, having: String? = nil,
    renaming: [String: String] = [:]
  ) throws -> [T] {
    let file = packageFolder.appendingPathComponent("Vectors/\(name).json")
    let document = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    guard let document = document as? [String: Any],
      let groups = document["groups"] as? [[String: Any]]
    else { throw Failure(description: "\(name).json has no groups") }
    var found: [[String: Any]] = []
    for group in groups {
      let shared = group.filter { $0.key != "tests" }
      for test in group["tests"] as? [[String: Any]] ?? [] {
        let whole = shared.merging(test) { $1 }
        guard operation == nil || whole["operation"] as? String == operation,
          having.map({ whole[$0] != nil }) ?? true
        else { continue }
        var renamed: [String: Any] = [:]
        for (field, value) in whole { renamed[renaming[field] ?? field] = value }
        found.append(renamed)
      }
    }
    guard !found.isEmpty else {
      throw Failure(description: "\(name).json has no tests of \(operation ?? "any operation")")
    }
    return try JSONDecoder().decode([T].self, from: JSONSerialization.data(withJSONObject: found))
  }
}
