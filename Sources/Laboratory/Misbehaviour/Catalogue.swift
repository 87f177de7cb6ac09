import JSON

/// The misbehaviours that come with the tool.
package enum Catalogue {
  /// All of them, the clients' first.
  package static func scripts() throws(ScriptError) -> [Script] {
    try read(CatalogueText.client) + read(CatalogueText.server)
  }

  /// The script or the scripts in a JSON text.
  package static func read(_ text: String) throws(ScriptError) -> [Script] {
    let value: JSONValue
    do { value = try JSONReader.read(Array(text.utf8)) } catch {
      throw ScriptError(description: "\(error)")
    }
    if case .array(let values) = value {
      var scripts: [Script] = []
      for value in values { scripts.append(try Script(value)) }
      return scripts
    }
    return [try Script(value)]
  }
}
