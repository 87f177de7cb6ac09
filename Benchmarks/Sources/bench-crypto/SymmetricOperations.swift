import Bytes
import Cryptography
import Measuring

/// AEADs and hashes, on records of a whole 16 KiB and of a packet's 1,350 bytes.
enum SymmetricOperations {
  static let all: [Operation] =
    [
      seal("aes-128-gcm", .aes128GCM), seal("aes-256-gcm", .aes256GCM),
      seal("chacha20-poly1305", .chaCha20Poly1305), seal("aes-128-ccm", .aes128CCM),
    ].flatMap { $0 } + [
      open("aes-128-gcm", .aes128GCM), open("chacha20-poly1305", .chaCha20Poly1305),
      hash("sha256", .sha256, 16_384), hash("sha256", .sha256, 64),
      hash("sha384", .sha384, 16_384), hash("sha512", .sha512, 16_384),
    ]

  private static let none: [UInt8] = []

  private static func seal(_ name: String, _ algorithm: AEADAlgorithm) -> [Operation] {
    [16_384, 1_350].map { byteCount in
      Operation(
        name: "\(name)-\(byteCount)", unit: .bytes,
        peer: .bytes(name: name, byteCount: byteCount)
      ) { seconds in
        let aead = AEAD(algorithm, key: [UInt8](repeating: 7, count: algorithm.keyByteCount).span)
        let text = [UInt8](repeating: 5, count: byteCount)
        let nonce = [UInt8](repeating: 1, count: algorithm.nonceByteCount)
        let header: [UInt8] = [23, 3, 3, 64, 17]
        var output = [UInt8](repeating: 0, count: byteCount + algorithm.tagByteCount)
        return rate(seconds: seconds) {
          var span = output.mutableSpan
          aead.seal(
            text.span, suffix: none.span, nonce: nonce.span, additionalData: header.span,
            into: &span)
        } * Double(byteCount)
      }
    }
  }

  /// Opening is in place and needs a new ciphertext each time, so that sealing is measured with it, and
  /// then taken off.
  private static func open(_ name: String, _ algorithm: AEADAlgorithm) -> Operation {
    Operation(name: "\(name)-open-16384", unit: .bytes, peer: nil) { seconds in
      let aead = AEAD(algorithm, key: [UInt8](repeating: 7, count: algorithm.keyByteCount).span)
      let nonce = [UInt8](repeating: 1, count: algorithm.nonceByteCount)
      let header: [UInt8] = [23, 3, 3, 64, 17]
      let text = [UInt8](repeating: 5, count: 16_384)
      var message = [UInt8](repeating: 0, count: 16_384 + algorithm.tagByteCount)
      var failures = 0
      let sealing = rate(seconds: seconds) {
        var span = message.mutableSpan
        aead.seal(
          text.span, suffix: none.span, nonce: nonce.span, additionalData: header.span, into: &span)
      }
      let both = rate(seconds: seconds) {
        var span = message.mutableSpan
        aead.seal(
          text.span, suffix: none.span, nonce: nonce.span, additionalData: header.span, into: &span)
        do { try aead.open(&span, nonce: nonce.span, additionalData: header.span) } catch {
          failures += 1
        }
      }
      guard failures == 0 else { throw OpenSSLSpeed.Failure(description: "\(name) did not open") }
      return 16_384 / (1 / both - 1 / sealing)
    }
  }

  private static func hash(
    _ name: String, _ algorithm: HashAlgorithm, _ byteCount: Int
  ) -> Operation {
    Operation(
      name: "\(name)-\(byteCount)", unit: .bytes, peer: .bytes(name: name, byteCount: byteCount)
    ) { seconds in
      let text = [UInt8](repeating: 5, count: byteCount)
      return rate(seconds: seconds) { keep(Hash.digest(algorithm, of: text.span)) }
        * Double(byteCount)
    }
  }
}
