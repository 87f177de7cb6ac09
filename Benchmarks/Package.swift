// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that the products keep their single dependency.
let settings: [SwiftSetting] = [
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "swift-mtls", path: "..")],
  targets: [
    .target(name: "Measuring", swiftSettings: settings),
    .executableTarget(
      name: "bench-crypto",
      dependencies: [
        "Measuring", .product(name: "Cryptography", package: "swift-mtls"),
      ], swiftSettings: settings),
  ]
)
