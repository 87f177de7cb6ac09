// swift-tools-version: 6.2
import PackageDescription

// A package of its own: its build marks secrets for memcheck, the products' never does.
let package = Package(
  name: "ConstantTime",
  dependencies: [.package(name: "swift-mtls", path: "../..")],
  targets: [
    .executableTarget(
      name: "constant-time",
      dependencies: [.product(name: "Cryptography", package: "swift-mtls")],
      swiftSettings: [
        .enableExperimentalFeature("Lifetimes"), .enableUpcomingFeature("ExistentialAny"),
      ])
  ]
)
