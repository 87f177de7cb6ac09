internal import JSON

/// Reads the project's own schema (docs/vectors.md).
final class OwnSchema: CaseReader {
  let source: String
  var count: Int? { document.testCount }
  private let document: GroupedJSON
  private var number = 0

  init(_ input: Input) throws(VectorError) {
    document = try GroupedJSON(input, GroupNames(groups: "groups", tests: "tests"))
    guard document.groupCount != nil else { throw VectorError("has no groups") }
    guard case .string(let source)? = document.header["source"] else {
      throw VectorError("does not name its source")
    }
    self.source = source
  }

  func next() throws(VectorError) -> Case? {
    guard let (group, groupIndex, test) = try document.next() else { return nil }
    guard case .object(let members) = test else {
      throw VectorError("a test of group \(groupIndex) is no object")
    }
    number += 1
    let fields = Fields(
      own: Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }, shared: group)
    let id = fields.optionalText("id") ?? "\(number)"
    let comment = [fields.optionalText("section"), fields.optionalText("comment")]
      .compactMap { $0 }.joined(separator: " ")
    guard let name = fields.optionalText("operation") else {
      return Case(id, nil, fields, comment: comment, obstacle: "it names no operation")
    }
    guard let operation = Operation(rawValue: name) else {
      return Case(
        id, nil, fields, comment: comment, obstacle: "the operation \(name) is not known here")
    }
    guard let expectation = Expectation(rawValue: fields.optionalText("result") ?? "valid") else {
      throw VectorError("test \(id) has a result that is none of valid, invalid, acceptable")
    }
    return Case(id, operation, fields, expectation, comment: comment)
  }
}
