#if PKCS11
  public import Bytes
  import CPKCS11
  public import Cryptography
  public import MutualTLS
  public import PKI
  import Synchronization

  /// A private key in a hardware module, by PKCS #11: RSA, or ECDSA on P-256, P-384 and P-521.
  public final class PKCS11Key: ExternalSigner {
    /// The public half.
    public let publicKey: PublicKey
    private let session: Mutex<PKCS11Session>
    private let key: UInt

    /// The key that a name means.
    ///
    /// - Parameters:
    ///   - module: The library that speaks for the token.
    ///   - pin: The user's PIN; empty where the token wants none.
    public init(
      _ uri: PKCS11URI, module: String, pin: borrowing SecretBytes
    ) throws(SignerFailure) {
      let session = try PKCS11Session(
        PKCS11Module(module), uri, pin: pin, isWriting: false)
      let found = try session.objects(CK_OBJECT_CLASS(CKO_PRIVATE_KEY), uri.object, uri.id)
      guard let key = found.first, found.count == 1 else {
        throw SignerFailure(
          found.isEmpty
            ? "the token has no private key that the name means"
            : "the token has \(found.count) private keys that the name means; say more: object=…;id=…"
        )
      }
      publicKey = try PKCS11Key.publicKey(session, key)
      self.key = key
      self.session = Mutex(session)
    }

    /// Makes a key in the token, which never leaves it.
    public static func generate(
      _ type: KeyType, as uri: PKCS11URI, module: String, pin: borrowing SecretBytes
    ) throws(SignerFailure) {
      guard let label = uri.object else {
        throw SignerFailure("the new key needs a label: object=…")
      }
      let session = try PKCS11Session(PKCS11Module(module), uri, pin: pin, isWriting: true)
      guard try session.objects(CK_OBJECT_CLASS(CKO_PRIVATE_KEY), label, uri.id).isEmpty else {
        throw SignerFailure("the token has such a key already")
      }
      let id = uri.id ?? Array(label.utf8)
      let publicPart = PKCS11Attributes()
      let privatePart = PKCS11Attributes()
      for part in [publicPart, privatePart] {
        part.add(CK_ATTRIBUTE_TYPE(CKA_TOKEN), true)
        part.add(CK_ATTRIBUTE_TYPE(CKA_LABEL), Array(label.utf8))
        part.add(CK_ATTRIBUTE_TYPE(CKA_ID), id)
      }
      publicPart.add(CK_ATTRIBUTE_TYPE(CKA_VERIFY), true)
      privatePart.add(CK_ATTRIBUTE_TYPE(CKA_SIGN), true)
      privatePart.add(CK_ATTRIBUTE_TYPE(CKA_PRIVATE), true)
      privatePart.add(CK_ATTRIBUTE_TYPE(CKA_SENSITIVE), true)
      privatePart.add(CK_ATTRIBUTE_TYPE(CKA_EXTRACTABLE), false)
      let mechanism: PKCS11Mechanism
      switch type {
      case .rsa(let bits):
        mechanism = PKCS11Mechanism(type: CK_MECHANISM_TYPE(CKM_RSA_PKCS_KEY_PAIR_GEN))
        publicPart.add(CK_ATTRIBUTE_TYPE(CKA_MODULUS_BITS), CK_ULONG(bits))
        publicPart.add(CK_ATTRIBUTE_TYPE(CKA_PUBLIC_EXPONENT), [1, 0, 1])
      case .p256, .p384, .p521:
        mechanism = PKCS11Mechanism(type: CK_MECHANISM_TYPE(CKM_EC_KEY_PAIR_GEN))
        let curve = curves.first { $0.type == type }
        publicPart.add(CK_ATTRIBUTE_TYPE(CKA_EC_PARAMS), curve?.parameters ?? [])
      case .ed25519, .ed448, .mldsa:
        throw SignerFailure("\(type) keys are not made in tokens; RSA, P-256, P-384 and P-521 are")
      }
      try session.generate(mechanism, public: publicPart, private: privatePart)
    }

    /// Begins to sign, on a thread of its own.
    public func begin(_ request: SignatureRequest, answer: SignatureAnswer) {
      BlockingSigner(publicKey) { [self] request in
        do throws(SignerFailure) { return .success(try sign(request)) } catch {
          return .failure(error)
        }
      }.begin(request, answer: answer)
    }

    private func sign(_ request: SignatureRequest) throws(SignerFailure) -> [UInt8] {
      switch (publicKey, request.algorithm) {
      case (.ecdsa(let curve, _), .ecdsa(let hash)):
        let digest = Hash.digest(hash, of: request.content.span)
        let raw = try made(
          PKCS11Mechanism(type: CK_MECHANISM_TYPE(CKM_ECDSA)), [UInt8](copying: digest.bytes))
        guard raw.count == 2 * curve.scalarByteCount else {
          throw SignerFailure("the token's signature has \(raw.count) bytes")
        }
        return ECDSA.derSignature(raw.span)
      case (.rsa, .rsaPKCS1v15(let hash)):
        let type =
          switch hash {
          case .sha256: CKM_SHA256_RSA_PKCS
          case .sha384: CKM_SHA384_RSA_PKCS
          case .sha512: CKM_SHA512_RSA_PKCS
          }
        return try made(PKCS11Mechanism(type: CK_MECHANISM_TYPE(type)), request.content)
      case (.rsa, .rsaPSS(let hash)):
        let (type, digest, mask) =
          switch hash {
          case .sha256: (CKM_SHA256_RSA_PKCS_PSS, CKM_SHA256, 2)
          case .sha384: (CKM_SHA384_RSA_PKCS_PSS, CKM_SHA384, 3)
          case .sha512: (CKM_SHA512_RSA_PKCS_PSS, CKM_SHA512, 4)
          }
        let parameters = CK_RSA_PKCS_PSS_PARAMS(
          hashAlg: CK_MECHANISM_TYPE(digest), mgf: CK_ULONG(mask),
          sLen: CK_ULONG(hash.digestByteCount))
        return try made(
          PKCS11Mechanism(type: CK_MECHANISM_TYPE(type), pss: parameters), request.content)
      default:
        throw SignerFailure("a \(publicKey.type) key cannot sign by \(request.algorithm)")
      }
    }

    private func made(
      _ mechanism: PKCS11Mechanism, _ input: [UInt8]
    ) throws(SignerFailure) -> [UInt8] {
      let result: Result<[UInt8], SignerFailure> = session.withLock { session in
        do throws(SignerFailure) { return .success(try session.sign(key, mechanism, input)) } catch
        {
          return .failure(error)
        }
      }
      return try result.get()
    }

    private static let curves: [(type: KeyType, curve: Curve, parameters: [UInt8])] = [
      (.p256, .p256, [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]),
      (.p384, .p384, [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]),
      (.p521, .p521, [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x23]),
    ]

    /// The public half: of RSA with the private key, of elliptic curves beside it, under the same identifier.
    private static func publicKey(
      _ session: PKCS11Session, _ key: CK_OBJECT_HANDLE
    ) throws(SignerFailure) -> PublicKey {
      if let modulus = try? session.attribute(CK_ATTRIBUTE_TYPE(CKA_MODULUS), of: key) {
        let exponent = try session.attribute(CK_ATTRIBUTE_TYPE(CKA_PUBLIC_EXPONENT), of: key)
        do {
          let trimmed = Array(modulus.drop { $0 == 0 })
          return .rsa(
            try RSAPublicKey(modulus: trimmed.span, exponent: Array(exponent.drop { $0 == 0 }).span)
          )
        } catch { throw SignerFailure("the token's RSA key: \(error)") }
      }
      let parameters = try session.attribute(CK_ATTRIBUTE_TYPE(CKA_EC_PARAMS), of: key)
      guard let curve = curves.first(where: { $0.parameters == parameters })?.curve else {
        throw SignerFailure("the token's key is neither RSA nor on P-256, P-384 or P-521")
      }
      let id = try session.attribute(CK_ATTRIBUTE_TYPE(CKA_ID), of: key)
      let found = try session.objects(CK_OBJECT_CLASS(CKO_PUBLIC_KEY), nil, id)
      guard let object = found.first, found.count == 1 else {
        throw SignerFailure(
          "the token has not one public key beside the private one, but \(found.count)")
      }
      let encoded = try session.attribute(CK_ATTRIBUTE_TYPE(CKA_EC_POINT), of: object)
      // An OCTET STRING around the point, which some tokens leave out.
      let pointByteCount = 1 + 2 * curve.scalarByteCount
      let header = pointByteCount < 128 ? 2 : 3
      let point =
        encoded.count == pointByteCount + header ? Array(encoded[header...]) : encoded
      do { return try PublicKey(curve: curve, point: point.span) } catch {
        throw SignerFailure("the token's public key: \(error)")
      }
    }
  }
#endif
