import TLS13
import TestSupport
import Testing

/// The programs that we speak with.
enum Peer: String, Sendable, CaseIterable, CustomTestStringConvertible {
  case openSSL, gnuTLS, go
  var testDescription: String { rawValue }
}

/// Names of suites and groups in the programs' own words.
extension CipherSuite {
  var openSSLName: String { description }
  var gnuTLSName: String {
    switch self {
    case .aes128GCMSHA256: "AES-128-GCM"
    case .aes256GCMSHA384: "AES-256-GCM"
    case .aes128CCMSHA256: "AES-128-CCM"
    case .aes128CCM8SHA256: "AES-128-CCM-8"
    default: "CHACHA20-POLY1305"
    }
  }
}

extension NamedGroup {
  var openSSLName: String {
    switch self {
    case .secp256r1: "P-256"
    case .secp384r1: "P-384"
    case .secp521r1: "P-521"
    case .x25519: "X25519"
    case .x448: "X448"
    default: description
    }
  }
  var gnuTLSName: String {
    switch self {
    case .secp256r1: "SECP256R1"
    case .secp384r1: "SECP384R1"
    case .secp521r1: "SECP521R1"
    default: description.uppercased()
    }
  }
  /// Nil for those which Go has not.
  var goName: String? {
    switch self {
    case .x25519: "X25519"
    case .secp256r1: "P256"
    case .secp384r1: "P384"
    case .secp521r1: "P521"
    case .x25519MLKEM768, .secp256r1MLKEM768, .secp384r1MLKEM1024, .mlkem1024: description
    default: nil
    }
  }
}

func gnuTLSPriority(_ suites: [CipherSuite], _ groups: [NamedGroup]) -> String {
  "NORMAL:-VERS-ALL:+VERS-TLS1.3:-GROUP-ALL:-CIPHER-ALL"
    + groups.map { ":+GROUP-\($0.gnuTLSName)" }.joined()
    + suites.map { ":+\($0.gnuTLSName)" }.joined()
}

/// A server of the peer's that demands certificates, and its port.
struct PeerServer {
  let child: Child
  let port: UInt16

  /// Starts it; `echoes` lets OpenSSL send lines back reversed, instead of speaking for its terminal.
  init(
    _ peer: Peer, _ party: Party, trusting authorityFile: String,
    openSSL: String = "openssl",
    suites: [CipherSuite] = CipherSuite.all, groups: [NamedGroup] = Combination.everywhere,
    echoes: Bool = true
  ) throws {
    switch peer {
    case .openSSL:
      port = freePort()
      child = try Child(
        openSSL,
        [
          "s_server", "-accept", "127.0.0.1:\(port)", "-tls1_3", "-Verify", "2",
          "-verify_return_error", "-CAfile", authorityFile, "-cert", party.certificateFile,
          "-key", party.keyFile, echoes ? "-rev" : "-quiet",
          "-ciphersuites", suites.map(\.openSSLName).joined(separator: ":"),
          "-groups", groups.map(\.openSSLName).joined(separator: ":"),
        ])
    case .gnuTLS:
      port = freePort()
      // Line by line, since it would keep what it prints to itself until it ends.
      child = try Child(
        "stdbuf",
        [
          "-oL", "gnutls-serv", "--port", "\(port)", "--echo", "--require-client-cert",
          "--verify-client-cert",
          "--x509cafile", authorityFile, "--x509certfile", party.certificateFile,
          "--x509keyfile", party.keyFile, "--priority", gnuTLSPriority(suites, groups),
        ])
    case .go:
      child = try Child(
        "go-peer",
        [
          "server", "-cert", party.certificateFile, "-key", party.keyFile, "-ca", authorityFile,
          "-groups", groups.compactMap(\.goName).joined(separator: ","),
        ])
      port = try child.port("go-peer")
    }
  }
}

