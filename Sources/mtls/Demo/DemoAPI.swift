import Bytes
import MutualTLS
import TLS13

/// The API of the demo: a stand-in for a provider that wants a certificate, a Client ID and an access key.
enum DemoAPI {
  static func serve(
    _ stream: inout MutualTLS.Stream<ServerConnection>,
    _ log: @Sendable (WebService.Entry) -> Void
  ) {
    var http = HTTPConnection()
    let label = PeerSummary(stream.summary.peer, now: .now)?.label ?? "nobody"
    let deadline = Deadline.after(.seconds(10))
    guard let request = try? http.nextRequest(over: &stream, deadline: deadline) else { return }
    let key = Array((request.head.fields["X-Access-Key"] ?? "").utf8)
    let right = Array("demo-access-key".utf8)
    let isRight =
      request.head.fields["X-Client-ID"] == "demo-client"
      && equalInConstantTime(key.span, right.span)
    let text =
      isRight
      ? "{\"client\": \"demo-client\", \"certificate\": \"\(label)\"}"
      : "{\"error\": \"access key\"}"
    let response = HTTPResponse(
      status: isRight ? 200 : 403, type: "application/json", body: Array(text.utf8))
    try? http.respond(
      response, to: request.head.method, closes: true, over: &stream, deadline: deadline)
  }
}
