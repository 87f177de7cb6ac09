import Bytes

/// A capture of a trace for Wireshark (draft-ietf-opsawg-pcapng): the records in TCP and IP made up for them, and
/// the secrets that decrypt them.
package enum CaptureFile {
  /// The file.
  ///
  /// - Parameter port: The server's; a port that Wireshark does not take for another protocol's.
  package static func bytes(_ trace: Trace, port: UInt16 = 443) -> [UInt8] {
    var file: [UInt8] = []
    // Section Header Block: byte order, version 1.0, length unknown.
    block(0x0A0D_0D0A, into: &file) { body in
      little(0x1A2B_3C4D, 4, &body)
      little(1, 2, &body)
      little(0, 2, &body)
      body += [UInt8](repeating: 0xFF, count: 8)
    }
    // Interface Description Block: raw IP; times in nanoseconds.
    block(1, into: &file) { body in
      little(101, 2, &body)
      little(0, 2, &body)
      little(0, 4, &body)
      little(9, 2, &body)
      little(1, 2, &body)
      body += [9, 0, 0, 0]
      little(0, 4, &body)
    }
    // Decryption Secrets Block: a TLS key log.
    let log = Array(keyLog(trace).utf8)
    if !log.isEmpty {
      block(0x0A, into: &file) { body in
        little(0x544C_534B, 4, &body)
        little(log.count, 4, &body)
        body += log
        pad(&body)
      }
    }
    var flow = Flow(port: port, start: Int(trace.header.started.secondsSince1970) * 1_000_000_000)
    flow.open(into: &file)
    for record in trace.records { flow.send(record, into: &file) }
    flow.close(into: &file)
    return file
  }

  /// The secrets as a key log file (draft-ietf-tls-keylogfile).
  package static func keyLog(_ trace: Trace) -> String {
    trace.keyLog.map {
      "\($0.label) \(Hex.encode($0.random.span)) \(Hex.encode($0.secret.span))\n"
    }.joined()
  }

  /// A TCP connection made up for the records.
  private struct Flow {
    let port: UInt16
    let start: Int
    var next: [Side: UInt32] = [.client: 1_000, .server: 5_000]
    var latest = 0

    mutating func open(into file: inout [UInt8]) {
      packet(.client, flags: 0x02, [], 0, into: &file)
      packet(.server, flags: 0x12, [], 0, into: &file)
      packet(.client, flags: 0x10, [], 0, into: &file)
    }

    mutating func send(_ record: Trace.Record, into file: inout [UInt8]) {
      var rest = record.raw[...]
      while !rest.isEmpty {
        // As much as a packet of 64 KiB holds, less its headers, is more than a record.
        let piece = rest.prefix(60_000)
        packet(record.sender, flags: 0x18, Array(piece), record.nanoseconds, into: &file)
        rest = rest.dropFirst(piece.count)
      }
    }

    mutating func close(into file: inout [UInt8]) {
      packet(.client, flags: 0x11, [], latest, into: &file)
      packet(.server, flags: 0x11, [], latest, into: &file)
      packet(.client, flags: 0x10, [], latest, into: &file)
    }

    private mutating func packet(
      _ sender: Side, flags: UInt8, _ payload: [UInt8], _ nanoseconds: Int,
      into file: inout [UInt8]
    ) {
      latest = max(latest, nanoseconds)
      let sequence = next[sender] ?? 0
      let acknowledged = flags == 0x02 ? 0 : next[sender.other] ?? 0
      let consumed = UInt32(payload.count) + (flags & 0x03 != 0 ? 1 : 0)
      next[sender] = sequence &+ consumed
      let client: [UInt8] = [192, 0, 2, 1]
      let server: [UInt8] = [192, 0, 2, 2]
      let addresses = sender == .client ? client + server : server + client
      var tcp: [UInt8] = []
      tcp.write(sender == .client ? UInt16(49_152) : port)
      tcp.write(sender == .client ? port : UInt16(49_152))
      tcp.write(sequence)
      tcp.write(acknowledged)
      tcp += [0x50, flags]
      tcp.write(UInt16(0xFFFF))
      tcp += [0, 0, 0, 0]
      tcp += payload
      var pseudo = addresses + [0, 6]
      pseudo.write(UInt16(tcp.count))
      let sum = checksum(pseudo + tcp)
      tcp[16] = UInt8(sum >> 8)
      tcp[17] = UInt8(sum & 0xFF)
      var ip: [UInt8] = [0x45, 0]
      ip.write(UInt16(20 + tcp.count))
      ip += [0, 0, 0x40, 0, 64, 6, 0, 0]
      ip += addresses
      let header = checksum(ip)
      ip[10] = UInt8(header >> 8)
      ip[11] = UInt8(header & 0xFF)
      let bytes = ip + tcp
      let time = start + nanoseconds
      // Enhanced Packet Block.
      block(6, into: &file) { body in
        little(0, 4, &body)
        little(time >> 32, 4, &body)
        little(time & 0xFFFF_FFFF, 4, &body)
        little(bytes.count, 4, &body)
        little(bytes.count, 4, &body)
        body += bytes
        pad(&body)
      }
    }

    private func checksum(_ bytes: [UInt8]) -> Int {
      var sum = 0
      for (index, byte) in bytes.enumerated() { sum += Int(byte) << (index & 1 == 0 ? 8 : 0) }
      while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
      return ~sum & 0xFFFF
    }
  }

  private static func little(_ value: Int, _ count: Int, _ body: inout [UInt8]) {
    for index in 0..<count { body.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }

  private static func pad(_ body: inout [UInt8]) {
    while !body.count.isMultiple(of: 4) { body.append(0) }
  }

  private static func block(_ type: Int, into file: inout [UInt8], _ fill: (inout [UInt8]) -> Void)
  {
    var body: [UInt8] = []
    fill(&body)
    little(type, 4, &file)
    little(body.count + 12, 4, &file)
    file += body
    little(body.count + 12, 4, &file)
  }
}
