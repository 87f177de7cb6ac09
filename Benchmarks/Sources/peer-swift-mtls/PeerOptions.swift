import Foundation

/// The command line: PEER FOLDER GROUP SUITE MODE, and what is asked for beyond that.
struct PeerOptions {
  enum Mode: String { case full, mutual, resumption }

  let folder: String
  let group: String
  let suite: String
  let mode: Mode
  /// Whether good signatures of certificates are remembered.
  let isCached: Bool

  init(_ arguments: [String]) throws {
    guard arguments.count >= 5, let mode = Mode(rawValue: arguments[4]) else {
      throw PeerFailure("usage: PEER FOLDER GROUP SUITE full|mutual|resumption")
    }
    (folder, group, suite, self.mode) = (arguments[1], arguments[2], arguments[3], mode)
    isCached = arguments.dropFirst(5).contains("cached")
  }

  func file(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(name))
  }
}

struct PeerFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
