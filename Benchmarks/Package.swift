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
    .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
    .executableTarget(
      name: "bench-handshake",
      dependencies: [
        "COpenSSL", "Measuring", .product(name: "TLS13", package: "swift-mtls"),
        .product(name: "PKI", package: "swift-mtls"),
        .product(name: "Cryptography", package: "swift-mtls"),
      ], swiftSettings: settings),
  ]
)
