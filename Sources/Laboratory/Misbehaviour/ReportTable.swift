package import JSON

/// How several peers took several scripts, side by side.
package struct ReportTable: Sendable {
  package struct Row: Sendable {
    package let script: Script
    /// One for each peer.
    package var reactions: [Reaction]
  }

  package let peers: [String]
  package private(set) var rows: [Row] = []

  package init(peers: [String]) { self.peers = peers }

  package mutating func add(_ script: Script, _ reactions: [Reaction]) {
    rows.append(Row(script: script, reactions: reactions))
  }

  /// How many reactions of a peer got a verdict.
  package func count(_ verdict: Verdict, of peer: Int) -> Int {
    rows.count {
      $0.reactions.indices.contains(peer) && $0.script.judge($0.reactions[peer]) == verdict
    }
  }

  /// Whether some peer did what it must not.
  package var hasWrong: Bool { peers.indices.contains { count(.wrong, of: $0) > 0 } }

  /// For a terminal.
  package var text: String {
    var lines: [String] = []
    for row in rows {
      lines.append(
        "\(row.script.name): \(row.script.summary) (\(row.script.rule): \(row.script.demand))")
      for (peer, reaction) in zip(peers, row.reactions) {
        let verdict = row.script.judge(reaction)
        lines.append(
          "  \(verdict.mark) \(peer): \(reaction.text)"
            + (verdict == .wrong ? ", which the rule forbids" : ""))
      }
    }
    return (lines + [""] + summary).joined(separator: "\n")
  }

  /// A sentence for each peer.
  private var summary: [String] {
    peers.enumerated().map { index, peer in
      "\(peer): \(count(.asDemanded, of: index)) as demanded, \(count(.refusedOtherwise, of: index)) refused by "
        + "another alert or none, \(count(.wrong, of: index)) wrong, \(count(.notTested, of: index)) not tested"
    }
  }

  /// For programs, schema `mtls.lab/1`.
  package var json: JSONValue {
    [
      "schema": "mtls.lab/1", "peers": .array(peers.map { .string($0) }),
      "scripts": .array(
        rows.map { row in
          [
            "name": .string(row.script.name), "role": .string(row.script.role.rawValue),
            "summary": .string(row.script.summary), "rule": .string(row.script.rule),
            "demand": .string(row.script.demand),
            "reactions": .array(
              zip(peers, row.reactions).map { peer, reaction in
                [
                  "peer": .string(peer), "reaction": .string(reaction.text),
                  "verdict": .string(row.script.judge(reaction).rawValue),
                ]
              }),
          ]
        }),
    ]
  }

  /// A page of its own.
  package var html: String {
    let heads = peers.map { "<th scope=\"col\">\(PageText.escaped($0))</th>" }.joined()
    let lines = rows.map { row in
      let cells = row.reactions.map { reaction in
        let verdict = row.script.judge(reaction)
        let kind = verdict == .asDemanded ? "ok" : verdict == .wrong ? "no" : "soft"
        return
          "<td><span class=\"\(kind)\">\(verdict.mark) \(PageText.escaped(reaction.text))</span>"
          + "<span class=\"out\"> (\(verdict.rawValue))</span></td>"
      }
      return
        "<tr><th scope=\"row\"><b>\(PageText.escaped(row.script.name))</b><br>\(PageText.escaped(row.script.summary))</th>"
        + "<td>\(PageText.escaped(row.script.demand))<br><span class=\"soft\">\(PageText.escaped(row.script.rule))</span></td>"
        + cells.joined() + "</tr>"
    }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Misbehaviour and reactions</title><style>\(PageStyle.css)</style></head><body>
      <header><h1>Misbehaviour and reactions</h1>
      <p class="soft">What each peer did when the other side broke a rule. ✓ as the rule demands, ~ refused by another alert or none, ✗ what the rule forbids, – not tested.</p>
      <ul>\(summary.map { "<li>\(PageText.escaped($0))</li>" }.joined())</ul></header>
      <main><div class="wide"><table><thead><tr><th scope="col">misbehaviour</th><th scope="col">demanded</th>\(heads)</tr></thead>
      <tbody>\(lines.joined(separator: "\n"))</tbody></table></div></main></body></html>

      """
  }
}
