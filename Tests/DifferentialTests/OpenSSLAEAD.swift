import COpenSSL
import Ciphers

/// Sealing by OpenSSL.
enum OpenSSLAEAD {
  struct Failure: Error {}

  private static func cipher(_ algorithm: AEADAlgorithm) -> OpaquePointer? {
    switch algorithm {
    case .aes128GCM: unsafe EVP_aes_128_gcm()
    case .aes256GCM: unsafe EVP_aes_256_gcm()
    case .chaCha20Poly1305: unsafe EVP_chacha20_poly1305()
    case .aes128CCM, .aes128CCM8: unsafe EVP_aes_128_ccm()
    }
  }

  private static func isCCM(_ algorithm: AEADAlgorithm) -> Bool {
    algorithm == .aes128CCM || algorithm == .aes128CCM8
  }

  /// Ciphertext and tag.
  static func seal(
    _ algorithm: AEADAlgorithm, key: [UInt8], nonce: [UInt8], additionalData: [UInt8],
    _ text: [UInt8]
  ) throws -> [UInt8] {
    let tagByteCount = Int32(algorithm.tagByteCount)
    guard let context = unsafe EVP_CIPHER_CTX_new() else { throw Failure() }
    defer { unsafe EVP_CIPHER_CTX_free(context) }
    var output = [UInt8](repeating: 0, count: text.count + 16)
    var tag = [UInt8](repeating: 0, count: algorithm.tagByteCount)
    var count: Int32 = 0
    var isRight = unsafe EVP_EncryptInit_ex(context, cipher(algorithm), nil, nil, nil) == 1
    let length = Int32(EVP_CTRL_AEAD_SET_IVLEN)
    isRight = unsafe EVP_CIPHER_CTX_ctrl(context, length, 12, nil) == 1 && isRight
    if isCCM(algorithm) {
      let tag = Int32(EVP_CTRL_AEAD_SET_TAG)
      isRight = unsafe EVP_CIPHER_CTX_ctrl(context, tag, tagByteCount, nil) == 1 && isRight
    }
    isRight = unsafe EVP_EncryptInit_ex(context, nil, nil, key, nonce) == 1 && isRight
    if isCCM(algorithm) {
      isRight =
        unsafe EVP_EncryptUpdate(context, nil, &count, nil, Int32(text.count)) == 1 && isRight
    }
    if !additionalData.isEmpty {
      isRight =
        unsafe EVP_EncryptUpdate(
          context, nil, &count, additionalData, Int32(additionalData.count)) == 1 && isRight
    }
    isRight =
      unsafe EVP_EncryptUpdate(context, &output, &count, text, Int32(text.count)) == 1 && isRight
    var last = [UInt8](repeating: 0, count: 16)
    isRight = unsafe EVP_EncryptFinal_ex(context, &last, &count) == 1 && isRight
    let get = Int32(EVP_CTRL_AEAD_GET_TAG)
    isRight = unsafe EVP_CIPHER_CTX_ctrl(context, get, tagByteCount, &tag) == 1 && isRight
    guard isRight else { throw Failure() }
    return Array(output[..<text.count]) + tag
  }
}
