import COpenSSL
import Measuring

/// OpenSSL as it is installed, over a BIO pair.
final class OpenSSL: Implementation {
  let name = "openssl-3.0"
  private let client: OpaquePointer
  private let server: OpaquePointer

  init(_ workload: Workload, _ world: World) throws {
    client = try Self.context(
      TLS_client_method(), workload, world, workload.isMutual ? "client" : nil, verifies: true)
    server = try Self.context(
      TLS_server_method(), workload, world, "server", verifies: workload.isMutual)
  }

  deinit {
    SSL_CTX_free(client)
    SSL_CTX_free(server)
  }

  static var version: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }

  private static func context(
    _ method: OpaquePointer?, _ workload: Workload, _ world: World, _ role: String?, verifies: Bool
  ) throws -> OpaquePointer {
    guard let context = SSL_CTX_new(method) else { throw BenchFailure("no SSL_CTX") }
    let suite =
      workload.suite == .aes256GCMSHA384 ? "TLS_AES_256_GCM_SHA384" : "TLS_AES_128_GCM_SHA256"
    let group =
      switch workload.group {
      case .secp256r1: "P-256"
      case .secp384r1: "P-384"
      default: "X25519"
      }
    var isRight =
      bench_only_tls13(context) == 1 && SSL_CTX_set_ciphersuites(context, suite) == 1
      && bench_set_groups(context, group) == 1
      && SSL_CTX_load_verify_locations(context, world.path("root.pem"), nil) == 1
    bench_no_tickets(context)
    if let role {
      isRight =
        isRight && SSL_CTX_use_certificate_chain_file(context, world.path("\(role).pem")) == 1
        && SSL_CTX_use_PrivateKey_file(context, world.path("\(role).key"), SSL_FILETYPE_PEM) == 1
    }
    guard isRight else { throw BenchFailure("OpenSSL does not take the configuration") }
    SSL_CTX_set_verify(
      context, verifies ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE, nil)
    return context
  }

  func handshake(_ times: inout SideTimes) throws {
    var mark = times.start()
    var left: OpaquePointer?
    var right: OpaquePointer?
    guard BIO_new_bio_pair(&left, 1 << 16, &right, 1 << 16) == 1, let clientEnd = SSL_new(client),
      let serverEnd = SSL_new(server)
    else { throw BenchFailure("OpenSSL has no memory") }
    defer {
      SSL_free(clientEnd)
      SSL_free(serverEnd)
    }
    SSL_set_bio(clientEnd, left, left)
    SSL_set_bio(serverEnd, right, right)
    SSL_set_connect_state(clientEnd)
    SSL_set_accept_state(serverEnd)
    guard bench_set_host_name(clientEnd, World.serverName) == 1,
      SSL_set1_host(clientEnd, World.serverName) == 1
    else { throw BenchFailure("OpenSSL does not take the name") }
    for _ in 0..<10 {
      let clientResult = SSL_do_handshake(clientEnd)
      times.client(&mark)
      let serverResult = SSL_do_handshake(serverEnd)
      times.server(&mark)
      if clientResult == 1 && serverResult == 1 { return }
    }
    throw BenchFailure("OpenSSL did not finish a handshake")
  }
}
