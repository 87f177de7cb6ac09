internal import JSON

/// Where the groups and the tests of a document are: `testGroups` and `tests`, say.
struct GroupNames {
  let groups: String
  let tests: String
}

/// A document of groups of tests, read twice: the first time for what stands around the tests, wherever it
/// stands; the second time for the tests, one by one.
final class GroupedJSON {
  /// The members of the document beside its groups.
  private(set) var header: [String: JSONValue] = [:]
  /// How many tests there are.
  private(set) var testCount = 0
  /// How many groups there are; nil where the document has no list of them.
  private(set) var groupCount: Int?

  private let input: Input
  private let names: GroupNames
  /// Members of groups that stand behind the tests, by the group's number.
  private var trailing: [Int: [String: JSONValue]] = [:]
  private var stream: JSONStream
  private var places: [Place] = []
  private var group: [String: JSONValue] = [:]
  private var groupIndex = -1
  private var isAtStart = true

  private enum Place { case list, document, groups, group, tests }

  /// Reads what is around the tests.
  init(_ input: Input, _ names: GroupNames) throws(VectorError) {
    self.input = input
    self.names = names
    stream = JSONStream(input)
    try survey()
    stream = JSONStream(input)
  }

  private func survey() throws(VectorError) {
    if try stream.isAtArray() {
      // ACVP: an array of objects, the first of which has the version.
      try stream.enterArray()
      while try stream.element() {
        if try stream.isAtObject() { try surveyDocument() } else { try stream.skip() }
      }
    } else {
      guard try stream.isAtObject() else { throw stream.error("neither object nor array") }
      try surveyDocument()
    }
    try stream.finish()
  }

  private func surveyDocument() throws(VectorError) {
    try stream.enterObject()
    while let name = try stream.member() {
      if name == names.groups, try stream.isAtArray() {
        try surveyGroups()
      } else if header[name] == nil {
        header[name] = try stream.value()
      } else {
        try stream.skip()
      }
    }
  }

  private func surveyGroups() throws(VectorError) {
    var index = groupCount ?? 0
    try stream.enterArray()
    while try stream.element() {
      guard try stream.isAtObject() else { throw stream.error("a group is no object") }
      try stream.enterObject()
      var isBehind = false
      while let name = try stream.member() {
        if name == names.tests, try stream.isAtArray() {
          isBehind = true
          try stream.enterArray()
          while try stream.element() {
            testCount += 1
            try stream.skip()
          }
        } else if isBehind {
          trailing[index, default: [:]][name] = try stream.value()
        } else {
          try stream.skip()
        }
      }
      index += 1
    }
    groupCount = index
  }

  /// The next test, with what its group says; nil at the end.
  func next() throws(VectorError) -> (group: [String: JSONValue], groupIndex: Int, test: JSONValue)?
  {
    if isAtStart {
      isAtStart = false
      let isList = try stream.isAtArray()
      if isList { try stream.enterArray() } else { try stream.enterObject() }
      places = [isList ? .list : .document]
    }
    while let place = places.last {
      switch place {
      case .list:
        if try stream.element() {
          if try stream.isAtObject() {
            try stream.enterObject()
            places.append(.document)
          } else {
            try stream.skip()
          }
        } else {
          places.removeLast()
        }
      case .document:
        guard let name = try stream.member() else {
          places.removeLast()
          continue
        }
        if name == names.groups, try stream.isAtArray() {
          try stream.enterArray()
          places.append(.groups)
        } else {
          try stream.skip()
        }
      case .groups:
        if try stream.element() {
          try stream.enterObject()
          groupIndex += 1
          group = trailing[groupIndex] ?? [:]
          places.append(.group)
        } else {
          places.removeLast()
        }
      case .group:
        guard let name = try stream.member() else {
          places.removeLast()
          continue
        }
        if name == names.tests, try stream.isAtArray() {
          try stream.enterArray()
          places.append(.tests)
        } else {
          group[name] = try stream.value()
        }
      case .tests:
        if try stream.element() { return (group, groupIndex, try stream.value()) }
        places.removeLast()
      }
    }
    return nil
  }
}
