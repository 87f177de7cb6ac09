import Bytes
import Cryptography
import Foundation
import MutualTLS
import PKI
import TLS13
import TestSupport
import Testing

@Suite struct `Files of ticket keys` {
  @Test func `hold the newest key first, and nothing that fell out`() throws {
    let folder = try Files.makeTemporaryFolder()
    defer { Files.removeFolder(folder) }
    let path = "\(folder)/t.key"
    try TicketKeyFile.make(path)
    let first = try Files.read(path)
    #expect(first.count == 48)
    #expect(throws: FileFailure.self) { try TicketKeyFile.make(path) }
    #expect(try TicketKeyFile.rotate(path) == 2)
    let second = try Files.read(path)
    #expect(Array(second[48...]) == first)
    #expect(try TicketKeyFile.rotate(path) == 3)
    #expect(try TicketKeyFile.rotate(path) == 3)
    #expect(try TicketKeyFile.rotate(path, keeping: 0) == 1)
    #expect(try Files.names(in: folder) == ["t.key"])
    #expect(!Files.isReadableByOthers(path))
    _ = try TicketKeyFile.read(path)
  }

  @Test func `are refused with other lengths or for other readers`() throws {
    let folder = try Files.makeTemporaryFolder()
    defer { Files.removeFolder(folder) }
    let path = "\(folder)/t.key"
    try Files.write([UInt8](repeating: 1, count: 47).span, to: path, mode: 0o600)
    #expect(throws: FileFailure.self) { _ = try TicketKeyFile.read(path) }
    #expect(throws: FileFailure.self) { try TicketKeyFile.rotate(path) }
    try Files.write(
      [UInt8](repeating: 1, count: 48).span, to: path, mode: 0o640, existing: .replace)
    let failure = #expect(throws: FileFailure.self) { _ = try TicketKeyFile.read(path) }
    #expect(failure?.reason == .readableByOthers)
    #expect(throws: FileFailure.self) { _ = try TicketKeyFile.read("\(folder)/none") }
  }
}

@Suite struct `A watch over files` {
  @Test func `sees what changes, comes and goes`() throws {
    let folder = try Files.makeTemporaryFolder()
    defer { Files.removeFolder(folder) }
    let (path, inner) = ("\(folder)/a", "\(folder)/roots")
    try Files.makeFolder(inner)
    try Files.write([1].span, to: path, mode: 0o600)
    var watch = FileWatch([path, inner, "\(folder)/later"])
    let changed1 = watch.hasChanged()
    #expect(!changed1)
    try Files.write([2].span, to: path, mode: 0o600, existing: .replace)
    let changed2 = watch.hasChanged()
    #expect(changed2)
    let changed3 = watch.hasChanged()
    #expect(!changed3)
    try Files.write([3].span, to: "\(inner)/b.pem", mode: 0o600)
    let changed4 = watch.hasChanged()
    #expect(changed4)
    try Files.write([4].span, to: "\(folder)/later", mode: 0o600)
    let changed5 = watch.hasChanged()
    #expect(changed5)
    #expect(unsafe unlink(path) == 0)
    let changed6 = watch.hasChanged()
    #expect(changed6)
  }
}
