import JSON

extension SigningPolicy {
  /// Why a file is no policy.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence for a person.
    public let description: String
  }

  /// The policy in `policy.json`.
  ///
  /// - Throws: ``Problem``, also for a member that is not known: a rule that is misspelt must not be none.
  public init(json bytes: [UInt8]) throws(Problem) {
    let value: JSONValue
    do { value = try JSONReader.read(bytes) } catch { throw Problem(description: "\(error)") }
    guard case .object(let members) = value else {
      throw Problem(description: "a policy is an object")
    }
    self.init()
    var seen: Set<String> = []
    for member in members {
      guard seen.insert(member.name).inserted else {
        throw Problem(description: "\(member.name) stands there twice")
      }
      try take(member)
    }
    guard value["schema"] == .string(SigningPolicy.schema) else {
      throw Problem(description: "\"schema\" is not \"\(SigningPolicy.schema)\"")
    }
  }

  /// What names the format.
  public static let schema = "mtls.ca.policy/1"

  private mutating func take(_ member: JSONValue.Member) throws(Problem) {
    switch (member.name, member.value) {
    case ("schema", _): break
    case ("allowedNames", let value): allowedNames = try SigningPolicy.patterns(value, member.name)
    case ("forbiddenNames", let value):
      forbiddenNames = try SigningPolicy.patterns(value, member.name)
    case ("maximumDays", .number(let days)) where (1...36_500).contains(days): maximumDays = days
    case ("maximumDays", _):
      throw Problem(description: "maximumDays is no whole number from 1 to 36500")
    case ("keyTypes", let value):
      let names = try SigningPolicy.strings(value, member.name)
      for name in names
      where SigningPolicy.keyTypeNames[name] == nil && SigningPolicy.leastRSABits(name) == nil {
        throw Problem(
          description: "keyTypes: \(name) is none of rsa, rsa3072, rsa4096, "
            + SigningPolicy.keyTypeNames.keys.sorted().joined(separator: ", "))
      }
      keyTypes = names
    case ("purposes", let value):
      let names = try SigningPolicy.strings(value, member.name)
      for name in names where !SigningPolicy.purposeNames.values.contains(name) {
        throw Problem(description: "purposes: \(name) is neither clientAuth nor serverAuth")
      }
      purposes = names
    case ("authorities", .boolean(let value)): allowsAuthorities = value
    case ("authorities", _): throw Problem(description: "authorities is neither true nor false")
    default: throw Problem(description: "there is no rule named \(member.name)")
    }
  }

  private static func strings(
    _ value: JSONValue, _ name: String
  ) throws(Problem) -> [String] {
    guard case .array(let values) = value else {
      throw Problem(description: "\(name) is no list")
    }
    var strings: [String] = []
    for one in values {
      guard case .string(let text) = one else {
        throw Problem(description: "\(name) has something that is no text")
      }
      strings.append(text)
    }
    return strings
  }

  private static func patterns(
    _ value: JSONValue, _ name: String
  ) throws(Problem) -> [NamePattern] {
    var patterns: [NamePattern] = []
    for text in try strings(value, name) {
      guard let pattern = NamePattern(text) else {
        throw Problem(
          description: "\(name): \(text) is no pattern such as DNS:api.example.org, "
            + "DNS:*.example.org, DNS:.example.org, IP:10.0.0.0/8, URI:spiffe://example.org/*, "
            + "email:@example.org or CN:device-*")
      }
      patterns.append(pattern)
    }
    return patterns
  }
}
