import Bytes
import JSON
import VectorRunner

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads cases of certificate verification as JSON from standard input and writes what came of each to
/// standard output: `SUCCESS` or `FAILURE` with its reason. Ends with an error for unreadable JSON alone.
enum Harness {
  static func run() -> Int32 {
    let document: JSONValue
    do { document = try JSONReader.read(input()) } catch {
      write("limbo-harness: \(error)\n", to: 2)
      return 1
    }
    guard case .array(let cases)? = document["testcases"] else {
      write("limbo-harness: there is no list of test cases\n", to: 2)
      return 1
    }
    let now = Time(secondsSince1970: Int64(time(nil)))
    let results = cases.map { json -> JSONValue in
      let one = LimboCase(json: json)
      let refusal = LimboJudge.refusal(of: one, now: now)
      return [
        "id": .string(one.id),
        "actual_result": .string(refusal == nil ? "SUCCESS" : "FAILURE"),
        "context": refusal.map { .string($0) } ?? .null,
      ]
    }
    let output: JSONValue = [
      "version": .number(1), "harness": "swift-mtls", "results": .array(results),
    ]
    write("\(output)\n", to: 1)
    return 0
  }

  private static func input() -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(0, $0.baseAddress, $0.count) }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        #if canImport(Glibc)
          unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        #elseif canImport(Musl)
          unsafe Musl.write(descriptor, $0.baseAddress, $0.count)
        #else
          unsafe Darwin.write(descriptor, $0.baseAddress, $0.count)
        #endif
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

exit(Harness.run())
