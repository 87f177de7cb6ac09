import Bytes
import COpenSSL
import FiniteField
import TestSupport
import Testing

extension `Beside OpenSSL` {
  private struct NoKey: Error {}

  /// A new key of libcrypto's, as its TLS makes them.
  private func makeKey(_ group: FiniteFieldGroup) throws -> OpaquePointer {
    guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "DH", nil) else { throw NoKey() }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    let isMade =
      unsafe EVP_PKEY_keygen_init(context) == 1
      && EVP_PKEY_CTX_set_group_name(context, "\(group)") == 1
      && EVP_PKEY_keygen(context, &key) == 1
    guard isMade, let key = unsafe key else { throw NoKey() }
    return unsafe key
  }

  private func share(of key: OpaquePointer) throws -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = unsafe EVP_PKEY_get1_encoded_public_key(key, &bytes)
    guard count > 0, let bytes = unsafe bytes else { throw NoKey() }
    defer { unsafe CRYPTO_free(bytes, "", 0) }
    return unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
  }

  /// The secret of this key and our share, with its leading zeros, as TLS 1.3 has it.
  private func secret(
    of key: OpaquePointer, with share: [UInt8], _ group: FiniteFieldGroup
  ) throws -> [UInt8] {
    guard let peer = unsafe EVP_PKEY_new() else { throw NoKey() }
    defer { unsafe EVP_PKEY_free(peer) }
    let context = unsafe EVP_PKEY_CTX_new(key, nil)
    defer { unsafe EVP_PKEY_CTX_free(context) }
    var secret = [UInt8](repeating: 0, count: group.byteCount)
    var count = secret.count
    let isDerived =
      unsafe EVP_PKEY_copy_parameters(peer, key) == 1
      && EVP_PKEY_set1_encoded_public_key(peer, share, share.count) == 1
      && EVP_PKEY_derive_init(context) == 1
      && EVP_PKEY_CTX_set_dh_pad(context, 1) == 1
      && EVP_PKEY_derive_set_peer(context, peer) == 1
      && EVP_PKEY_derive(context, &secret, &count) == 1
    guard isDerived, count == group.byteCount else { throw NoKey() }
    return secret
  }

  @Test(arguments: FiniteFieldGroup.allCases)
  func `Diffie-Hellman in finite fields agrees on the same secrets`(
    _ group: FiniteFieldGroup
  ) throws {
    var random = SeededRandom()
    for round in 0..<5 {
      let theirs = unsafe try makeKey(group)
      defer { unsafe EVP_PKEY_free(theirs) }
      let ours = FiniteFieldDH.generatePrivateKey(group, using: &random)
      let publicKey = FiniteFieldDH.publicKey(group, privateKey: ours.bytes)
      let theirShare = unsafe try share(of: theirs)
      let expected = unsafe try secret(of: theirs, with: publicKey, group)
      let shared = try FiniteFieldDH.sharedSecret(
        group, privateKey: ours.bytes, publicKey: theirShare.span)
      let isSame = [UInt8](copying: shared.bytes) == expected
      #expect(isSame, "seed \(random.seed), round \(round)")
    }
  }

  // RFC 9846 §4.3.8.1, §7.4.1: what is shorter than the prime has zeros in front.
  @Test func `Diffie-Hellman in finite fields agrees with leading zeros`() throws {
    var random = SeededRandom()
    let theirs = unsafe try makeKey(.ffdhe2048)
    defer { unsafe EVP_PKEY_free(theirs) }
    let theirShare = unsafe try share(of: theirs)
    var (shortShares, shortSecrets) = (0, 0)
    for round in 0..<20_000 {
      let ours = FiniteFieldDH.generatePrivateKey(.ffdhe2048, using: &random)
      let publicKey = FiniteFieldDH.publicKey(.ffdhe2048, privateKey: ours.bytes)
      let shared = try FiniteFieldDH.sharedSecret(
        .ffdhe2048, privateKey: ours.bytes, publicKey: theirShare.span)
      let isShort = shared.bytes[0] == 0
      guard publicKey[0] == 0 || isShort else { continue }
      let expected = unsafe try secret(of: theirs, with: publicKey, .ffdhe2048)
      let isSame = [UInt8](copying: shared.bytes) == expected
      #expect(isSame, "seed \(random.seed), round \(round)")
      if publicKey[0] == 0 { shortShares += 1 }
      if isShort { shortSecrets += 1 }
      if shortShares > 0, shortSecrets > 0 { break }
    }
    #expect(shortShares > 0 && shortSecrets > 0, "seed \(random.seed)")
  }
}
