import Bytes
import Cryptography
import PKI
import TLS13
import TestSupport

/// A client and a server that hand each other bytes in memory.
final class MemoryPair {
  var client: ClientConnection
  var server: ServerConnection
  var toServer: [UInt8] = []
  var toClient: [UInt8] = []
  var clientReceived: [UInt8] = []
  var serverReceived: [UInt8] = []
  /// What of `serverReceived` came as early data.
  var serverReceivedEarly: [UInt8] = []
  var clientEvents: Progress.Events = []
  var serverEvents: Progress.Events = []
  var now: Time

  init(
    _ client: ClientConfiguration, _ server: ServerConfiguration, name: String? = "server.test",
    resuming session: Session? = nil, now: Time = Identities.now
  ) throws {
    var random = SystemRandom()
    var output: [UInt8] = []
    let identity = name.flatMap { ReferenceIdentity($0) }
    if let session {
      self.client = try ClientConnection(
        client, server: identity, resuming: session, now: now, random: &random, output: &output)
    } else {
      self.client = try ClientConnection(
        client, server: identity, random: &random, output: &output)
    }
    self.server = ServerConnection(server)
    toServer = output
    self.now = now
  }

  // `#expect` cannot look into what cannot be copied.
  var clientIsConnected: Bool { client.isConnected }
  var serverIsConnected: Bool { server.isConnected }
  var clientSummary: Summary { client.summary }
  var serverSummary: Summary { server.summary }

  /// The sessions that the client was given.
  func sessions() -> [Session] { client.takeSessions() }

  /// Sends early data, before anything is handed over.
  func sendEarlyData(_ text: String) throws {
    let bytes = Array(text.utf8)
    try client.sendEarlyData(bytes.span, into: &toServer)
  }

  /// Hands bytes over until nobody has anything more to say.
  func run() throws {
    while !toServer.isEmpty && !serverIsWaiting || !toClient.isEmpty && !clientIsWaiting {
      if !serverIsWaiting { try runServer() }
      if !clientIsWaiting { try runClient() }
    }
  }

  /// Whether a side takes no bytes before it has a signature.
  private var serverIsWaiting: Bool { !server.isConnected && server.signatureWanted != nil }
  private var clientIsWaiting: Bool { !client.isConnected && client.signatureWanted != nil }

  /// Lets the server take what it was sent.
  func runServer() throws {
    var random = SystemRandom()
    var input = toServer
    toServer = []
    var start = 0
    while start < input.count {
      var whole = input.mutableSpan
      var rest = whole._mutatingExtracting(start...)
      let progress = try server.receive(&rest, now: now, random: &random, output: &toClient)
      serverEvents.formUnion(progress.events)
      let data = rest.span.extracting(progress.applicationData)
      serverReceived.write(data)
      if progress.isEarlyData { serverReceivedEarly.write(data) }
      guard progress.consumed > 0 else { break }
      start += progress.consumed
    }
    toServer = Array(input[start...]) + toServer
    if start == 0, !input.isEmpty { throw Stuck() }
  }

  /// Lets the client take what it was sent.
  func runClient() throws {
    var random = SystemRandom()
    var input = toClient
    toClient = []
    var start = 0
    while start < input.count {
      var whole = input.mutableSpan
      var rest = whole._mutatingExtracting(start...)
      let progress = try client.receive(&rest, now: now, random: &random, output: &toServer)
      clientEvents.formUnion(progress.events)
      let data = rest.span.extracting(progress.applicationData)
      clientReceived.write(data)
      guard progress.consumed > 0 else { break }
      start += progress.consumed
    }
    toClient = Array(input[start...]) + toClient
    if start == 0, !input.isEmpty { throw Stuck() }
  }

  /// A record that is not whole when nothing more will come.
  struct Stuck: Error {}
}
