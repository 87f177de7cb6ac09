package import Bytes
package import TLS13

/// A connection laid open: its records, messages, states and secrets, in the order in which things happened.
package struct Trace: Sendable {
  /// What is said of the whole.
  package struct Header: Sendable {
    package var title = ""
    package var client = "client"
    package var server = "server"
    /// From where it was seen; nil where both ends were.
    package var vantage: Side?
    /// When it began.
    package var started: Time
    /// What fixed the randomness, where something did.
    package var seed: String?
    /// What fixed the clock, where something did.
    package var at: Time?

    package init(title: String, started: Time, vantage: Side? = nil) {
      self.title = title
      self.started = started
      self.vantage = vantage
    }
  }

  /// A record.
  package struct Record: Sendable {
    package var index: Int
    package var sender: Side
    package var nanoseconds: Int
    package var raw: [UInt8]
    /// The type of what is inside.
    package var type: ContentType
    /// What is inside; nil where it was refused or passed over.
    package var content: [UInt8]?
    package var isProtected: Bool
    package var sequence: UInt64
    /// Under which keys it is: none, early data's, the handshake's, or a generation of the application's.
    package var epoch: String
    package var padding = 0
    /// Parts of messages in it.
    package var parts: [Part] = []
    /// Every byte of the record.
    package var fields = Field(name: "", range: 0..<0)
    /// Every byte of what is inside, where it is protected.
    package var inner: Field?

    /// A part of a message.
    package struct Part: Sendable {
      package var message: Int
      package var range: Range<Int>
    }
  }

  /// A handshake message.
  package struct Message: Sendable {
    package var index: Int
    package var sender: Side
    package var nanoseconds: Int
    package var bytes: [UInt8]
    package var fields: Field
    package var records: [Int]

    package var name: String { fields.name }
    package var type: UInt8 { bytes.first ?? 0 }
  }

  /// What happened, by its place in the lists.
  package enum Event: Sendable {
    case record(Int)
    case message(Int)
    case step(Int)
    case state(Side, from: String, to: String, nanoseconds: Int)
    case failed(Side, text: String, rule: String?, alert: String?, received: Bool, nanoseconds: Int)
  }

  package var header: Header
  package var records: [Record] = []
  package var messages: [Message] = []
  package var steps: [KeyStep] = []
  package var events: [Event] = []
  package var suite: CipherSuite?
  /// Secrets in the form of a key log: label, ClientHello.random, secret.
  package var keyLog: [(label: String, random: [UInt8], secret: [UInt8])] = []

  /// The first bytes that nobody here understands, and where; nil where all is understood.
  package var firstUnknown: String? {
    for record in records {
      if let field = record.fields.firstUnknown ?? record.inner?.firstUnknown {
        return "record \(record.index), \(field.name) at \(field.range): \(field.meaning)"
      }
    }
    return nil
  }
}
