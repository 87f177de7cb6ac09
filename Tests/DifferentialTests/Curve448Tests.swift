import Bytes
import COpenSSL
import Curve448
import TestSupport
import Testing

extension `Beside OpenSSL` {
  // Any 56 bytes are a share: of a point of the curve, or of its twist.
  @Test func `X448 makes the same keys, and agrees on the same secrets`() throws {
    var random = SeededRandom()
    for round in 0..<500 {
      let secret = random.bytes(56)
      var share = random.bytes(56)
      // Coordinates at the edges: not below the prime, or with limbs of zeros or ones.
      if round % 5 == 1 { for index in 28..<56 { share[index] = 0xFF } }
      if round % 5 == 2 { for index in 7..<56 { share[index] = 0 } }
      if round % 5 == 3 { for index in 0..<56 { share[index] |= 0xF7 } }
      let key = unsafe try OpenSSLKey.make(EVP_PKEY_X448, secret: secret)
      let peer = unsafe try OpenSSLKey.make(EVP_PKEY_X448, public: share)
      defer {
        unsafe EVP_PKEY_free(key)
        unsafe EVP_PKEY_free(peer)
      }
      var expected = [UInt8](repeating: 0, count: 56)
      var count = 56
      #expect(unsafe EVP_PKEY_get_raw_public_key(key, &expected, &count) == 1)
      let publicKey = X448.publicKey(privateKey: secret.span)
      #expect(publicKey == expected, "seed \(random.seed), round \(round)")
      let context = unsafe EVP_PKEY_CTX_new(key, nil)
      defer { unsafe EVP_PKEY_CTX_free(context) }
      let isRight =
        unsafe EVP_PKEY_derive_init(context) == 1
        && EVP_PKEY_derive_set_peer(context, peer) == 1
        && EVP_PKEY_derive(context, &expected, &count) == 1
      #expect(isRight)
      let shared = try X448.sharedSecret(privateKey: secret.span, publicKey: share.span)
      let isSame = [UInt8](copying: shared.bytes) == expected
      #expect(isSame, "seed \(random.seed), round \(round)")
    }
  }

  @Test func `Ed448 makes the same signatures, and accepts the same`() throws {
    var random = SeededRandom()
    for round in 0..<500 {
      let seed = random.bytes(57)
      let message = random.bytes(round)
      let publicKey = Ed448.publicKey(seed: seed.span)
      let key = unsafe try OpenSSLKey.make(EVP_PKEY_ED448, secret: seed)
      defer { unsafe EVP_PKEY_free(key) }
      var expected = [UInt8](repeating: 0, count: 114)
      var count = 114
      let context = unsafe EVP_MD_CTX_new()
      defer { unsafe EVP_MD_CTX_free(context) }
      let isRight =
        unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1
        && EVP_DigestSign(context, &expected, &count, message, message.count) == 1
      #expect(isRight)
      let signature = Ed448.sign(message.span, seed: seed.span, publicKey: publicKey.span)
      #expect(signature == expected, "seed \(random.seed), round \(round)")
      var changed = signature
      changed[Int.random(in: 0..<114, using: &random)] ^= 1 << UInt8(round & 7)
      let accepts = Ed448.verify(signature.span, of: message.span, publicKey: publicKey.span)
      let acceptsChanged = Ed448.verify(changed.span, of: message.span, publicKey: publicKey.span)
      let theirs = unsafe try OpenSSLKey.make(EVP_PKEY_ED448, public: publicKey)
      defer { unsafe EVP_PKEY_free(theirs) }
      func openSSLAccepts(_ signature: [UInt8]) -> Bool {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, theirs) == 1
          && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
      }
      #expect(
        accepts && openSSLAccepts(signature) && !acceptsChanged && !openSSLAccepts(changed),
        "seed \(random.seed), round \(round)")
    }
  }
}
