public import Bytes
public import PKI
public import TLS13

/// Sessions of a client in a file, from one run of a program to the next. Each works once: what is taken is gone from
/// the file, whoever else asks for it at the same time (RFC 9846, Appendix C.4).
public enum SessionFile {
  /// The most sessions that a file keeps; the oldest make room.
  public static let limit = 16
  private static let mark = Array("mtls sessions 1\n".utf8)

  /// Takes out the newest session that may be used for this server now.
  ///
  /// - Parameters:
  ///   - server: Who the server has to be.
  ///   - verification: How servers are judged: sessions under other roots or rules are dropped.
  /// - Returns: Nil where there is none.
  public static func take(
    from path: String, for server: ReferenceIdentity?, trusting verification: PeerVerification,
    now: Time
  ) throws(FileFailure) -> Session? {
    guard Files.exists(path) else { return nil }
    guard !Files.isReadableByOthers(path) else { throw FileFailure(path, .readableByOthers) }
    guard let taken = try Files.takeAway(path) else { return nil }
    var kept = try entries(of: taken, named: path)
    defer { try? Files.remove(taken) }
    var found: Session?
    for index in kept.indices.reversed() {
      guard let session = try read(kept[index], of: path, verification), session.isUsable(at: now)
      else {
        wipe(&kept[index])
        kept.remove(at: index)
        continue
      }
      guard session.server == server else { continue }
      found = session
      wipe(&kept[index])
      kept.remove(at: index)
      break
    }
    if !kept.isEmpty { try write(kept, to: path) }
    for index in kept.indices { wipe(&kept[index]) }
    return found
  }

  /// Adds sessions to those that the file has, or makes it, readable by its owner alone.
  public static func add(_ sessions: [Session], to path: String) throws(FileFailure) {
    guard !sessions.isEmpty else { return }
    var kept: [[UInt8]] = []
    if let taken = try Files.takeAway(path) {
      kept = try entries(of: taken, named: path)
      try? Files.remove(taken)
    }
    for session in sessions {
      if let bytes = session.serialized() { kept.append([UInt8](copying: bytes.bytes)) }
    }
    defer { for index in kept.indices { wipe(&kept[index]) } }
    try write(Array(kept.suffix(limit)), to: path)
  }

  /// On its own, so that nothing else holds the bytes when they are wiped.
  private static func read(
    _ bytes: [UInt8], of path: String, _ verification: PeerVerification
  ) throws(FileFailure) -> Session? {
    do { return try Session.read(bytes.span, trusting: verification) } catch {
      throw FileFailure(path, .contents("a session in it cannot be read: \(error)"))
    }
  }

  /// What a file holds that was taken away; where that is no such file, it gets its name back.
  private static func entries(
    of file: String, named path: String
  ) throws(FileFailure) -> [[UInt8]] {
    do { return try entries(in: Files.readSecret(file, limit: 4 << 20), path) } catch {
      Files.putBack(file, as: path)
      throw error
    }
  }

  private static func entries(
    in contents: borrowing SecretBytes, _ path: String
  ) throws(FileFailure) -> [[UInt8]] {
    var entries: [[UInt8]] = []
    do {
      var reader = ByteReader(contents.bytes)
      for expected in mark {
        let byte: UInt8 = try reader.integer("mark")
        guard byte == expected else {
          throw DecodeError.invalidValue(field: "mark", offset: 0, value: UInt64(byte))
        }
      }
      while !reader.isAtEnd, entries.count < limit {
        entries.append([UInt8](copying: try reader.vector24("session").rest()))
      }
    } catch { throw FileFailure(path, .contents("this is no file of sessions of mtls")) }
    return entries
  }

  private static func write(_ entries: [[UInt8]], to path: String) throws(FileFailure) {
    var contents = mark
    defer { wipe(&contents) }
    contents.reserveCapacity(entries.reduce(mark.count) { $0 + $1.count + 3 })
    for entry in entries { contents.writeVector24 { contents in contents += entry } }
    try Files.write(contents.span, to: path, mode: Files.privateMode, existing: .replace)
  }
}
