// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the products keep their single dependency.
let settings: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
]

func ours(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "swift-mtls") }
}

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "swift-mtls", path: "..")],
  targets: [
    .target(name: "Measuring", swiftSettings: settings),
    .executableTarget(
      name: "bench-crypto", dependencies: ["Measuring"] + ours("Cryptography"),
      swiftSettings: settings),
    .executableTarget(
      name: "bench-handshake", dependencies: ["Measuring"] + ours("PKI", "Cryptography"),
      swiftSettings: settings),
    .executableTarget(
      name: "peer-swift-mtls", dependencies: ["Measuring"] + ours("TLS13", "PKI", "Cryptography"),
      swiftSettings: settings),
  ]
)
