import COpenSSL

/// Raw keys of EVP_PKEY.
enum OpenSSLKey {
  struct NoKey: Error {}

  static func make(_ kind: Int32, secret: [UInt8]) throws -> OpaquePointer {
    guard let key = unsafe EVP_PKEY_new_raw_private_key(kind, nil, secret, secret.count) else {
      throw NoKey()
    }
    return unsafe key
  }

  static func make(_ kind: Int32, public bytes: [UInt8]) throws -> OpaquePointer {
    guard let key = unsafe EVP_PKEY_new_raw_public_key(kind, nil, bytes, bytes.count) else {
      throw NoKey()
    }
    return unsafe key
  }
}
