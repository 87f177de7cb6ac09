import Bytes
import Cryptography

/// The record protocol of one connection (RFC 9846, Section 5): records come in and go out, under the keys
/// of the moment.
struct RecordLayer: ~Copyable {
  /// What the record in front of the input turned out to be.
  enum Incoming {
    /// The record is not whole.
    case incomplete
    /// Nothing for anybody, such as change_cipher_spec.
    case skipped(byteCount: Int)
    /// Handshake bytes at this range of the input.
    case handshake(Range<Int>, byteCount: Int)
    /// Application data at this range of the input.
    case applicationData(Range<Int>, byteCount: Int)
    /// An alert.
    case alert(Alert, byteCount: Int)
  }

  /// What the state machine has to say to records that depend on it.
  struct Expectations {
    /// Between the first ClientHello and the peer's Finished (Section 5).
    var changeCipherSpec: Bool
    /// After the peer's Finished.
    var applicationData: Bool
    /// Whether the peer may be unable to protect an alert yet.
    var plaintextAlert: Bool
    /// For errors: the state's name.
    var state: String
  }

  /// How early data that was rejected is told from what follows it (Section 4.3.10).
  enum Skipping {
    /// A second ClientHello follows, which is not protected.
    case untilClientHello
    /// What follows can be opened.
    case untilDecrypted
  }

  /// Bytes of records that are skipped at least, before the peer is held to play games.
  static let leastSkipped = 1 << 14

  /// Records that carry nothing, in a row, before the peer is held to play games.
  static let emptyRecordLimit = 32

  /// Records to send. The connection lends the caller's buffer for the time of one call.
  var output: [UInt8] = []
  /// Parts of a handshake message.
  var assembler = MessageAssembler()
  /// The legacy version of unprotected records (Section 5.1).
  var plaintextVersion = ProtocolVersion.tls12
  /// Who listens to records and bends them: nobody, unless somebody studies the protocol.
  #if WITHOUT_LABORATORY
    var laboratory: LaboratoryHooks? {
      get { nil }
      set {}
    }
  #else
    var laboratory: LaboratoryHooks?
  #endif
  /// How protected records are padded.
  var padding = RecordPadding.none
  /// The most content of a record by this side's own choice.
  var maximumFragment = RecordHeader.maximumPlaintext
  /// What a protected record may have that is sent, content type and padding counted (RFC 8449).
  private(set) var sendingLimit = RecordSizeLimit.maximum
  /// The same for one that comes.
  private var receivingLimit = RecordSizeLimit.maximum
  private var sealer: RecordSealer?
  private var opener: RecordOpener?
  private var emptyRecords = 0
  private var skipping: Skipping?
  private var skippingLimit = RecordLayer.leastSkipped
  /// Bytes of records that were skipped.
  private var skipped = 0

  /// Whether what is sent is protected.
  var isSending: Bool { sealer != nil }

  /// Whether the key of this direction has done its share (Section 5.5).
  var wantsNewSendingKey: Bool {
    switch sealer {
    case .some(let sealer): sealer.wantsNewKey
    case .none: false
    }
  }

  /// From now on records are sealed under these keys.
  mutating func protectSending(_ keys: consuming TrafficKeys) {
    sealer = RecordSealer(keys)
    laboratory?.observe(.keysChanged(sending: true))
  }

  /// Records sealed under the key of the moment.
  var sendingSequence: UInt64 {
    switch sealer {
    case .some(let sealer): sealer.sequence
    case .none: 0
    }
  }

  /// Whether what comes may be protected.
  var isReceiving: Bool { opener != nil }

  /// Records opened under the key of the moment.
  var receivingSequence: UInt64 {
    switch opener {
    case .some(let opener): opener.sequence
    case .none: 0
    }
  }

  /// Appends one protected record.
  mutating func seal(_ type: ContentType, _ content: Span<UInt8>) {
    sealer?.seal(type, content, into: &output)
  }

  /// From now on records are sent as they are: early data came to nothing, and a ClientHello follows.
  mutating func unprotectSending() { sealer = nil }

