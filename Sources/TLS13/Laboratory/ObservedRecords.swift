import Bytes

// Records under the eyes of a laboratory: what is sent may be bent, and what comes is copied before it is
// opened in place. Without a laboratory nothing here runs.
extension RecordLayer {
  /// Appends records as ``send(_:_:)`` does.
  mutating func sendObserved(
    _ type: ContentType, _ content: Span<UInt8>, _ laboratory: LaboratoryHooks
  ) {
    // A flight whose messages were all dropped.
    guard !content.isEmpty || type == .applicationData else { return }
    let maximum = isSending ? maximumContent : maximumFragment
    var start = 0
    repeat {
      let end = min(content.count, start + maximum)
      let record = OutgoingRecord(
        type: type.rawValue, content: [UInt8](copying: content.extracting(start..<end)),
        isProtected: isSending && type != .changeCipherSpec)
      for bent in laboratory.bendRecord?(record) ?? [record] { emit(bent, laboratory) }
      start = end
    } while start < content.count
  }

  private mutating func emit(_ record: OutgoingRecord, _ laboratory: LaboratoryHooks) {
    let start = output.count
    let sequence = sendingSequence
    let isProtected = record.isProtected && isSending && !record.isRaw
    if record.isRaw {
      output += record.content
    } else if isProtected {
      // Padding: the type stands before the zeros, the last of which the sealer takes for the type.
      var content = record.content
      if record.padding > 0 {
        content.append(record.type)
        content += [UInt8](repeating: 0, count: record.padding - 1)
      }
      seal(ContentType(rawValue: record.padding > 0 ? 0 : record.type), content.span)
    } else {
      let type = ContentType(rawValue: record.type)
      RecordHeader.write(
        type, type == .changeCipherSpec ? .tls12 : plaintextVersion, length: record.content.count,
        into: &output)
      output += record.content
    }
    if let alter = record.alter {
      var raw = Array(output[start...])
      alter(&raw)
      output.replaceSubrange(start..., with: raw)
    }
    laboratory.observe(
      .record(
        ObservedRecord(
          isOutgoing: true, raw: Array(output[start...]), type: ContentType(rawValue: record.type),
          content: record.isRaw
            ? Array(record.content.dropFirst(RecordHeader.byteCount))
            : record.content,
          isProtected: isProtected, sequence: sequence)))
  }

  /// Looks at the record in front of `input` as ``next(_:expecting:)`` does.
  mutating func nextObserved(
    _ input: inout MutableSpan<UInt8>, expecting: Expectations, _ laboratory: LaboratoryHooks
  ) throws(RecordError) -> Incoming {
    var raw: [UInt8] = []
    if input.count >= RecordHeader.byteCount {
      let length = RecordHeader.byteCount + Int(input[3]) << 8 + Int(input[4])
      if input.count >= length { raw = [UInt8](copying: input.span.extracting(0..<length)) }
    }
    let outer = ContentType(rawValue: raw.first ?? 0)
    let isProtected = isReceiving && outer == .applicationData
    let sequence = isProtected ? receivingSequence : 0
    func tell(_ type: ContentType, _ content: [UInt8]?) {
      guard !raw.isEmpty else { return }
      laboratory.observe(
        .record(
          ObservedRecord(
            isOutgoing: false, raw: raw, type: type, content: content, isProtected: isProtected,
            sequence: sequence)))
    }
    do {
      let incoming = try take(&input, expecting: expecting)
      switch incoming {
      case .incomplete: break
      case .skipped: tell(outer, outer == .changeCipherSpec ? Array(raw.dropFirst(5)) : nil)
      case .handshake(let range, _):
        tell(.handshake, [UInt8](copying: input.span.extracting(range)))
      case .applicationData(let range, _):
        tell(.applicationData, [UInt8](copying: input.span.extracting(range)))
      case .alert:
        let content = input.span.extracting(RecordHeader.byteCount..<RecordHeader.byteCount + 2)
        tell(.alert, [UInt8](copying: content))
      }
      return incoming
    } catch {
      tell(outer, nil)
      throw error
    }
  }
}
