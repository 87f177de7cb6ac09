import Bytes
import TestSupport
import Testing

@testable import Laboratory

@Suite struct `The traces of RFC 8448` {
  private struct Trace: Decodable {
    let section: String
    let records: [Record]
  }

  private struct Record: Decodable {
    let content_type_name: String
    let plaintext: HexBytes
  }

  @Test func `are understood wholly`() throws {
    let traces: [Trace] = try VectorFile.cases("rfc8448-traces", "tls13-trace")
    var messages = 0
    for trace in traces {
      for record in trace.records where record.content_type_name == "handshake" {
        var rest = record.plaintext.bytes[...]
        while rest.count >= 4 {
          let head = Array(rest.prefix(4))
          let count = 4 + Int(head[1]) << 16 + Int(head[2]) << 8 + Int(head[3])
          let field = Annotation.message(Array(rest.prefix(count)))
          #expect(field.isCoveredOnce, "\(trace.section), \(field.name)")
          #expect(field.firstUnknown == nil, "\(trace.section), \(field.name)")
          rest = rest.dropFirst(count)
          messages += 1
        }
        #expect(rest.isEmpty)
      }
    }
    #expect(messages >= 40)
  }
}
