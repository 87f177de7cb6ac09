import Bytes
import PKI

/// oid_filters (RFC 9846, Section 4.3.5): what a client's certificate has to have.
enum OIDFilters {
  /// More filters than this are not looked at.
  static let limit = 64

  /// Reads the list.
  static func read(_ reader: consuming ByteReader) throws(HandshakeError) -> [ExtensionFilter] {
    var filters: [ExtensionFilter] = []
    do {
      var reader = reader
      var list = try reader.vector16("filters")
      try reader.finish("oid_filters")
      while !list.isAtEnd {
        let oid = [UInt8](copying: try list.vector8("certificate_extension_oid", 1...255).rest())
        let values = [UInt8](copying: try list.vector16("certificate_extension_values").rest())
        if filters.count < limit { filters.append(ExtensionFilter(oid: oid, values: values)) }
      }
    } catch { throw .malformed(error) }
    if let problem = ExtensionFilter.problem(of: filters) { throw .oidFilters(problem) }
    return filters
  }

  /// Appends the extension; nothing where nothing is asked for.
  static func write(_ filters: [ExtensionFilter], into output: inout [UInt8]) {
    guard !filters.isEmpty else { return }
    output.writeExtension(.oidFilters) { output in
      output.writeVector16 { output in
        for filter in filters {
          output.writeVector8 { output in output += filter.oid }
          output.writeVector16 { output in output += filter.values }
        }
      }
    }
  }
}
