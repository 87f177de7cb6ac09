// swift-tools-version: 6.2
import PackageDescription

// A package of its own: its build is instrumented, the products' never is. Tests/fuzz.sh builds and runs it.
let package = Package(
  name: "Fuzz",
  dependencies: [.package(name: "swift-mtls", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        .product(name: "Cryptography", package: "swift-mtls"),
        .product(name: "PKI", package: "swift-mtls"),
        .product(name: "TLS13", package: "swift-mtls"),
        .product(name: "ZlibCompression", package: "swift-mtls"),
      ],
      swiftSettings: [
        .enableExperimentalFeature("Lifetimes"), .enableUpcomingFeature("ExistentialAny"),
        .unsafeFlags(["-parse-as-library"]),
      ])
  ]
)