/// A client of the peer's that calls our server.
func startPeerClient(
  _ peer: Peer, _ party: Party?, trusting authorityFile: String, port: UInt16,
  suites: [CipherSuite] = CipherSuite.all, groups: [NamedGroup] = Combination.everywhere,
  byteCount: Int = 1000, arguments: [String] = ["-quiet"], openSSL: String = "openssl"
) throws -> Child {
  switch peer {
  case .openSSL:
    try Child(
      openSSL,
      [
        "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", "-tls1_3",
        "-CAfile", authorityFile, "-verify", "2", "-verify_return_error",
        "-verify_hostname", "localhost",
        "-ciphersuites", suites.map(\.openSSLName).joined(separator: ":"),
        "-groups", groups.map(\.openSSLName).joined(separator: ":"),
      ] + (party.map { ["-cert", $0.certificateFile, "-key", $0.keyFile] } ?? []) + arguments)
  case .gnuTLS:
    try Child(
      "gnutls-cli",
      [
        "localhost", "--port", "\(port)", "--x509cafile", authorityFile, "--single-key-share",
        "--priority", gnuTLSPriority(suites, groups),
      ]
        + (party.map { ["--x509certfile", $0.certificateFile, "--x509keyfile", $0.keyFile] } ?? []))
  case .go:
    try Child(
      "go-peer",
      [
        "client", "-addr", "127.0.0.1:\(port)", "-ca", authorityFile, "-bytes", "\(byteCount)",
        "-groups", groups.compactMap(\.goName).joined(separator: ","),
      ] + (party.map { ["-cert", $0.certificateFile, "-key", $0.keyFile] } ?? []))
  }
}

/// What is negotiated in one handshake of the matrix.
struct Combination: Sendable, CustomTestStringConvertible {
  let peer: Peer
  let key: KeyKind
  let suite: CipherSuite
  let group: NamedGroup
  let retries: Bool
  var testDescription: String {
    "\(peer.rawValue), \(key.rawValue), \(suite), \(group)\(retries ? ", retried" : "")"
  }

  /// The groups of a client whose first share is for `group`, or is not.
  var clientGroups: [NamedGroup] {
    retries ? Self.everywhere.filter { $0 != group } + [group] : [group]
  }

  /// Where Go is the client it offers the first of its own order, X25519, whatever order it is given:
  /// it cannot be made to need a second hello for that group.
  static let forOurServer = all.filter { !($0.peer == .go && $0.group == .x25519 && $0.retries) }

  /// The groups that every peer has.
  static let everywhere: [NamedGroup] = [.x25519, .secp256r1, .secp384r1, .secp521r1]

  static let all: [Combination] =
    Peer.allCases.flatMap { peer in
      KeyKind.everywhere.flatMap { key in
        CipherSuite.all.flatMap { suite in
          (everywhere + [.x448]).flatMap { group in
            [false, true].map {
              Combination(peer: peer, key: key, suite: suite, group: group, retries: $0)
            }
          }
        }
      }
    }.filter(\.isKnownToPeer) + seldom

  /// Go has neither Ed448 nor X448.
  var isKnownToPeer: Bool { peer != .go || key != .ed448 && group != .x448 }

  /// Finite fields and CCM, which are offered where they are asked for alone, and which Go does not have.
  static let seldom: [Combination] = [Peer.openSSL, .gnuTLS].flatMap { peer in
    [NamedGroup.ffdhe2048, .ffdhe3072, .ffdhe4096].flatMap { group in
      [false, true].map {
        Combination(
          peer: peer, key: .p256, suite: .aes128GCMSHA256, group: group, retries: $0)
      }
    }
      + [CipherSuite.aes128CCMSHA256, .aes128CCM8SHA256].map {
        Combination(peer: peer, key: .p256, suite: $0, group: .x25519, retries: false)
      }
  }
}

/// One after another, so that the machine's load fails nobody.
@Suite(.serialized) struct Interoperation {}
