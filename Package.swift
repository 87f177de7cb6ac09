// swift-tools-version: 6.2
import PackageDescription

/// Every target is held to the same rules.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableExperimentalFeature("Lifetimes"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// `make laboratory-cost` measures what the laboratory's hooks cost where nobody looks: this leaves them out.
let withoutLaboratory: [SwiftSetting] =
  Context.environment["MTLS_WITHOUT_LABORATORY"] == nil ? [] : [.define("WITHOUT_LABORATORY")]

/// Cryptography crawls without optimisation, so it has it in debug builds, too.
let optimized: [SwiftSetting] = [
  .unsafeFlags(["-O"], .when(configuration: .debug))
]

/// A module of this package, and the modules below it that it may import.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(
    name: name, dependencies: dependencies,
    swiftSettings: strict + (name == "TLS13" ? withoutLaboratory : []))
}

/// A module that computes.
func arithmetic(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict + optimized)
}

/// Code for instructions that not every processor has; the caller asks `Processor` before it calls one.
func backend(
  _ name: String, _ flags: [String], on others: [Target.Dependency] = []
) -> Target {
  #if arch(x86_64)
    let unsafe: [SwiftSetting] = [.unsafeFlags(flags.flatMap { ["-Xcc", $0] })]
  #else
    let unsafe: [SwiftSetting] = []
  #endif
  return .target(
    name: name, dependencies: ["CIntrinsics"] + others, path: "Sources/Backends/\(name)",
    swiftSettings: strict + optimized + unsafe)
}

/// Tests are not optimized: what they test is, and most of a build's time would go into them.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["Bytes", "TestSupport"],
    swiftSettings: strict + [.unsafeFlags(["-Onone"])])
}