  /// From now on early data is passed over.
  ///
  /// - Parameter limit: The most bytes of it, protection not counted, that a client may have sent.
  mutating func skipEarlyData(_ way: Skipping, upTo limit: Int) {
    skipping = way
    skippingLimit = max(RecordLayer.leastSkipped, limit)
  }

  /// What was to be skipped is over.
  mutating func stopSkipping() { skipping = nil }

  private mutating func countSkipped(_ byteCount: Int) throws(RecordError) -> Incoming {
    skipped += byteCount - RecordHeader.byteCount
    guard skipped <= skippingLimit else { throw .tooMuchSkipped }
    return .skipped(byteCount: byteCount)
  }

  /// From now on the peer's limit holds for what is sent protected (RFC 8449, Section 4).
  mutating func limitSending(to limit: Int) {
    sendingLimit = min(limit, RecordSizeLimit.maximum)
  }

  /// From now on this side's limit holds for what comes protected.
  mutating func limitReceiving(to limit: Int) { receivingLimit = limit }

  /// The most content that one record of application data takes.
  var maximumContent: Int { min(sendingLimit - 1, maximumFragment) }

  /// From now on records are opened under these keys.
  mutating func protectReceiving(_ keys: consuming TrafficKeys) {
    opener = RecordOpener(keys)
    laboratory?.observe(.keysChanged(sending: false))
  }

  /// Appends records of one type to the output, each with at most 2^14 bytes of `content`.
  mutating func send(_ type: ContentType, _ content: Span<UInt8>) {
    if let laboratory { return sendObserved(type, content, laboratory) }
    if output.isEmpty, type == .handshake {
      // The first of a flight, which most often fits: growing step by step would take six allocations.
      output.reserveCapacity(1_024 + content.count)
    }
    let maximum = sealer == nil ? maximumFragment : maximumContent
    var start = 0
    repeat {
      let end = min(content.count, start + maximum)
      let fragment = content.extracting(start..<end)
      if sealer != nil {
        let zeros = padding.byteCount(behind: fragment.count, limit: sendingLimit)
        if zeros == 0 {
          sealer?.seal(type, fragment, into: &output)
        } else {
          sealer?.seal(type, fragment, padding: zeros, into: &output)
        }
      } else {
        RecordHeader.write(type, plaintextVersion, length: fragment.count, into: &output)
        output.write(fragment)
      }
      start = end
    } while start < content.count
  }

  /// Appends the record that middleboxes expect (Appendix E.4). It is never protected.
  mutating func sendChangeCipherSpec() {
    if let laboratory {
      let content: [1 of UInt8] = [1]
      return sendObserved(.changeCipherSpec, content.span, laboratory)
    }
    RecordHeader.write(.changeCipherSpec, .tls12, length: 1, into: &output)
    output.append(1)
  }

  /// Appends an alert (Section 6). Only the closing ones are warnings.
  mutating func send(_ alert: Alert) {
    let level: UInt8 = alert.isClosing ? 1 : 2
    let content: [2 of UInt8] = [level, alert.rawValue]
    send(.alert, content.span)
  }

  /// Looks at the record in front of `input` and opens it in place.
  mutating func next(
    _ input: inout MutableSpan<UInt8>, expecting: Expectations
  ) throws(RecordError) -> Incoming {
    if let laboratory { return try nextObserved(&input, expecting: expecting, laboratory) }
    return try take(&input, expecting: expecting)
  }

