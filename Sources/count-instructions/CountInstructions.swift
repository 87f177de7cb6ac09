#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Does one thing a fixed number of times, with fixed randomness and time, for a tool that counts instructions:
/// Benchmarks/check-instructions.sh.
@main
enum CountInstructions {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.count == 2, arguments[1] == "--list" {
      for workload in Workload.all { print(workload.name, workload.count) }
      return
    }
    guard arguments.count == 2,
      let workload = Workload.all.first(where: { $0.name == arguments[1] })
    else {
      print("usage: count-instructions WORKLOAD | --list")
      exit(2)
    }
    unsafe prepared = try workload.prepare()
    guard countedFromHere() else {
      print("count-instructions: \(workload.name) did not happen as planned")
      exit(1)
    }
  }
}

nonisolated(unsafe) private var prepared: (any Countable)?

/// The tool counts from the beginning of this function to its end, and finds it by its name.
///
/// - Returns: Whether all went well.
@inline(never)
func countedFromHere() -> Bool {
  do {
    guard let prepared = unsafe prepared else { return false }
    try prepared.run()
    return true
  } catch { return false }
}
