#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is fuzzed; the environment variable FUZZ names one.
enum Target: String, CaseIterable {
  /// The record layer, with and without keys.
  case records
  /// Each handshake message, read on its own.
  case messages
  /// A whole client against a server whose messages are bent.
  case client
  /// A whole server against a client whose messages are bent.
  case server
  /// Certificates, names, CRLs, key files, and paths made of them.
  case certificates
  /// Writes inputs to begin with into the folder that FUZZ_SEEDS names, and ends.
  case seeds

  static let chosen: Target = {
    guard let text = unsafe getenv("FUZZ"),
      let target = unsafe Target(rawValue: String(cString: text))
    else { fatalError("FUZZ is none of \(allCases.map(\.rawValue))") }
    return target
  }()
}

/// libFuzzer calls this with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  switch Target.chosen {
  case .records: FuzzedRecords.run(input)
  case .messages: FuzzedMessages.run(input)
  case .client: FuzzedConnection.run(input, bending: .server)
  case .server: FuzzedConnection.run(input, bending: .client)
  case .certificates: FuzzedCertificates.run(input)
  case .seeds:
    Seeds.write()
    // libFuzzer takes exit() for a crash.
    _exit(0)
  }
  return 0
}

/// Randomness that is the same each time, so that an input that was found is found again.
struct Repeated: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