  /// The same with nobody looking on.
  mutating func take(
    _ input: inout MutableSpan<UInt8>, expecting: Expectations
  ) throws(RecordError) -> Incoming {
    guard input.count >= RecordHeader.byteCount else { return .incomplete }
    let header = try RecordHeader(input.span, isProtected: opener != nil || skipping != nil)
    let byteCount = RecordHeader.byteCount + header.length
    guard input.count >= byteCount else { return .incomplete }

    if header.type == .changeCipherSpec {
      return try skipChangeCipherSpec(input.span, header, expecting)
    }
    var type = header.type
    var contentCount = header.length
    if opener != nil, !(type == .alert && acceptsPlaintextAlert(expecting)) {
      guard type == .applicationData else {
        throw .unexpectedContentType(type, while: expecting.state)
      }
      // RFC 9846 §5.2: always 0x0303; Appendix E MAY validate.
      guard header.version == ProtocolVersion.tls12.rawValue else {
        throw .recordVersion(header.version)
      }
      var record = input._mutatingExtracting(0..<byteCount)
      do {
        (type, contentCount) = try open(&record)
        skipping = nil
      } catch {
        guard skipping != nil, case .authenticationFailed = error else { throw error }
        return try countSkipped(byteCount)
      }
    } else if type == .applicationData, skipping == .untilClientHello {
      // RFC 9846 §5.1 MUST NOT: between the parts of the second ClientHello.
      guard !assembler.isMidMessage else { throw .interleaved(.applicationData) }
      return try countSkipped(byteCount)
    } else if type == .applicationData {
      throw .unexpectedContentType(type, while: expecting.state)
    }
    let content = RecordHeader.byteCount..<RecordHeader.byteCount + contentCount
    return try classify(type, input.span, content, byteCount: byteCount, expecting)
  }

  private mutating func open(
    _ record: inout MutableSpan<UInt8>
  ) throws(RecordError) -> (type: ContentType, contentCount: Int) {
    guard var taken = opener.take() else { throw .authenticationFailed(sequence: 0) }
    let opened: (type: ContentType, contentCount: Int)
    do { opened = try taken.open(&record, limit: receivingLimit) } catch {
      opener = consume taken
      throw error
    }
    opener = consume taken
    return opened
  }

  private func acceptsPlaintextAlert(_ expecting: Expectations) -> Bool {
    guard expecting.plaintextAlert else { return false }
    switch opener {
    case .some(let opener): return opener.sequence == 0
    case .none: return true
    }
  }

  private mutating func skipChangeCipherSpec(
    _ input: Span<UInt8>, _ header: RecordHeader, _ expecting: Expectations
  ) throws(RecordError) -> Incoming {
    // RFC 9846 §5 MUST: the single byte 1, between the first ClientHello and the peer's Finished.
    guard expecting.changeCipherSpec, header.length == 1, input[RecordHeader.byteCount] == 1 else {
      throw .changeCipherSpec
    }
    guard !assembler.isMidMessage else { throw .interleaved(.changeCipherSpec) }
    try countEmpty()
    return .skipped(byteCount: RecordHeader.byteCount + 1)
  }

  private mutating func classify(
    _ type: ContentType, _ input: Span<UInt8>, _ content: Range<Int>, byteCount: Int,
    _ expecting: Expectations
  ) throws(RecordError) -> Incoming {
    switch type {
    case .handshake:
      // RFC 9846 §5.1, §5.4 MUST: no empty handshake record.
      guard !content.isEmpty else { throw .empty(.handshake) }
      emptyRecords = 0
      return .handshake(content, byteCount: byteCount)
    case .alert:
      guard !content.isEmpty else { throw .empty(.alert) }
      // RFC 9846 §5.1 MUST: a record with an alert contains exactly one.
      guard content.count == 2 else { throw .malformedAlert(byteCount: content.count) }
      let alert = Alert(rawValue: input[content.lowerBound + 1])
      // RFC 9846 §6 MUST: what is not closing is sent as fatal, and ends the connection in any case.
      let level = input[content.lowerBound]
      guard level == 2 || (level == 1 && alert.isClosing) else {
        throw .alertLevel(level, alert)
      }
      return .alert(alert, byteCount: byteCount)
    case .applicationData:
      guard expecting.applicationData else {
        throw .unexpectedContentType(.applicationData, while: expecting.state)
      }
      // RFC 9846 §5.1 MUST: nothing between the parts of a handshake message.
      guard !assembler.isMidMessage else { throw .interleaved(.applicationData) }
      if content.isEmpty { try countEmpty() } else { emptyRecords = 0 }
      return .applicationData(content, byteCount: byteCount)
    case .changeCipherSpec:
      throw .changeCipherSpec
    default:
      throw .unknownContentType(type.rawValue)
    }
  }

  private mutating func countEmpty() throws(RecordError) {
    emptyRecords += 1
    guard emptyRecords <= RecordLayer.emptyRecordLimit else { throw .tooManyEmptyRecords }
  }
}
