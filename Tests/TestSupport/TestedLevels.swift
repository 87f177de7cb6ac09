import Foundation
public import Processor

/// The levels of the processor that tests run on: all, so that every test runs on all the code there is, or those that the
/// environment variable `MTLS_TEST_LEVELS` names, separated by commas, as `make test-emulated` has it.
public let testedLevels: [Processor.Level] = {
  guard let text = ProcessInfo.processInfo.environment["MTLS_TEST_LEVELS"] else {
    return Processor.Level.allCases
  }
  return text.split(separator: ",").map { name in
    guard let level = Processor.Level(rawValue: String(name)) else {
      preconditionFailure("MTLS_TEST_LEVELS: there is no level \(name)")
    }
    return level
  }
}()

/// Whether what is tested is not optimized. Tests themselves never are: they ask here, and not the compiler.
public let isDebugBuild: Bool = _isDebugAssertConfiguration()

/// Whether random tests take fewer lengths: without optimisation, and where instructions are emulated.
public let runsSlowly: Bool =
  isDebugBuild
  || ProcessInfo.processInfo.environment["MTLS_TEST_LEVELS"] != nil
