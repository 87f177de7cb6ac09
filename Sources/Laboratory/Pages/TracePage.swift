/// A trace as one HTML file, which needs nothing else: no network, no other file.
package enum TracePage {
  /// The file.
  package static func html(_ trace: Trace) -> String {
    let header = trace.header
    let title = PageText.escaped(header.title)
    var chips = [
      ("seen from", header.vantage?.rawValue ?? "both sides"), ("began", "\(header.started)"),
      ("suite", trace.suite.map { "\($0)" } ?? "none agreed on"),
      ("records", "\(trace.records.count)"), ("handshake messages", "\(trace.messages.count)"),
    ].map { "<li><b>\(PageText.escaped($0.0))</b> \(PageText.escaped($0.1))</li>" }
    if let seed = header.seed {
      chips.append(
        "<li class=\"warn\"><b>laboratory</b> randomness fixed: --seed \(PageText.escaped(seed))</li>"
      )
    }
    if let at = header.at {
      chips.append(
        "<li class=\"warn\"><b>laboratory</b> clock fixed: --at \(PageText.escaped("\(at)"))</li>")
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="mtls trace">
      <title>\(title)</title>
      <style>\(PageStyle.css)</style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      <p class="soft">Every record and every message of a TLS 1.3 connection, decrypted, each byte with its field, its meaning and its place in the RFC. Whoever has this file has the connection's secrets.</p>
      <ul class="chips">\(chips.joined())</ul>
      <div class="bar"><button id="all" type="button">Open everything</button><button id="none" type="button">Close everything</button><button id="theme" type="button">Light or dark</button><button id="print" type="button">Print</button>
      <nav aria-label="Parts of this page"><a href="#messages">Messages</a><a href="#keys">Key schedule</a><a href="#certs">Certificates</a></nav></div>
      </header>
      <main>
      <h2 id="messages">Messages</h2>
      <p class="soft">Dashed arrows are in the clear, solid ones encrypted. Open one to see its bytes.</p>
      <div class="ends"><div class="c">client: \(PageText.escaped(header.client))</div><div class="s">server: \(PageText.escaped(header.server))</div></div>
      <ol class="seq" id="sequence"></ol>
      <h2 id="keys">Key schedule</h2>
      <p class="soft">Secrets flow downwards from stage to stage; what is used comes out to the right. ✓ says that the connection, or the peer's message, has the same value. RFC 9846, Section 7.1.</p>
      <div id="schedule"></div>
      <div id="step" aria-live="polite" hidden></div>
      <h2 id="certs">Certificates</h2>
      <div class="cards" id="certificates"></div>
      </main>
      <footer>Made by mtls trace; schema mtls.trace/1. The trace itself stands in this file as JSON, in the element with the id “trace”.</footer>
      <noscript><p class="fault">This page draws itself with JavaScript, which is switched off. The trace stands in it as JSON all the same.</p></noscript>
      <script type="application/json" id="trace">\(CompactJSON.text(trace.json))</script>
      <script>\(TraceScript.js)</script>
      </body>
      </html>

      """
  }
}

/// Text for HTML.
enum PageText {
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