let package = Package(
  name: "swift-mtls",
  products: [
    .library(name: "MutualTLS", targets: ["MutualTLS"]),
    .library(name: "TLS13", targets: ["TLS13"]),
    .library(name: "PKI", targets: ["PKI"]),
    .library(name: "Cryptography", targets: ["Cryptography"]),
    .library(name: "ZlibCompression", targets: ["ZlibCompression"]),
    .executable(name: "mtls", targets: ["mtls"]),
  ],
  traits: [
    .trait(name: "PKCS11", description: "Keys in hardware modules; needs p11-kit's headers"),
    .trait(
      name: "Zlib", description: "Certificates compressed by zlib (RFC 8879); needs zlib's headers"),
  ],
  targets: [
    .systemLibrary(name: "CGMP", pkgConfig: "gmp", providers: [.apt(["libgmp-dev"])]),
    .target(name: "CIntrinsics"),
    arithmetic("Bytes", ["CIntrinsics"]),
    arithmetic("Processor", ["CIntrinsics"]),
    backend("AESNI", ["-maes", "-mpclmul", "-msse4.1"]),
    backend(
      "VAES",
      [
        "-maes", "-mpclmul", "-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512dq", "-mavx512ifma",
        "-mvaes", "-mvpclmulqdq",
      ]),
    backend("VAES256", ["-maes", "-mpclmul", "-mavx2", "-mvaes", "-mvpclmulqdq"]),
    backend("SHANI", ["-msha", "-msse4.1"]),
    backend("AVX2", ["-mavx2", "-mbmi2"]),
    backend("BMI2", ["-mavx2", "-mbmi2"]),
    backend("IFMA", ["-mavx512f", "-mavx512vl", "-mavx512ifma", "-mavx512dq"], on: ["AVX2"]),
    arithmetic("Bignum", ["Bytes", "Processor", "CGMP", "AVX2", "IFMA"]),
    arithmetic("Hashing", ["Bytes", "Processor", "SHANI", "AVX2", "IFMA"]),
    arithmetic("Ciphers", ["Bytes", "Processor", "AESNI", "VAES", "VAES256", "AVX2"]),
    arithmetic(
      "Curve25519",
      ["Bytes", "Bignum", "CIntrinsics", "Hashing", "Processor", "AVX2", "IFMA"]),
    arithmetic("Curve448", ["Bytes", "Bignum", "CIntrinsics", "Hashing"]),
    arithmetic(
      "Weierstrass", ["Bytes", "Bignum", "CGMP", "Hashing", "Processor", "BMI2", "IFMA"]),
    arithmetic("FiniteField", ["Bytes", "Bignum"]),
    arithmetic("RSA", ["Bytes", "Bignum", "Hashing"]),
    arithmetic("MLKEM", ["Bytes", "CIntrinsics", "Hashing"]),
    arithmetic("MLDSA", ["Bytes", "Hashing"]),
    library(
      "Cryptography",
      [
        "Bytes", "Hashing", "MLKEM", "MLDSA", "Ciphers", "Curve25519", "Curve448", "Weierstrass",
        "FiniteField", "RSA",
      ]),
    arithmetic("PasswordEncryption", ["Bytes", "Ciphers", "Hashing"]),
    library("DER", ["Bytes"]),
    library("JSON", ["Bytes"]),
    library("PKI", ["Bytes", "DER", "JSON", "Cryptography", "PasswordEncryption"]),
    library("TLS13", ["Bytes", "Cryptography", "PKI"]),
    library("MutualTLS", ["Bytes", "Cryptography", "PKI", "TLS13"]),
    .systemLibrary(
      name: "CPKCS11", path: "Sources/CPKCS11", providers: [.apt(["libp11-kit-dev"])]),
    library(
      "HardwareKeys",
      [
        "Bytes", "Cryptography", "PKI", "MutualTLS",
        .target(name: "CPKCS11", condition: .when(traits: ["PKCS11"])),
      ]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    library("ZlibCompression", ["CZlib", "TLS13"]),
    library("Authorities", ["Bytes", "Cryptography", "DER", "JSON", "PKI", "MutualTLS"]),
    library(
      "Laboratory", ["Bytes", "Cryptography", "DER", "JSON", "PKI", "TLS13", "MutualTLS"]),
    library(
      "VectorRunner",
      [
        "Bytes", "Ciphers", "Cryptography", "Curve25519", "Curve448", "DER", "Hashing", "JSON",
        "MLDSA", "MLKEM", "PasswordEncryption", "PKI", "Processor", "RSA", "TLS13", "Weierstrass",
      ]),
    .executableTarget(
      name: "mtls",
      dependencies: [
        "Bytes", "Cryptography", "DER", "JSON", "PasswordEncryption", "PKI", "TLS13", "MutualTLS",
        "Authorities", "Laboratory", "VectorRunner", "HardwareKeys",
        .target(name: "ZlibCompression", condition: .when(traits: ["Zlib"])),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "bogo-shim", dependencies: ["Bytes", "Cryptography", "MutualTLS", "PKI", "TLS13"],
      swiftSettings: strict),
    .executableTarget(
      name: "count-instructions", dependencies: ["Bytes", "Cryptography", "PKI", "TLS13"],
      swiftSettings: strict),
    .executableTarget(
      name: "limbo-harness", dependencies: ["Bytes", "JSON", "VectorRunner"],
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["Bytes", "Processor"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    tests(
      "AllocationTests",
      [
        "AllocationCounter", "Curve25519", "Curve448", "Weierstrass", "TLS13", "PKI",
        "Cryptography",
      ]),
    .systemLibrary(name: "COpenSSL", path: "Tests/COpenSSL", providers: [.apt(["libssl-dev"])]),
    tests(
      "DifferentialTests",
      [
        "COpenSSL", "Ciphers", "Curve25519", "Curve448", "FiniteField", "Hashing", "Processor",
        "Weierstrass",
      ]),
    tests(
      "PublishedSuiteTests",
      [
        "Ciphers", "Curve25519", "Curve448", "Hashing", "PasswordEncryption", "Processor", "RSA",
        "Weierstrass",
      ]),
    tests("BytesTests", []),
    tests("BignumTests", ["Bignum", "Processor"]),
    tests("HashingTests", ["Hashing", "Processor"]),
    tests("CiphersTests", ["Ciphers", "Processor"]),
    tests("Curve25519Tests", ["AVX2", "Curve25519", "Processor"]),
    tests("Curve448Tests", ["Curve448"]),
    tests("WeierstrassTests", ["BMI2", "Weierstrass", "Processor"]),
    tests("FiniteFieldTests", ["FiniteField", "Bignum"]),
    tests("RSATests", ["RSA", "Hashing"]),
    tests("MLKEMTests", ["MLKEM", "Hashing", "Processor"]),
    tests("MLDSATests", ["MLDSA", "Hashing"]),
    tests("CryptographyTests", ["Cryptography"]),
    tests("DERTests", ["DER"]),
    tests(
      "PKITests", ["PKI", "DER", "JSON", "Cryptography", "PasswordEncryption", "VectorRunner"]),
    tests("TLS13Tests", ["TLS13", "PKI", "Cryptography", "FiniteField"]),
    tests("MutualTLSTests", ["MutualTLS", "TLS13", "PKI", "Cryptography"]),
    tests("HardwareKeysTests", ["HardwareKeys"]),
    tests("ZlibCompressionTests", ["ZlibCompression", "TLS13"]),
    tests("AuthoritiesTests", ["Authorities", "MutualTLS", "PKI", "Cryptography"]),
    .testTarget(
      name: "LaboratoryTests",
      dependencies: [
        "Laboratory", "MutualTLS", "TLS13", "PKI", "JSON", "Cryptography", "Bytes", "TestSupport",
      ], exclude: ["page-check.js", "make-recordings.py"], swiftSettings: strict),
    .testTarget(
      name: "VectorRunnerTests", dependencies: ["Bytes", "JSON", "TestSupport", "VectorRunner"],
      exclude: ["Fixtures"], swiftSettings: strict),
    tests("ToolTests", ["mtls"]),
    tests(
      "InteropTests",
      ["MutualTLS", "TLS13", "PKI", "Cryptography", "JSON", "Laboratory", "ZlibCompression"]),
  ]
)
