import PKI

/// The fields of a subject and the alternative names, on the command line.
enum SubjectOptions {
  static let fields = [
    Option("cn", nil, .text("NAME"), "common name, such as api-mtls.example.org"),
    Option("org", nil, .text("NAME"), "organisation"),
    Option("unit", nil, .text("NAME"), "organisational unit"),
    Option("locality", nil, .text("NAME"), "city"),
    Option("state", nil, .text("NAME"), "state or province"),
    Option("country", nil, .text("CC"), "country, two capital letters"),
  ]

  static func name(_ invocation: Invocation) throws(Explanation) -> Name {
    let fields = SubjectFields(
      commonName: invocation.value("cn"), organization: invocation.value("org"),
      organizationalUnit: invocation.value("unit"), locality: invocation.value("locality"),
      state: invocation.value("state"), country: invocation.value("country"))
    if let problem = fields.problem {
      throw Explanation(.usage, problem, rule: "RFC 5280, Appendix A.1")
    }
    return fields.name
  }

  static func alternativeNames(_ texts: [String]) throws(Explanation) -> [GeneralName] {
    var names: [GeneralName] = []
    for text in texts {
      do { names.append(try GeneralName(text: text)) } catch {
        throw Explanation(
          .usage, "\(error)", at: "--san", rule: "RFC 5280, Section 4.2.1.6",
          next: "say what it is: --san DNS:…, --san IP:…, --san URI:… or --san email:…")
      }
    }
    return names
  }
}
