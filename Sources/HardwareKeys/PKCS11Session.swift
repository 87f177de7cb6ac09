#if PKCS11
  import Bytes
  import CPKCS11
  import Cryptography
  import MutualTLS

  /// A session with a token, logged in. One call at a time; ``PKCS11Key`` sees to that.
  struct PKCS11Session: Sendable {
    let module: PKCS11Module
    private let handle: CK_SESSION_HANDLE

    /// Opens a session with the one token that a name means, and logs in where there is a PIN.
    init(
      _ module: PKCS11Module, _ uri: PKCS11URI, pin: borrowing SecretBytes, isWriting: Bool
    ) throws(SignerFailure) {
      self.module = module
      var found: [CK_SLOT_ID] = []
      for slot in try module.slots() where try module.isToken(slot, of: uri) { found.append(slot) }
      guard let slot = found.first, found.count == 1 else {
        throw SignerFailure(
          found.isEmpty
            ? "no token is there that the name means"
            : "\(found.count) tokens are there that the name means; say more: token=…;serial=…")
      }
      var handle: CK_SESSION_HANDLE = 0
      let flags = CK_FLAGS(CKF_SERIAL_SESSION) | (isWriting ? CK_FLAGS(CKF_RW_SESSION) : 0)
      try module.call("C_OpenSession") {
        unsafe $0.C_OpenSession?(slot, flags, nil, nil, &handle)
      }
      self.handle = handle
      guard pin.count > 0 else { return }
      var copy = [UInt8](copying: pin.bytes)
      defer { wipe(&copy) }
      let session = handle
      try module.call("C_Login") { functions in
        let code = unsafe functions.C_Login?(
          session, CK_USER_TYPE(CKU_USER), &copy, CK_ULONG(copy.count))
        return code == CKR_USER_ALREADY_LOGGED_IN ? CK_RV(CKR_OK) : code
      }
    }

    /// The objects of a class that a name means.
    func objects(
      _ kind: CK_OBJECT_CLASS, _ label: String?, _ id: [UInt8]?
    ) throws(SignerFailure) -> [CK_OBJECT_HANDLE] {
      let template = PKCS11Attributes()
      template.add(CK_ATTRIBUTE_TYPE(CKA_CLASS), kind)
      if let label { template.add(CK_ATTRIBUTE_TYPE(CKA_LABEL), Array(label.utf8)) }
      if let id { template.add(CK_ATTRIBUTE_TYPE(CKA_ID), id) }
      try module.call("C_FindObjectsInit") { functions in
        unsafe template.withList { unsafe functions.C_FindObjectsInit?(handle, $0, $1) }
      }
      var found = [CK_OBJECT_HANDLE](repeating: 0, count: 16)
      var count: CK_ULONG = 0
      try module.call("C_FindObjects") {
        unsafe $0.C_FindObjects?(handle, &found, CK_ULONG(found.count), &count)
      }
      try module.call("C_FindObjectsFinal") { $0.C_FindObjectsFinal?(handle) }
      return Array(found.prefix(Int(count)))
    }

    /// An attribute of an object, of at most 64 KiB.
    func attribute(
      _ type: CK_ATTRIBUTE_TYPE, of object: CK_OBJECT_HANDLE
    ) throws(SignerFailure) -> [UInt8] {
      var attribute = unsafe CK_ATTRIBUTE(type: type, pValue: nil, ulValueLen: 0)
      try module.call("C_GetAttributeValue") {
        unsafe $0.C_GetAttributeValue?(handle, object, &attribute, 1)
      }
      let count = unsafe Int(clamping: attribute.ulValueLen)
      guard (1...65_536).contains(count) else {
        throw SignerFailure("the token has no attribute 0x\(String(type, radix: 16)) of the key")
      }
      var bytes = [UInt8](repeating: 0, count: count)
      try module.call("C_GetAttributeValue") { functions in
        unsafe bytes.withUnsafeMutableBytes { buffer in
          unsafe attribute.pValue = buffer.baseAddress
          return unsafe functions.C_GetAttributeValue?(handle, object, &attribute, 1)
        }
      }
      return bytes
    }

    /// Signs with a key of the token.
    func sign(
      _ key: CK_OBJECT_HANDLE, _ mechanism: PKCS11Mechanism, _ input: [UInt8]
    ) throws(SignerFailure) -> [UInt8] {
      try module.call("C_SignInit") { functions in
        unsafe mechanism.withMechanism { unsafe functions.C_SignInit?(handle, $0, key) }
      }
      var input = input
      var signature = [UInt8](repeating: 0, count: 8192)
      var count = CK_ULONG(signature.count)
      try module.call("C_Sign") {
        unsafe $0.C_Sign?(handle, &input, CK_ULONG(input.count), &signature, &count)
      }
      return Array(signature.prefix(Int(clamping: count)))
    }

    /// Makes a key that never leaves the token.
    func generate(
      _ mechanism: PKCS11Mechanism, public publicPart: PKCS11Attributes,
      private privatePart: PKCS11Attributes
    ) throws(SignerFailure) {
      var first: CK_OBJECT_HANDLE = 0
      var second: CK_OBJECT_HANDLE = 0
      try module.call("C_GenerateKeyPair") { functions in
        unsafe mechanism.withMechanism { mechanism in
          unsafe publicPart.withList { publicList, publicCount in
            unsafe privatePart.withList { privateList, privateCount in
              unsafe functions.C_GenerateKeyPair?(
                handle, mechanism, publicList, publicCount, privateList, privateCount, &first,
                &second)
            }
          }
        }
      }
    }
  }

  /// A mechanism and its parameters.
  struct PKCS11Mechanism {
    let type: CK_MECHANISM_TYPE
    var pss: CK_RSA_PKCS_PSS_PARAMS?

    func withMechanism<Result>(_ body: (UnsafeMutablePointer<CK_MECHANISM>?) -> Result) -> Result {
      guard var parameters = pss else {
        var mechanism = unsafe CK_MECHANISM(mechanism: type, pParameter: nil, ulParameterLen: 0)
        return unsafe withUnsafeMutablePointer(to: &mechanism) { unsafe body($0) }
      }
      return unsafe withUnsafeMutablePointer(to: &parameters) { parameters in
        var mechanism = unsafe CK_MECHANISM(
          mechanism: type, pParameter: UnsafeMutableRawPointer(parameters),
          ulParameterLen: CK_ULONG(MemoryLayout<CK_RSA_PKCS_PSS_PARAMS>.size))
        return unsafe withUnsafeMutablePointer(to: &mechanism) { unsafe body($0) }
      }
    }
  }
#endif
