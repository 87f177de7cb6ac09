import Foundation
import Measuring

/// Ours, as a peer like the others: one command a line (Benchmarks/README.md).
@main
enum PeerSwiftMTLS {
  static func main() throws {
    let options = try PeerOptions(CommandLine.arguments)
    let bench = try Bench(options)
    print("swift-mtls")
    fflush(nil)
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      func number(_ index: Int) -> Int { words.count > index ? Int(words[index]) ?? 0 : 0 }
      switch words.first {
      case "handshakes":
        let start = ProcessorTime.seconds
        try bench.openAndClose(number(1))
        answer([ProcessorTime.seconds - start])
      case "sides":
        bench.meter.start()
        try bench.openAndClose(number(1))
        bench.meter.stop()
        answer([bench.meter.seconds.client, bench.meter.seconds.server])
      case "wire":
        bench.bytes = (0, 0)
        try bench.openAndClose(1)
        answer([Double(bench.bytes.toServer), Double(bench.bytes.toClient)])
      case "records": answer(try records(bench, size: number(1), count: number(2)))
      case "allocations" where HeapCounter.isThere: answer(try allocations(bench, number(1)))
      case "memory": answer([try memory(bench, number(1))])
      default: print("unsupported")
      }
      fflush(nil)
    }
  }

  private static func answer(_ numbers: [Double]) {
    print(numbers.map { String(format: "%.9f", $0) }.joined(separator: " "))
  }

  /// Seals and opens `count` records of `size` bytes, 128 KiB at a time: seconds for sealing and for
  /// opening, and how many there were.
  private static func records(_ bench: Bench, size: Int, count: Int) throws -> [Double] {
    var pair = try bench.open()
    let text = [UInt8](repeating: 0, count: size)
    let batch = (1 << 17) / size
    var (seal, open, done) = (0.0, 0.0, 0)
    while done < count {
      let start = ProcessorTime.seconds
      for _ in 0..<batch { try pair.seal(text.span, bench) }
      let middle = ProcessorTime.seconds
      guard try pair.open(bench) == batch * size else {
        throw PeerFailure("records did not arrive")
      }
      seal += middle - start
      open += ProcessorTime.seconds - middle
      done += batch
    }
    pair.close(&bench.meter)
    return [seal, open, Double(done)]
  }

  /// Pieces of memory taken from the heap by the client and the server in a handshake, and by a record.
  private static func allocations(_ bench: Bench, _ count: Int) throws -> [Double] {
    try bench.openAndClose(3)
    bench.meter.start()
    try bench.openAndClose(count)
    bench.meter.stop()
    let handshake = bench.meter.allocations
    var pair = try bench.open()
    let text = [UInt8](repeating: 0, count: 1_000)
    try pair.seal(text.span, bench)
    _ = try pair.open(bench)
    let before = HeapCounter.count
    for _ in 0..<count {
      try pair.seal(text.span, bench)
      _ = try pair.open(bench)
    }
    let records = HeapCounter.count - before
    pair.close(&bench.meter)
    return [handshake.client, handshake.server, records].map { Double($0) / Double(count) }
  }

  /// Growth of the resident set for each idle pair that has sent one record each way, in bytes.
  private static func memory(_ bench: Bench, _ count: Int) throws -> Double {
    try bench.openAndClose(20)
    let text = [UInt8](repeating: 1, count: 100)
    let place = UnsafeMutablePointer<Pair>.allocate(capacity: count)
    let before = try resident()
    for index in 0..<count {
      (place + index).initialize(to: try bench.open())
      try place[index].seal(text.span, bench)
      guard try place[index].open(bench) == text.count else {
        throw PeerFailure("a record did not arrive")
      }
      try place[index].answer(text.span, bench)
    }
    let growth = try resident() - before
    place.deinitialize(count: count)
    place.deallocate()
    return growth / Double(count)
  }

  private static func resident() throws -> Double {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .ascii)
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Double(fields[1]) else { throw PeerFailure("no statm") }
    return pages * Double(getpagesize())
  }
}
