import Bytes
import COpenSSL
import Curve25519
import Processor
import TestSupport
import Testing

extension `Beside OpenSSL` {
  @Test(arguments: testedLevels)
  func `X25519 agrees on the same secrets`(level: Processor.Level) throws {
    let processor = Processor(level: level)
    var random = SeededRandom()
    for _ in 0..<500 {
      let (ours, theirs) = (random.bytes(32), random.bytes(32))
      let share = X25519.publicKey(privateKey: ours.span, on: processor)
      let own = unsafe try OpenSSLKey.make(EVP_PKEY_X25519, secret: theirs)
      let peer = unsafe try OpenSSLKey.make(EVP_PKEY_X25519, public: share)
      defer {
        unsafe EVP_PKEY_free(own)
        unsafe EVP_PKEY_free(peer)
      }
      var theirShare = [UInt8](repeating: 0, count: 32)
      var count = 32
      #expect(unsafe EVP_PKEY_get_raw_public_key(own, &theirShare, &count) == 1)
      let context = unsafe EVP_PKEY_CTX_new(own, nil)
      defer { unsafe EVP_PKEY_CTX_free(context) }
      var expected = [UInt8](repeating: 0, count: 32)
      let isRight =
        unsafe EVP_PKEY_derive_init(context) == 1
        && EVP_PKEY_derive_set_peer(context, peer) == 1
        && EVP_PKEY_derive(context, &expected, &count) == 1
      #expect(isRight)
      let secret = try X25519.sharedSecret(
        privateKey: ours.span, publicKey: theirShare.span, on: processor)
      let isSame = [UInt8](copying: secret.bytes) == expected
      #expect(isSame, "seed \(random.seed)")
    }
  }

  @Test(arguments: testedLevels)
  func `Ed25519 makes the same signatures, and accepts the same`(level: Processor.Level) throws {
    let processor = Processor(level: level)
    var random = SeededRandom()
    for round in 0..<500 {
      let seed = random.bytes(32)
      let message = random.bytes(round)
      let publicKey = Ed25519.publicKey(seed: seed.span, on: processor)
      let key = unsafe try OpenSSLKey.make(EVP_PKEY_ED25519, secret: seed)
      defer { unsafe EVP_PKEY_free(key) }
      var expected = [UInt8](repeating: 0, count: 64)
      var count = 64
      let context = unsafe EVP_MD_CTX_new()
      defer { unsafe EVP_MD_CTX_free(context) }
      let isRight =
        unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1
        && EVP_DigestSign(context, &expected, &count, message, message.count) == 1
      #expect(isRight)
      let signature = Ed25519.sign(
        message.span, seed: seed.span, publicKey: publicKey.span, on: processor)
      #expect(signature == expected, "seed \(random.seed), round \(round)")
      var changed = signature
      changed[Int.random(in: 0..<64, using: &random)] ^= 1 << UInt8(round & 7)
      let accepts = Ed25519.verify(
        signature.span, of: message.span, publicKey: publicKey.span, on: processor)
      let acceptsChanged = Ed25519.verify(
        changed.span, of: message.span, publicKey: publicKey.span, on: processor)
      let theirs = unsafe try OpenSSLKey.make(EVP_PKEY_ED25519, public: publicKey)
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
