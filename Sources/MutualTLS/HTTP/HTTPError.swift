/// A rule of HTTP/1.1 that a peer broke.
public enum HTTPError: Error, Sendable, Equatable {
  /// The first line of a request is not `METHOD TARGET HTTP/1.1`.
  case requestLine
  /// The first line of a response is not `HTTP/1.1 NNN reason`.
  case statusLine
  /// Another version than HTTP/1.1 or HTTP/1.0.
  case version
  /// The head is longer than is accepted.
  case headTooLong(limit: Int)
  /// There are more header lines than are accepted.
  case tooManyFields(limit: Int)
  /// A header line without a name of token characters right before its colon.
  case fieldName
  /// A value with a control character.
  case fieldValue(name: String)
  /// A header line that goes on in the next one, which RFC 9112 forbids.
  case lineFolding
  /// A line that ends otherwise than with CR LF.
  case lineEnding
  /// No Host, or more than one, in a request of HTTP/1.1.
  case host
  /// A Content-Length that is no decimal number, or too large to be one.
  case contentLength
  /// Two Content-Length fields.
  case duplicateContentLength
  /// Content-Length beside Transfer-Encoding: two answers to where the body ends.
  case ambiguousLength
  /// A transfer coding other than chunked.
  case transferEncoding
  /// A chunk's size is no hexadecimal number, or its line is malformed.
  case chunkSize
  /// A chunk is not followed by CR LF.
  case chunkEnd
  /// The body is longer than is accepted.
  case bodyTooLong(limit: Int)
  /// The stream ended inside a message.
  case endedEarly(while: String)

  /// Where the broken rule stands.
  public var rule: String {
    switch self {
    case .requestLine: "RFC 9112, Section 3"
    case .statusLine: "RFC 9112, Section 4"
    case .version: "RFC 9112, Section 2.3"
    case .headTooLong, .tooManyFields: "RFC 9110, Section 5.4"
    case .fieldName: "RFC 9112, Section 5.1"
    case .fieldValue: "RFC 9110, Section 5.5"
    case .lineFolding: "RFC 9112, Section 5.2"
    case .lineEnding: "RFC 9112, Section 2.2"
    case .host: "RFC 9112, Section 3.2"
    case .contentLength, .duplicateContentLength: "RFC 9110, Section 8.6"
    case .ambiguousLength, .transferEncoding: "RFC 9112, Section 6.3"
    case .chunkSize, .chunkEnd: "RFC 9112, Section 7.1"
    case .bodyTooLong: "RFC 9110, Section 15.5.14"
    case .endedEarly: "RFC 9112, Section 8"
    }
  }

  /// The status with which a server answers.
  public var status: Int {
    switch self {
    case .version: 505
    case .headTooLong, .tooManyFields: 431
    case .bodyTooLong: 413
    case .transferEncoding: 501
    default: 400
    }
  }
}

extension HTTPError: CustomStringConvertible {
  /// One sentence for a person.
  public var description: String {
    switch self {
    case .requestLine: "the request does not begin with a method, a target and HTTP/1.1"
    case .statusLine: "the response does not begin with HTTP/1.1 and a status of three digits"
    case .version: "the version of HTTP is neither 1.1 nor 1.0"
    case .headTooLong(let limit): "the head of the message has more than \(limit) bytes"
    case .tooManyFields(let limit): "the message has more than \(limit) header lines"
    case .fieldName: "a header line does not begin with a name and a colon"
    case .fieldValue(let name): "the header \(name) has a control character in its value"
    case .lineFolding: "a header line is folded"
    case .lineEnding: "a line does not end with CR LF"
    case .host: "the request does not have exactly one Host header"
    case .contentLength: "Content-Length is not a decimal number"
    case .duplicateContentLength: "Content-Length stands twice"
    case .ambiguousLength: "Content-Length and Transfer-Encoding stand side by side"
    case .transferEncoding: "the transfer coding is not chunked"
    case .chunkSize: "a chunk does not begin with its size"
    case .chunkEnd: "a chunk does not end where its size says"
    case .bodyTooLong(let limit): "the body has more than \(limit) bytes"
    case .endedEarly(let place): "the stream ended inside \(place)"
    }
  }
}
