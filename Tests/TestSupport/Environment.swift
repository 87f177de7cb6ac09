import Foundation

func environmentSeed() -> UInt64? {
  ProcessInfo.processInfo.environment["MTLS_TEST_SEED"].flatMap { UInt64($0) }
}
