import Bytes
import TLS13
import TestSupport
import Testing

/// The example handshakes of RFC 8448, as they stand in `Vectors/rfc8448-traces.json`.
enum TraceFile {
  struct Trace: Decodable {
    let section: String
    let steps: [Step]
    let records: [Record]
  }

  struct Step: Decodable {
    let actor, action: String
    let blocks: [Block]
  }

  struct Block: Decodable {
    let label: String
    let hex: HexBytes
  }

  struct Record: Decodable {
    let sender, protection, content_type_name: String
    let record: HexBytes
    let plaintext: HexBytes
  }

  static func trace(_ section: String) throws -> Trace {
    let traces: [Trace] = try VectorFile.cases("rfc8448-traces", "tls13-trace")
    return try #require(traces.first { $0.section == section })
  }
}

extension TraceFile.Trace {
  /// The blocks with this label, of steps by this side, in the RFC's order.
  func blocks(_ actor: String, _ label: String, in action: String = "") -> [[UInt8]] {
    steps.filter { $0.actor == actor && $0.action.contains(action) }
      .flatMap(\.blocks).filter { $0.label == label }.map(\.hex.bytes)
  }

  /// The whole records of one side, in order.
  func records(_ sender: String) -> [[UInt8]] {
    records.filter { $0.sender == sender }.map(\.record.bytes)
  }

  /// A handshake message of one side.
  func message(_ actor: String, _ label: String, _ index: Int = 0) throws -> [UInt8] {
    let all = blocks(actor, label, in: "construct")
    return try #require(all.indices.contains(index) ? all[index] : nil)
  }
}

/// The fields of a hello that a replay has to repeat.
struct HelloFields {
  let random: [UInt8]
  let sessionID: [UInt8]
  let order: [ExtensionType]
  let raw: [ExtensionType: [UInt8]]

  /// Takes a ClientHello or ServerHello apart, header included.
  init(_ message: [UInt8]) throws {
    var reader = ByteReader(message.span)
    let type: UInt8 = try reader.integer("msg_type")
    _ = try reader.integer24("length")
    _ = try reader.integer("legacy_version", as: UInt16.self)
    random = [UInt8](copying: try reader.read(32, "random"))
    sessionID = [UInt8](copying: try reader.vector8("legacy_session_id").rest())
    if type == 1 {
      _ = try reader.vector16("cipher_suites")
      _ = try reader.vector8("legacy_compression_methods")
    } else {
      _ = try reader.read(3, "cipher_suite and compression")
    }
    var list = try reader.vector16("extensions")
    var order: [ExtensionType] = []
    var raw: [ExtensionType: [UInt8]] = [:]
    while !list.isAtEnd {
      let type = ExtensionType(rawValue: try list.integer("extension_type"))
      order.append(type)
      raw[type] = [UInt8](copying: try list.vector16("extension_data").rest())
    }
    self.order = order
    self.raw = raw
  }
}
