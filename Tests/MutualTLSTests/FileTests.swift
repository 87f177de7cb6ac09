import Bytes
import Foundation
import MutualTLS
import Testing

@Suite struct `Files of keys and certificates` {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try Files.makeTemporaryFolder()
    defer { Files.removeFolder(folder) }
    try body(folder)
    Files.removeFolder(folder)
    #expect(!Files.exists(folder))
  }

  private func mode(_ path: String) throws -> Int? {
    let value = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    return (value as? NSNumber)?.intValue
  }

  @Test func `are written whole, with the permissions that were asked for`() throws {
    try inFolder { folder in
      let contents = [UInt8](repeating: 7, count: 200_000)
      try Files.write(contents.span, to: "\(folder)/a", mode: Files.privateMode)
      try Files.write([1].span, to: "\(folder)/b", mode: Files.publicMode)
      #expect(try Files.read("\(folder)/a") == contents)
      #expect(try mode("\(folder)/a") == 0o600)
      #expect(try mode("\(folder)/b") == 0o644)
      #expect(try Files.names(in: folder) == ["a", "b"])
      #expect(Files.isReadableByOthers("\(folder)/b"))
      #expect(!Files.isReadableByOthers("\(folder)/a"))
    }
  }

  @Test func `that are there stay, and leave nothing half written`() throws {
    try inFolder { folder in
      try Files.write([1].span, to: "\(folder)/a", mode: 0o600)
      let error = #expect(throws: FileFailure.self) {
        try Files.write([2].span, to: "\(folder)/a", mode: 0o600)
      }
      #expect(error?.reason == .exists)
      #expect(try Files.read("\(folder)/a") == [1])
      #expect(try Files.names(in: folder) == ["a"])
    }
  }

  @Test func `that are replaced are kept beside the new ones, each of them`() throws {
    try inFolder { folder in
      let now = Time(secondsSince1970: 0)
      try Files.write([1].span, to: "\(folder)/a", mode: 0o600)
      for value in [UInt8(2), 3] {
        try Files.write([value].span, to: "\(folder)/a", mode: 0o600, existing: .backUp(now))
      }
      #expect(try Files.read("\(folder)/a") == [3])
      #expect(try Files.read("\(folder)/a.bak-19700101T000000Z") == [1])
      #expect(try Files.read("\(folder)/a.bak-19700101T000000Z-2") == [2])
    }
  }

  @Test func `are read within bounds`() throws {
    try inFolder { folder in
      try Files.write([1, 2, 3].span, to: "\(folder)/a", mode: 0o600)
      #expect(try Files.read("\(folder)/a", limit: 3) == [1, 2, 3])
      let error = #expect(throws: FileFailure.self) { try Files.read("\(folder)/a", limit: 2) }
      #expect(error?.reason == .tooLong(limit: 2))
      #expect(throws: FileFailure.self) { try Files.read("/dev/zero", limit: 1000) }
      let missing = #expect(throws: FileFailure.self) { try Files.read("\(folder)/b") }
      #expect(missing?.reason == .missing)
      let isFolder = #expect(throws: FileFailure.self) { try Files.read(folder) }
      #expect(isFolder?.reason == .isFolder)
    }
  }

  @Test func `in a folder that is not there name the folder`() throws {
    try inFolder { folder in
      let error = #expect(throws: FileFailure.self) {
        try Files.write([1].span, to: "\(folder)/none/a", mode: 0o600)
      }
      #expect(error?.path == "\(folder)/none")
      try Files.makeFolder("\(folder)/x/y")
      #expect(try mode("\(folder)/x/y") == 0o700)
      try Files.makeFolder("\(folder)/x/y")
    }
  }
}
